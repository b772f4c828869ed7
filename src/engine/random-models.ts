/** For tests: small checkpoints of several architectures, drawn at random; all of one family, some of them spoilt. */
import fc, { type GeneratorValue } from 'fast-check';
import type { DType, FloatDType } from '../formats/dtype.ts';
import type { TestModel, TestTensor } from './testing.ts';

/** Draws from fast-check, so that cases shrink. */
export type Draw = GeneratorValue;
export const pick = <T>(g: Draw, ...values: readonly T[]): T => g(fc.constantFrom, ...values) as T;
export const chance = (g: Draw, percent: number): boolean => g(fc.nat, 99) < percent;

/** Names of the fine-tuned models; the model that they come from is `base`. */
export const TUNED = ['a', 'b', 'c', 'd'];
const SIZES = [1, 3, 5, 8, 17, 33] as const;

interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  readonly integer?: boolean;
}

export interface Skeleton {
  readonly config: Readonly<Record<string, unknown>>;
  readonly places: readonly Place[];
  /** Layers that slices may cut; 0 where there are none or several stacks. */
  readonly layers: number;
}

interface Sizes {
  readonly layers: number;
  readonly vocabulary: number;
  readonly hidden: number;
  readonly inner: number;
}

const each = (layers: number, make: (layer: number) => readonly Place[]): Place[] =>
  Array.from({ length: layers }, (_, i) => make(i)).flat();
const float = (name: string, ...shape: number[]): Place => ({ name, shape });

const SKELETONS: readonly ((sizes: Sizes, tied: boolean) => Skeleton)[] = [
  ({ layers, vocabulary, hidden, inner }, tied) => ({
    config: {
      architectures: ['LlamaForCausalLM'],
      model_type: 'llama',
      num_hidden_layers: layers,
      vocab_size: vocabulary,
      tie_word_embeddings: tied,
    },
    places: [
      float('model.embed_tokens.weight', vocabulary, hidden),
      ...each(layers, (i) => [
        float(`model.layers.${i}.self_attn.q_proj.weight`, hidden, hidden),
        float(`model.layers.${i}.mlp.down_proj.weight`, hidden, inner),
        float(`model.layers.${i}.input_layernorm.weight`, hidden),
      ]),
      float('model.norm.weight', hidden),
      ...(tied ? [] : [float('lm_head.weight', vocabulary, hidden)]),
    ],
    layers,
  }),
  ({ layers, vocabulary, hidden, inner }) => ({
    config: { architectures: ['GPT2LMHeadModel'], model_type: 'gpt2', n_layer: layers },
    places: [
      float('wte.weight', vocabulary, hidden),
      ...each(layers, (i) => [
        float(`h.${i}.attn.c_attn.weight`, hidden, inner),
        float(`h.${i}.attn.c_attn.bias`, inner),
        float(`h.${i}.attn.bias`, 1, 1, 3, 3),
      ]),
      float('ln_f.bias', hidden),
    ],
    layers,
  }),
  ({ layers, hidden, inner }) => ({
    config: {},
    places: [
      float('stem.scale'),
      float('nothing.rows', 0, hidden),
      float('nothing.columns', hidden, 0),
      { name: 'codes', shape: [inner], integer: true },
      ...each(layers, (i) => [
        float(`blocks.${i}.mix.weight`, inner, hidden),
        float(`blocks.${i}.gate`),
        { name: `blocks.${i}.ids`, shape: [3], integer: true },
      ]),
    ],
    layers,
  }),
  ({ layers, hidden, inner }) => ({
    config: { _class_name: 'Transformer2DModel', num_layers: layers },
    places: [
      float('conv_in.weight', inner, 2, 3, 3),
      ...each(layers, (i) => [
        float(`transformer_blocks.${i}.attn.to_q.weight`, hidden, hidden),
        float(`transformer_blocks.${i}.ff.bias`, inner),
      ]),
      ...each(2, (i) => [float(`single_transformer_blocks.${i}.proj.weight`, inner, hidden)]),
      float('norm_out.weight', hidden),
    ],
    layers: 0,
  }),
];

export function drawSkeleton(g: Draw): Skeleton {
  const size = () => pick(g, ...SIZES);
  return pick(g, ...SKELETONS)({ layers: g(fc.nat, 3), vocabulary: size(), hidden: size(), inner: size() }, chance(g, 30));
}

const FLOATS: readonly FloatDType[] = ['F32', 'F32', 'BF16', 'BF16', 'F16', 'F64', 'F8_E4M3', 'F8_E5M2'];
const INTEGERS: readonly DType[] = ['I64', 'I32', 'I16', 'U8', 'BOOL'];

export function drawModels(g: Draw, { places, config }: Skeleton, tame: boolean): Record<string, TestModel> {
  const integer = pick(g, ...INTEGERS);
  const mixed = chance(g, 30);
  const common = pick(g, ...FLOATS);
  const noise = g(fc.nat, 2 ** 31);
  const models = Object.fromEntries(
    ['base', ...TUNED].map((ref, i): [string, TestModel] => {
      const own = mixed ? pick(g, ...FLOATS) : common;
      return [ref, { config, tensors: places.map((place) => tensorOf(place, place.integer ? integer : own, noise, i)) }];
    }),
  );
  return tame ? models : spoil(g, models);
}

/** The base, or a model that changed it a little: two thirds in a direction that all models share. */
function tensorOf({ name, shape, integer }: Place, dtype: DType, noise: number, model: number): TestTensor {
  const count = shape.reduce((n, d) => n * d, 1);
  const stream = (which: number) =>
    uniform(noise ^ (which * 0x9e3779b9) ^ [...name].reduce((hash, c) => Math.imul(hash, 31) + c.charCodeAt(0), 7));
  const [base, shared, own] = [stream(0), stream(1), stream(2 + model)];
  const entry = () => {
    const [b, s, o] = [base(), shared(), own()];
    if (integer) return Math.floor(Math.abs(b) * 2);
    return b + (model === 0 || s > 0.6 ? 0 : 0.2 * s + 0.1 * o);
  };
  return { name, dtype, shape, values: Array.from({ length: count }, entry) };
}

/** Numbers between −1 and 1. */
function uniform(seed: number): () => number {
  let state = (seed ^ 0x5bd1e995) >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  for (let i = 0; i < 3; i++) next();
  return next;
}

/** One fault in one model, or none. */
function spoil(g: Draw, models: Record<string, TestModel>): Record<string, TestModel> {
  const ref = pick(g, 'base', 'a', 'b');
  const model = models[ref];
  const count = model?.tensors.length ?? 0;
  if (!model || count === 0) return models;
  const at = g(fc.nat, count - 1);
  const fault = pick(g, 'none', 'missing', 'shape', 'type', 'values', 'empty');
  const tensors = model.tensors.flatMap((tensor, i): TestTensor[] => (i === at ? FAULTS[fault](tensor) : [tensor]));
  return { ...models, [ref]: { ...model, tensors: fault === 'empty' ? [] : tensors } };
}

const FAULTS = {
  none: (tensor: TestTensor) => [tensor],
  empty: () => [],
  missing: () => [],
  shape: (tensor: TestTensor) => [
    { ...tensor, shape: [...tensor.shape, 1, 2], values: Array.from({ length: 2 * tensor.values.length }, () => 1) },
  ],
  type: (tensor: TestTensor) => [{ ...tensor, dtype: 'I64' as const, values: Array.from(tensor.values, () => 1) }],
  values: (tensor: TestTensor) =>
    [{ ...tensor, values: Array.from(tensor.values, (v, i) => [Number.NaN, Infinity, -Infinity, 1e30, v][(i * 7) % 5] ?? v) }].map(
      wholeNumbers,
    ),
};

const wholeNumbers = (tensor: TestTensor): TestTensor =>
  tensor.dtype.startsWith('F') || tensor.dtype === 'BF16' ? tensor : { ...tensor, values: Array.from(tensor.values, () => 1) };
