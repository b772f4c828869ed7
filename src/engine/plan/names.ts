/**
 * What a tensor's name tells: which layer of which stack it belongs to, and its role. Architectures that Alloy has no
 * table for are read by their names alone, so anything that numbers its layers merges.
 */

/** A name with its layer number taken out. */
export interface LayerName {
  /** Text before the number: the stack, e.g. `model.layers.`. */
  readonly stack: string;
  readonly layer: number;
  /** Text after the number. */
  readonly rest: string;
}

// The first number that is a whole component of the name is the layer; later ones are experts or sub-blocks.
const LAYER = /^((?:[^.]+\.)*?)(\d+)(\..+)$/;

export function layerOf(name: string): LayerName | undefined {
  const match = LAYER.exec(name);
  return match ? { stack: match[1] ?? '', layer: Number(match[2]), rest: match[3] ?? '' } : undefined;
}

export const nameAt = ({ stack, rest }: LayerName, layer: number): string => `${stack}${layer}${rest}`;

/** Tensors with one row for each token: shapes may differ between fine-tunes that added tokens. */
const VOCABULARY = /(^|\.)(embed_tokens|lm_head|wte|word_embeddings|tok_embeddings|embed_in|embed_out|shared|output)\.(weight|bias)$/;
export const isVocabulary = (name: string): boolean => layerOf(name) === undefined && VOCABULARY.test(name);

/** Comes before the layers: takes the first slice's sources; everything else outside layers takes the last's. */
const BEFORE = /(embed|wte|wpe|shared|conv1|patch)/;
export const isBeforeLayers = (name: string): boolean => BEFORE.test(name);

/** Buffers that old checkpoints carry and loaders recompute. */
const RECOMPUTED = /(rotary_emb\.inv_freq|attn\.(masked_)?bias|position_ids)$/;
export const isRecomputed = (name: string): boolean => RECOMPUTED.test(name);

/** The tensor that stands in for a missing output head when the model ties it to its embedding. */
export function tiedName(name: string): string | undefined {
  if (name.endsWith('lm_head.weight')) return name.replace(/lm_head\.weight$/, name.startsWith('lm_head') ? 'model.embed_tokens.weight' : 'embed_tokens.weight');
  return undefined;
}

/** Layers of each stack: the largest number plus one. */
export function depthByStack(names: Iterable<string>): Map<string, number> {
  const depth = new Map<string, number>();
  for (const name of names) {
    const at = layerOf(name);
    if (at) depth.set(at.stack, Math.max(depth.get(at.stack) ?? 0, at.layer + 1));
  }
  return depth;
}
