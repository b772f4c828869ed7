/** Rules of one entry with a few whole-tensor numbers: NearSwap, RAM, SCE, Arcee Fusion. `backend.ts` states them. */
import type { Keep, MeasureKernels, PointwiseUniforms } from '../backend.ts';
import { rowDivergence } from '../divergence.ts';
import { at, load, loadVector, type OnArena, store } from './arithmetic.ts';
import { sparsify } from './keep.ts';
import { orderKeys } from './order.ts';

type Call = OnArena & PointwiseUniforms;
/** The result at entry i. */
type Rule = (i: number) => number;

const SMALLEST_DISTANCE = 1e-6;
const SMALLEST_WEIGHT = 1e-6;

export function pointwise(call: Call, out: Uint8Array): void {
  store(call, out, call.out, RULES[call.rule](call));
}

const RULES: Readonly<Record<PointwiseUniforms['rule'], (call: Call) => Rule>> = { nearswap, ram, sce, fusion };

/** Swaps in the other model's entries where they are near the base's. */
function nearswap(call: Call): Rule {
  const { round, models, numbers } = call;
  const base = load(call, call.base);
  const other = load(call, models[0] ?? 0);
  return (i) => {
    const distance = Math.max(Math.abs(round(at(base, i) - at(other, i))), round(SMALLEST_DISTANCE));
    const weight = Math.min(Math.max(round(round(at(numbers, 0)) * round(1 / distance)), 0), 1);
    return round(round(weight * at(other, i)) + round(round(1 - weight) * at(base, i)));
  };
}

/** Reinforced agent merging (arXiv 2601.13572): what one model changed alone is kept whole, what several did is averaged. */
function ram(call: Call): Rule {
  const { round, numbers } = call;
  const base = load(call, call.base);
  const [epsilon = 0, ...factors] = numbers.map(round);
  const differences = differencesOf(call);
  return (i) => {
    const active = differences.map((d, model) => ({ d: at(d, i), factor: at(factors, model) })).filter(({ d }) => Math.abs(d) > epsilon);
    const [only] = active;
    const mean = () => round(active.reduce((sum, { d }) => round(sum + d), 0) / Math.max(active.length, 1));
    return round(at(base, i) + (only && active.length === 1 ? round(only.factor * only.d) : mean()));
  };
}

/** SCE (FuseChat, arXiv 2408.07990): select by variance, calculate weights, erase by sign. */
function sce(call: Call): Rule {
  const { round, numbers } = call;
  const base = load(call, call.base);
  const kept = keptDifferences(call);
  const weights = numbers.map(round);
  return (i) => {
    const entries = kept.map((d, model) => ({ d: at(d, i), weight: at(weights, model) }));
    const majority = entries.reduce((sum, { d }) => round(sum + d), 0) >= 0 ? 1 : -1;
    const agreeing = entries.filter(({ d }) => Math.sign(d) === majority);
    const total = agreeing.reduce((sum, { d, weight }) => round(sum + round(d * weight)), 0);
    const divisor = agreeing.reduce((sum, { weight }) => round(sum + weight), 0);
    return round(at(base, i) + round(total / Math.max(divisor, round(SMALLEST_WEIGHT))));
  };
}

/** Arcee Fusion: takes over the entries whose importance reaches a threshold. */
function fusion(call: Call): Rule {
  const { round, models, numbers, rows } = call;
  const base = load(call, call.base);
  const vector = { x: models[0] ?? 0, reference: call.base };
  const difference = loadVector(call, vector);
  const importance = orderKeys({ ...call, vectors: [vector], key: 'importance', rows });
  return (i) => round(at(base, i) + (at(importance, i) >= round(at(numbers, 0)) ? at(difference, i) : 0));
}

interface OfModels extends OnArena {
  readonly base: number;
  readonly models: readonly number[];
  readonly keep?: Keep | undefined;
}

const differencesOf = (call: OfModels): Float64Array[] => call.models.map((x) => loadVector(call, { x, reference: call.base }));

/** The differences, sparsified by their common variance. */
function keptDifferences(call: OfModels): Float64Array[] {
  const { keep, models, base } = call;
  const differences = differencesOf(call);
  if (!keep) return differences;
  const order = orderKeys({ ...call, vectors: models.map((x) => ({ x, reference: base })), key: 'variance' });
  return differences.map((d) => sparsify(d, keep, call.tile, call.round, order).values);
}

export function pointwiseStatistics(call: OnArena & MeasureKernels['pointwiseStatistics']['uniforms']): Float64Array {
  switch (call.rule) {
    case 'ram':
      return Float64Array.from(activity(differencesOf(call), call.round(at(call.numbers, 0))));
    case 'sce':
      return Float64Array.from(keptDifferences(call), (d) => d.reduce((sum, value) => sum + value * value, 0));
    case 'fusion': {
      const { columns, rows } = call.tile;
      const [from, to] = [load(call, call.base), load(call, call.models[0] ?? 0)];
      const row = (values: Float64Array, r: number) => values.subarray(r * columns, (r + 1) * columns);
      return Float64Array.from({ length: rows }, (_, r) => rowDivergence(row(to, r), row(from, r)));
    }
  }
}

/** For each model: how many of its active entries another model shares, and how many none does. */
function activity(differences: readonly Float64Array[], epsilon: number): number[] {
  const active = differences.map((d) => Array.from(d, (value) => Math.abs(value) > epsilon));
  const times = (i: number) => active.filter((model) => model[i]).length;
  return active.flatMap((model) => [
    model.filter((is, i) => is && times(i) > 1).length,
    model.filter((is, i) => is && times(i) === 1).length,
  ]);
}
