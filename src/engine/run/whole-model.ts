/**
 * Trimming over a whole model: one exact threshold for each task vector, from all its tensors (TIES as in the paper).
 * Three passes of the runner over the tensors concerned, which write nothing; equals keep the order of the plan.
 */
import { defined } from '../../base/assert.ts';
import type { Keep } from '../../compute/backend.ts';
import type { Method } from '../../methods/method.ts';
import { binAt, LOW_BITS } from '../../methods/threshold.ts';
import type { Work } from '../../methods/work.ts';
import { type SlotLimits, unitsOf } from '../plan/units.ts';
import type { MergeStep, Plan, TensorPlan } from '../plan-types.ts';
import { addTo } from './passes.ts';

/** The keep rule of one input of one tensor. */
export type WholeModel = (tensor: string, step: MergeStep, input: number) => Keep;

export const trimsWholeModel = (step: TensorPlan['steps'][number] | undefined): step is MergeStep =>
  step?.kind === 'merge' && step.parameters.shared.trim === 'model';

/** Whether the plan needs thresholds before it can run. */
export const needsWholeModel = (plan: Pick<Plan, 'tensors'>): boolean => plan.tensors.some((t) => trimsWholeModel(t.steps.at(-1)));

/** One task vector: input `position` of a document. */
const vectorKey = (step: MergeStep, input: number): string => `${step.document} ${step.positions[input]}`;

interface Threshold {
  entries: number;
  /** How many are kept: density times entries, summed over tensors. */
  wanted: number;
  high: Float64Array;
  low: Float64Array;
  bin: number;
  bits: number;
  /** Entries of exactly these bits that are kept, and how many each tensor has. */
  kept: number;
  readonly equal: Map<string, number>;
  /** The tensor where equals are told apart, how many of them are kept, and the place of the first that is dropped. */
  cut?: { readonly tensor: string; readonly kept: number; index: number };
}

const BINS = 65536;

/** `run` passes over a plan with a rule in place of the methods'. */
export async function findThresholds(
  plan: Plan,
  limits: SlotLimits,
  run: (plan: Plan, rule: Method['rule']) => Promise<void>,
): Promise<WholeModel> {
  const tensors = plan.tensors.filter((t) => trimsWholeModel(t.steps.at(-1))).map((t): TensorPlan => ({ ...t, bytes: 0 }));
  const steps = new Map(tensors.map((t) => [t.name, t.steps.at(-1) as MergeStep]));
  const looking: Plan = { ...plan, layout: { files: [], companions: [] }, tensors, units: unitsOf(tensors, limits, false) };
  const found = new Map<string, Threshold>();
  const each = (look: Look) => {
    // A unit that was in a lost device is done again: what it had counted is not counted twice.
    const counted = new Set<string>();
    return run(looking, async (work) => {
      const step = defined(steps.get(work.name), work.name);
      const looks = work.models.map(async (input) => {
        const key = vectorKey(step, input);
        const threshold = found.get(key) ?? emptyThreshold();
        found.set(key, threshold);
        const count = await look(work, input, threshold);
        const id = `${key} ${work.name}`;
        if (!counted.has(id)) count();
        counted.add(id);
      });
      await Promise.all(looks);
    });
  };
  await each(countHigh);
  for (const t of found.values()) t.bin = t.wanted >= t.entries ? 0 : binAt(t.high, dropped(t)).bin;
  await each(countLow);
  for (const t of found.values()) if (t.wanted < t.entries) settle(t);
  await each(countEqual);
  for (const t of found.values()) placeCut(t, tensors);
  const cuts = new Set([...found.values()].flatMap((t) => (t.cut ? [t.cut.tensor] : [])));
  const last = tensors.filter((t) => cuts.has(t.name));
  if (last.length) await run({ ...looking, tensors: last, units: unitsOf(last, limits, false) }, locateCuts(steps, found));
  return (tensor, step, input) => keepOf(defined(found.get(vectorKey(step, input)), 'a threshold'), tensor, plan);
}

const emptyThreshold = (): Threshold => ({
  entries: 0,
  wanted: 0,
  high: new Float64Array(BINS),
  low: new Float64Array(2 ** LOW_BITS),
  bin: 0,
  bits: 0,
  kept: 0,
  equal: new Map(),
});

/** Position, in ascending order, of the largest entry that falls off. */
const dropped = (t: Threshold): number => t.entries - 1 - Math.max(1, Math.trunc(t.wanted));

const difference = (work: Work, input: number) => [{ x: input, reference: work.base }];

/** Measures one tensor's part of a task vector, and gives what adds it to the threshold's numbers. */
type Look = (work: Work, input: number, threshold: Threshold) => Promise<() => void>;

const countHigh: Look = async (work, input, threshold) => {
  const bins = await work.measure('histogram', { vectors: difference(work, input) });
  return () => {
    threshold.entries += work.elements;
    threshold.wanted += work.of(input, 'density') * work.elements;
    addTo(threshold.high, bins);
  };
};

const countLow: Look = async (work, input, threshold) => {
  const bins = await work.measure('histogram', { vectors: difference(work, input), prefix: threshold.bin });
  return () => addTo(threshold.low, bins);
};

function settle(t: Threshold): void {
  const high = binAt(t.high, dropped(t));
  const low = binAt(t.low, dropped(t) - high.below);
  t.bits = t.bin * 2 ** LOW_BITS + low.bin;
  const above = t.entries - high.below - low.below - low.count;
  t.kept = Math.max(1, Math.trunc(t.wanted)) - above;
}

const countEqual: Look = async (work, input, threshold) => {
  const vectors = difference(work, input);
  const [count = 0] = await work.measure('locate', { vectors, bits: threshold.bits, nth: Number.MAX_SAFE_INTEGER });
  return () => threshold.equal.set(work.name, count);
};

/** The tensor, in the plan's order, whose equals are partly kept; the index is found by the last look. */
function placeCut(t: Threshold, tensors: readonly TensorPlan[]): void {
  let left = t.kept;
  for (const { name } of tensors) {
    const equal = t.equal.get(name) ?? 0;
    if (left < equal) {
      t.cut = { tensor: name, kept: left, index: 0 };
      return;
    }
    left -= equal;
  }
}

const locateCuts =
  (steps: ReadonlyMap<string, MergeStep>, found: ReadonlyMap<string, Threshold>): Method['rule'] =>
  async (work) => {
    const step = defined(steps.get(work.name), work.name);
    for (const input of work.models) {
      const t = defined(found.get(vectorKey(step, input)), 'a threshold');
      if (t.cut?.tensor !== work.name) continue;
      const [, index = 0] = await work.measure('locate', { vectors: difference(work, input), bits: t.bits, nth: t.cut.kept });
      t.cut.index = index;
    }
  };

function keepOf(t: Threshold, tensor: string, plan: Plan): Keep {
  if (t.wanted >= t.entries) return { kind: 'all' };
  // Zeros add nothing, kept or not.
  if (t.bits === 0) return { kind: 'band', low: { bits: 0, index: 0, side: 'from' } };
  if (t.cut?.tensor === tensor) return { kind: 'band', low: { bits: t.bits, index: t.cut.index, side: 'below' } };
  const order = (name: string | undefined): number => plan.tensors.findIndex((p) => p.name === name);
  const before = t.cut === undefined || order(tensor) < order(t.cut.tensor);
  return { kind: 'band', low: { bits: t.bits, index: before ? Number.MAX_SAFE_INTEGER : 0, side: 'below' } };
}
