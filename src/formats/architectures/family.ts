/** What a row of the table of architectures says, and the shapes that many rows share. */
import { WHOLE } from './role.ts';

export interface Part {
  readonly module: string;
  /** What the names of the part begin with, spelling by spelling; '' takes what no other part does. */
  readonly prefixes: readonly string[];
  /** What precedes a layer's number, after the prefix. */
  readonly stacks?: readonly string[] | undefined;
  /** Dotted config keys of the number of layers; those that the config has, else the first. */
  readonly layerKeys?: readonly string[] | undefined;
}

export interface Family {
  readonly label: string;
  /** Values of `model_type`. */
  readonly modelTypes: readonly string[];
  readonly parts: readonly Part[];
  /** Tensors with one row for each token: names, with or without the prefix. */
  readonly vocabulary: readonly string[];
  /** A tensor and those that may stand in for it: names, with or without the prefix. */
  readonly tied: Readonly<Record<string, readonly string[]>>;
  /** Tests what remains of the name. */
  readonly optional?: RegExp | undefined;
  readonly vocabularyKeys?: readonly string[] | undefined;
}

export const LAYERS = ['num_hidden_layers'];
const HEAD = { 'lm_head.weight': ['embed_tokens.weight'] };
const LLAMA_VOCABULARY = ['embed_tokens.weight', 'lm_head.weight', 'lm_head.bias'];
// `attention_bias` and `mlp_bias` are settings of one architecture; rows of older conversions may lack zero biases.
export const BIASES = /^layers\.\d+\.(?:self_attn|mlp)\.\w+\.bias$/;

/** A decoder named as Llama is: `model.embed_tokens`, `model.layers.N`, `lm_head`. */
export const llama = (label: string, modelTypes: readonly string[], optional?: RegExp): Family => ({
  label,
  modelTypes,
  parts: [{ module: WHOLE, prefixes: ['model.', ''], stacks: ['layers.'], layerKeys: LAYERS }],
  vocabulary: LLAMA_VOCABULARY,
  tied: HEAD,
  optional,
});

interface Decoder {
  readonly prefixes: readonly string[];
  readonly stack: string;
  readonly embedding: string;
  readonly head?: string | undefined;
  readonly layerKeys?: readonly string[] | undefined;
  readonly vocabularyKeys?: readonly string[] | undefined;
  readonly optional?: RegExp | undefined;
}

/** A decoder with names of its own. */
export function decoder(label: string, modelTypes: readonly string[], names: Decoder): Family {
  const { prefixes, stack, embedding, head = 'lm_head', layerKeys = LAYERS, vocabularyKeys, optional } = names;
  return {
    label,
    modelTypes,
    parts: [{ module: WHOLE, prefixes, stacks: [stack], layerKeys }],
    vocabulary: [`${embedding}.weight`, `${head}.weight`, `${head}.bias`],
    tied: { [`${head}.weight`]: [`${embedding}.weight`] },
    optional,
    vocabularyKeys,
  };
}

interface Encoder {
  readonly prefixes: readonly string[];
  readonly stack: string;
  readonly embedding: string;
  /** The head's projection to the vocabulary. */
  readonly head: string;
  /** Where the head's bias is kept too: one tensor under two names. */
  readonly bias?: string | undefined;
  readonly optional: RegExp;
  readonly layerKeys?: readonly string[] | undefined;
}

/** An encoder with a masked-language head. */
export function encoder(label: string, modelTypes: readonly string[], names: Encoder): Family {
  const { prefixes, stack, embedding, head, bias, optional, layerKeys = LAYERS } = names;
  return {
    label,
    modelTypes,
    parts: [{ module: WHOLE, prefixes, stacks: [stack], layerKeys }],
    vocabulary: [embedding, `${head}.weight`, `${head}.bias`, ...(bias === undefined ? [] : [bias])],
    tied: { [`${head}.weight`]: [embedding], ...(bias !== undefined && { [`${head}.bias`]: [bias], [bias]: [`${head}.bias`] }) },
    optional,
  };
}

const TEXT_LAYERS = ['text_config.num_hidden_layers', 'num_hidden_layers'];
const TEXT: Part = {
  module: 'text_decoder',
  prefixes: ['language_model.model.', 'model.language_model.', 'language_model.', 'model.', ''],
  stacks: ['layers.'],
  layerKeys: TEXT_LAYERS,
};

/** A language model that sees: a decoder, a tower of vision layers and a projector between them. */
export const seeing = (label: string, modelTypes: readonly string[], parts: readonly Part[]): Family => ({
  label,
  modelTypes,
  parts: [TEXT, ...parts],
  vocabulary: LLAMA_VOCABULARY,
  tied: HEAD,
  optional: BIASES,
  vocabularyKeys: ['text_config.vocab_size', 'vocab_size'],
});
