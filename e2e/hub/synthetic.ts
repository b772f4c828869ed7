/** Checkpoints of any size that take no room: a Llama's header, and noise that repeats. For benchmarks and large tests. */
import { layoutFiles, type OutputTensor } from '../../src/formats/layout.ts';
import type { SyntheticFile } from './contents.ts';

export interface LlamaShape {
  readonly layers: number;
  readonly hidden: number;
  readonly intermediate: number;
  readonly vocabulary: number;
  readonly heads: number;
  readonly kvHeads: number;
}

/** The tensors of an untied Llama in bfloat16, in the order of their names. */
export function llamaTensors({ layers, hidden, intermediate, vocabulary, heads, kvHeads }: LlamaShape): OutputTensor[] {
  const kv = (hidden / heads) * kvHeads;
  const bf16 = (name: string, ...shape: number[]): OutputTensor => ({ name, dtype: 'BF16', shape });
  const layer = (at: number) => {
    const prefix = `model.layers.${at}`;
    return [
      bf16(`${prefix}.input_layernorm.weight`, hidden),
      bf16(`${prefix}.mlp.down_proj.weight`, hidden, intermediate),
      bf16(`${prefix}.mlp.gate_proj.weight`, intermediate, hidden),
      bf16(`${prefix}.mlp.up_proj.weight`, intermediate, hidden),
      bf16(`${prefix}.post_attention_layernorm.weight`, hidden),
      bf16(`${prefix}.self_attn.k_proj.weight`, kv, hidden),
      bf16(`${prefix}.self_attn.o_proj.weight`, hidden, hidden),
      bf16(`${prefix}.self_attn.q_proj.weight`, hidden, hidden),
      bf16(`${prefix}.self_attn.v_proj.weight`, kv, hidden),
    ];
  };
  return [
    bf16('lm_head.weight', vocabulary, hidden),
    bf16('model.embed_tokens.weight', vocabulary, hidden),
    ...Array.from({ length: layers }, (_, at) => layer(at)).flat(),
    bf16('model.norm.weight', hidden),
  ];
}

/** The files of such a checkpoint. Two seeds give two sets of weights. */
export function syntheticLlama(shape: LlamaShape, seed: number, shardBytes = 5e9): Record<string, string | SyntheticFile> {
  const { files, index } = layoutFiles(llamaTensors(shape), { shardBytes });
  const noise = bfloatNoise(seed);
  const config = {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    hidden_size: shape.hidden,
    intermediate_size: shape.intermediate,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.kvHeads,
    vocab_size: shape.vocabulary,
    tie_word_embeddings: false,
    torch_dtype: 'bfloat16',
  };
  return {
    'config.json': JSON.stringify(config),
    ...(index && { [index.path]: index.text }),
    ...Object.fromEntries(
      files.map(({ path, bytes, header }) => [
        path,
        { bytes, read: (offset: number, length: number) => readFile(header, noise, offset, length) },
      ]),
    ),
  };
}

function readFile(header: Uint8Array, noise: Uint8Array, offset: number, length: number): Uint8Array {
  const into = new Uint8Array(length);
  const start = header.subarray(Math.min(offset, header.length), offset + length);
  into.set(start);
  for (let at = start.length; at < length; ) {
    const from = (offset + at - header.length) % noise.length;
    const piece = noise.subarray(from, Math.min(noise.length, from + length - at));
    into.set(piece, at);
    at += piece.length;
  }
  return into;
}

/** A prime number of entries, so that no two tensors hold the same noise in step. */
const NOISE_ENTRIES = 1_048_573;

/** Small bfloat16 numbers of both signs, from about 0.004 to 0.06. */
function bfloatNoise(seed: number): Uint8Array {
  const words = new Uint16Array(NOISE_ENTRIES);
  let state = (seed * 2654435761 + 1) >>> 0;
  for (let i = 0; i < words.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words[i] = ((state >>> 31) << 15) | (0x3b80 + ((state >>> 16) & 0x1ff));
  }
  return new Uint8Array(words.buffer);
}
