/**
 * For tests: recipes for random checkpoints, drawn at random. `tame` cases are whole and well conditioned, so their
 * numbers can be compared; the others may lack tensors, differ in shape or ask for extremes, and only have to be refused
 * in words or merged without harm.
 */
import fc from 'fast-check';
import { METHOD_SPECS, type MethodSpec, type ParameterSpec } from '../methods/specs.ts';
import type { MergeDocument, Parameters, ParameterValue, Recipe, Scalar, WorkDType } from '../recipe/recipe.ts';
import { chance, type Draw, drawModels, drawSkeleton, pick, type Skeleton, TUNED } from './random-models.ts';
import type { TestModel } from './testing.ts';

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

const DTYPES: readonly (WorkDType | undefined)[] = [undefined, undefined, 'float32', 'float32', 'bfloat16', 'float16', 'float64'];

function drawDocuments(g: Draw, skeleton: Skeleton, tame: boolean): MergeDocument[] {
  if (!chance(g, 25)) return [drawDocument(g, skeleton, ['base', ...TUNED], tame, false)];
  const inner: MergeDocument = { name: 'inner', ...drawDocument(g, { ...skeleton, layers: 0 }, ['base', 'a', 'b', 'c'], tame, true) };
  // The result of the first takes the place of one model of the second.
  const outer = drawDocument(g, skeleton, ['base', 'inner', 'a', 'b'], tame, true);
  return [inner, outer];
}

function drawDocument(
  g: Draw,
  { layers }: Skeleton,
  [base = '', ...others]: readonly string[],
  tame: boolean,
  nested: boolean,
): MergeDocument {
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
    ...dialectOf(g, spec, nested),
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
  const given = spec.parameters.filter((p) => p.alloyOnly && p.type === 'choice' && !(nested && p.key === 'trim') && chance(g, 30));
  const entries = given.map((p): [string, Scalar] => [p.key, pick(g, ...(p.choices ?? []).map(({ value }) => value))]);
  return entries.length ? { alloy: Object.fromEntries(entries) } : {};
}
