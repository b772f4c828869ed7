/**
 * For tests: small checkpoints of several architectures and recipes for them, drawn at random. `tame` cases are whole
 * and well conditioned, so their numbers can be compared; the others may lack tensors, differ in shape or ask for
 * extremes, and only have to be refused in words or merged without harm.
 */
import fc, { type GeneratorValue } from 'fast-check';
import type { DType, FloatDType } from '../formats/dtype.ts';
import { METHOD_SPECS, type MethodSpec, type ParameterSpec } from '../methods/specs.ts';
import type { MergeDocument, Parameters, ParameterValue, Recipe, Scalar, WorkDType } from '../recipe/recipe.ts';
import type { TestModel, TestTensor } from './testing.ts';

export interface RandomCase {
  readonly models: Readonly<Record<string, TestModel>>;
  readonly recipe: Recipe;
  readonly tame: boolean;
  readonly seed: number;
  readonly random: 'philox' | 'mergekit';
  readonly shardBytes: number;
}

/** Arena and output of all slots: a few rows of the widest tensor at a time. */
export const SMALL_BUDGET = 12_000;
const SIZES = [1, 3, 5, 8, 17, 33] as const;
const TUNED = ['a', 'b', 'c', 'd'];

type Draw = GeneratorValue;
const pick = <T>(g: Draw, ...values: readonly T[]): T => g(fc.constantFrom, ...values) as T;
const chance = (g: Draw, percent: number): boolean => g(fc.nat, 99) < percent;

export const randomCase: fc.Arbitrary<RandomCase> = fc.gen().map((g): RandomCase => {
  const tame = !chance(g, 30);
  const skeleton = drawSkeleton(g);
  const models = drawModels(g, skeleton, tame);
  return {
    models,
    recipe: { documents: drawDocuments(g, skeleton, tame) },
    tame,
    seed: g(fc.nat, 2 ** 31),
    random: pick(g, 'philox', 'philox', 'mergekit'),
    shardBytes: pick(g, 600, 1e9),
  };
});

// ---------------------------------------------------------------- checkpoints

interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  readonly integer?: boolean;
}

interface Skeleton {
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

function drawSkeleton(g: Draw): Skeleton {
  const size = () => pick(g, ...SIZES);
  return pick(g, ...SKELETONS)({ layers: g(fc.nat, 3), vocabulary: size(), hidden: size(), inner: size() }, chance(g, 30));
}

const FLOATS: readonly FloatDType[] = ['F32', 'F32', 'BF16', 'BF16', 'F16', 'F64', 'F8_E4M3', 'F8_E5M2'];
const INTEGERS: readonly DType[] = ['I64', 'I32', 'I16', 'U8', 'BOOL'];

function drawModels(g: Draw, { places, config }: Skeleton, tame: boolean): Record<string, TestModel> {
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

// ---------------------------------------------------------------- recipes

const DTYPES: readonly (WorkDType | undefined)[] = [undefined, undefined, 'float32', 'float32', 'bfloat16', 'float16', 'float64'];

function drawDocuments(g: Draw, skeleton: Skeleton, tame: boolean): MergeDocument[] {
  if (!chance(g, 25)) return [drawDocument(g, skeleton, ['base', ...TUNED], tame)];
  const inner: MergeDocument = { name: 'inner', ...drawDocument(g, { ...skeleton, layers: 0 }, ['base', 'a', 'b', 'c'], tame) };
  // The result of the first takes the place of one model of the second.
  const outer = drawDocument(g, skeleton, ['base', 'inner', 'a', 'b'], tame);
  return [inner, outer];
}

function drawDocument(g: Draw, { layers }: Skeleton, [base = '', ...others]: readonly string[], tame: boolean): MergeDocument {
  const spec = pick(g, ...METHOD_SPECS);
  const refs = drawRefs(g, spec, base, others);
  const withBase = spec.base !== 'none' && (spec.base !== 'optional' || chance(g, 50));
  const listed = withBase && (spec.base === 'member' || layers > 0 || chance(g, 30)) ? insert(g, refs, base) : refs;
  const sources = listed.map((model) => ({ model, ...parametersOf(g, spec, 'model', tame, model === base && withBase) }));
  const dtype = pick(g, ...DTYPES);
  const outDtype = pick(g, ...DTYPES);
  return {
    method: spec.id,
    ...(withBase && { base }),
    ...(layers > 0 && (withBase ? listed.includes(base) : true) && chance(g, 40)
      ? { slices: drawSlices(g, sources, layers) }
      : { models: sources }),
    ...parametersOf(g, spec, 'shared', tame),
    ...(dtype && { dtype }),
    ...(outDtype && { outDtype }),
    ...dialectOf(g, spec),
  };
}

/** As many models as the method takes, the base not among them. */
function drawRefs(g: Draw, spec: MethodSpec, base: string, others: readonly string[]): string[] {
  const { min, max = 4 } = spec.models;
  const member = spec.base === 'member' ? 1 : 0;
  const count = Math.min(others.length, g(fc.integer, { min: Math.max(1, min) - member, max: max - member }));
  const refs = g(fc.shuffledSubarray, [...others], { minLength: count, maxLength: count });
  return spec.base === 'none' && refs.length < max && chance(g, 20) ? insert(g, refs, base) : refs;
}

function insert(g: Draw, refs: readonly string[], ref: string): string[] {
  const at = g(fc.nat, refs.length);
  return [...refs.slice(0, at), ref, ...refs.slice(at)];
}

/** One or two slices; the second may repeat layers of the first. */
function drawSlices(g: Draw, sources: readonly { readonly model: string }[], layers: number): NonNullable<MergeDocument['slices']> {
  return Array.from({ length: g(fc.integer, { min: 1, max: 2 }) }, () => {
    const first = g(fc.nat, layers - 1);
    const count = g(fc.integer, { min: 1, max: layers - first });
    return { sources: sources.map((source) => ({ ...source, layerRange: [first, first + count] as const })) };
  });
}

function parametersOf(
  g: Draw,
  spec: MethodSpec,
  scope: ParameterSpec['scope'],
  tame: boolean,
  isBase = false,
): { parameters?: Parameters } {
  const wanted = spec.parameters.filter((p) => p.scope === scope && !p.alloyOnly && (!isBase || p.ofBase));
  const given = wanted.filter((p) => p.default === undefined || chance(g, 60));
  const entries = given.map((p): [string, ParameterValue] => [p.key, drawValue(g, p, spec, tame)]);
  return entries.length ? { parameters: Object.fromEntries(entries) } : {};
}

function drawValue(g: Draw, parameter: ParameterSpec, spec: MethodSpec, tame: boolean): ParameterValue {
  const value = () => drawScalar(g, parameter, spec, tame);
  const row = () => (chance(g, 40) ? [value(), value(), value()] : value());
  const form = g(fc.nat, 9);
  if (parameter.type === 'integer' || form > 3) return value();
  if (form > 1) return [value(), value()];
  return [{ filter: pick(g, 'norm', '.0.', 'weight', 'no tensor'), value: row() }, { value: row() }];
}

/** Values that keep a result well conditioned. Windows of DELLA stay between 0 and 1 for any pair of density and epsilon. */
const TAME: Readonly<Record<string, readonly number[]>> = {
  weight: [0.25, 0.3, 0.5, 0.7, 1, 1.5],
  density: [0.3, 0.33, 0.5, 0.7],
  epsilon: [0, 1e-5, 0.01, 0.05, 0.25],
  gamma: [0, 0.01, 0.1, 0.3],
  lambda: [0.5, 1, 1.3],
  t: [0, 0.1, 0.3, 0.5, 1],
  select_topk: [0, 0.1, 0.5, 1],
  scale: [0, 0.5, 1, 2],
  max_iter: [0, 1, 10],
  tol: [1e-5, 1e-3],
  eps: [1e-8],
  r: [0, 0.1, 1],
  alpha: [0, 0.2, 1],
};
const WILD: Readonly<Record<string, readonly number[]>> = {
  ...TAME,
  weight: [-1, 0, 0.5, 1e-9, 30],
  density: [0, 0.01, 0.5, 0.99, 1],
  lambda: [-2, 0, 100],
  t: [-3, 0, 0.5, 4],
  scale: [-1, 0, 1e30],
};

function drawScalar(g: Draw, { key, type }: ParameterSpec, { random }: MethodSpec, tame: boolean): Scalar {
  if (type === 'boolean') return g(fc.boolean);
  const values = (tame ? TAME : WILD)[key] ?? [];
  return pick(g, ...(random && key === 'epsilon' && tame ? [0.05, 0.1, 0.25] : values));
}

/** Thresholds over the whole model are for a recipe of one document. */
function dialectOf(g: Draw, spec: MethodSpec, nested: boolean): Pick<MergeDocument, 'alloy'> {
  const given = spec.parameters.filter((p) => p.alloyOnly && !(nested && p.key === 'trim') && chance(g, 30));
  const entries = given.map((p): [string, Scalar] => [p.key, pick(g, ...(p.choices ?? []).map(({ value }) => value))]);
  return entries.length ? { alloy: Object.fromEntries(entries) } : {};
}
