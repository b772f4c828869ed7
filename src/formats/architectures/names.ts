/** What a tensor's name tells without any table: its layer, whether it comes before the layers, what it is for. */

export interface LayerName {
  readonly stack: string;
  readonly layer: number;
  readonly rest: string;
}

// No leading zeros, or writing the number again would give another name; six digits are more layers than any model has.
const NUMBER = /^(?:0|[1-9]\d{0,5})$/;

/** The name split at the number that follows `stack`, when one does and more of the name comes after it. */
export function layerAfter(stack: string, name: string): LayerName | undefined {
  if (!name.startsWith(stack)) return undefined;
  const end = name.indexOf('.', stack.length);
  const number = name.slice(stack.length, end);
  return end > 0 && end < name.length - 1 && NUMBER.test(number) ? { stack, layer: Number(number), rest: name.slice(end) } : undefined;
}

/** Split at the first component that is a number: later ones are experts or parts of a block. */
export function firstNumber(name: string): LayerName | undefined {
  let start = 0;
  while (start >= 0 && start < name.length) {
    const found = layerAfter(name.slice(0, start), name);
    if (found) return found;
    start = name.indexOf('.', start) + 1 || -1;
  }
  return undefined;
}

const RECOMPUTED = /(?:^|\.)(?:rotary_(?:pos_)?emb\.(?:inv_freq|cos_cached|sin_cached)|(?:attn|attention)\.(?:masked_)?bias|position_ids)$/;

/** Buffers: rotary frequencies, attention masks, position numbers (whole numbers, I64). */
export const isRecomputed = (name: string): boolean => RECOMPUTED.test(name);

const HEAD = /^(?:embed_out|lm_head|embedding_norm)$/;
const ENTRANCE =
  /^(?:.*embed.*|wte|wpe|shared|emb|conv[12]?|conv1d|patch_.*|ln_pre|pre_layer_?norm|pre_layrnorm|(?:class|cls|reg|register)_tokens?|.*_in)$/;

/** Embeddings, patches, first convolutions: what an input meets before the layers. */
export function isEntrance(name: string): boolean {
  const parts = name.split('.');
  return parts.some((part) => ENTRANCE.test(part)) && !parts.some((part) => HEAD.test(part));
}

const EMBEDDING =
  /(?:^|\.)(?:embed_tokens|embed_in|wte|word_embeddings?|tok_embeddings|token_embeddings?|shared|emb|embeddings?)\.weight$|(?:^|\.)(?:lm_head|embed_out|output_layer)\.(?:weight|bias)$/;
const NOT_OF_TOKENS = /pos|time|type|class|label|patch|year|add_embedding/i;

/** A tensor with one row for each token, as far as its name tells. */
export const looksLikeVocabulary = (name: string): boolean => EMBEDDING.test(name) && !NOT_OF_TOKENS.test(name);
