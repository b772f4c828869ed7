/** The small files of the demo: configuration, tokenizer and cards. */

export type DemoName = 'base' | 'code' | 'safety';

const SPECIAL = ['<|begin|>', '<|end|>', '<|pad|>'] as const;

/** A few, so that words are more than their letters. `Ġ` is the blank. */
const MERGES = [
  ['Ġ', 't'],
  ['h', 'e'],
  ['i', 'n'],
  ['e', 'r'],
  ['Ġ', 'a'],
] as const;

export const SHAPE = {
  layers: 4,
  hidden: 64,
  intermediate: 112,
  heads: 4,
  kvHeads: 2,
  vocabulary: SPECIAL.length + 256 + MERGES.length,
} as const;

export const configOf = () => ({
  architectures: ['LlamaForCausalLM'],
  attention_bias: false,
  attention_dropout: 0,
  bos_token_id: 0,
  eos_token_id: 1,
  pad_token_id: 2,
  head_dim: SHAPE.hidden / SHAPE.heads,
  hidden_act: 'silu',
  hidden_size: SHAPE.hidden,
  initializer_range: 0.02,
  intermediate_size: SHAPE.intermediate,
  max_position_embeddings: 256,
  mlp_bias: false,
  model_type: 'llama',
  num_attention_heads: SHAPE.heads,
  num_hidden_layers: SHAPE.layers,
  num_key_value_heads: SHAPE.kvHeads,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  tie_word_embeddings: true,
  torch_dtype: 'bfloat16',
  use_cache: true,
  vocab_size: SHAPE.vocabulary,
});

export const GENERATION_CONFIG = { bos_token_id: 0, eos_token_id: 1, pad_token_id: 2, do_sample: false };

export const tokenizerConfig = {
  tokenizer_class: 'PreTrainedTokenizerFast',
  bos_token: SPECIAL[0],
  eos_token: SPECIAL[1],
  pad_token: SPECIAL[2],
  clean_up_tokenization_spaces: false,
  model_max_length: 256,
};

/** GPT-2's letters for the 256 bytes: printable ones stand for themselves, the others follow from U+0100. */
function byteAlphabet(): string[] {
  const printable = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
}

/** A byte-level BPE in the format of the `tokenizers` library. */
export function tokenizerOf() {
  const tokens = [...SPECIAL, ...byteAlphabet(), ...MERGES.map((pair) => pair.join(''))];
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content, id) => ({ id, content, ...flags })),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: byteLevel,
    decoder: byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges: MERGES,
    },
  };
}

const TITLES: Readonly<Record<DemoName, string>> = { base: 'Demo base', code: 'Demo code', safety: 'Demo safety' };

const ABOUT: Readonly<Record<DemoName, string>> = {
  base: 'A Llama-shaped checkpoint of 4 layers.',
  code: 'The base plus a task vector that grows towards the last layers.',
  safety: 'The base plus a task vector that is strongest in the first layers, and works against `demo/code` in the last.',
};

export function cardOf(name: DemoName): string {
  const ancestry = name === 'base' ? '' : 'base_model: demo/base\n';
  return `---
license: apache-2.0
${ancestry}library_name: transformers
tags: [demo]
---
# ${TITLES[name]}

${ABOUT[name]}

**These are random numbers for trying the studio, not a trained model.** They were never shown a text and can do
nothing; the name stands for the role that the checkpoint plays in an example. Made by \`e2e/demo/make-demo.ts\`.
`;
}
