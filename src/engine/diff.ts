/** Two checkpoints beside each other, tensor by tensor, with the same runner that merges: nothing is written. */
import { type Checkpoint, elementsOf, type TensorFacts } from '../formats/checkpoint.ts';
import { isFloat } from '../formats/dtype.ts';
import type { Work } from '../methods/work.ts';
import { compareNames } from './plan/order.ts';
import { costOf, type SlotLimits, unitsOf } from './plan/units.ts';
import type { FileOperand, Plan, TensorPlan } from './plan-types.ts';
import type { CheckpointDiff, TensorDiff } from './protocol.ts';

/** Tensors that can be compared entry by entry, as a plan that makes nothing; and those that cannot. */
export function planDiff(a: Checkpoint, b: Checkpoint, limits: SlotLimits): { plan: Plan; apart: CheckpointDiff['apart'] } {
  const both = [...a.tensors.values()].flatMap((t) => ({ a: t, b: b.tensors.get(t.name) }));
  const pairs = both.filter((p): p is { a: TensorFacts; b: TensorFacts } => p.b !== undefined && comparable(p.a, p.b));
  const tensors = pairs.map((p) => tensorPlan(p.a, p.b)).sort((x, y) => compareNames(x.name, y.name));
  const units = unitsOf(tensors, limits, false);
  const sources = [a, b].map(({ label, revision }) => ({ ref: label, label, revision }));
  const cost = costOf(tensors, units, 2, limits, 0, false);
  const plan: Plan = {
    sources,
    tensors,
    units,
    layout: { files: [], companions: [] },
    problems: [],
    cost,
    random: { seed: 0, generator: 'philox' },
  };
  return { plan, apart: apartOf(a, b) };
}

const comparable = (a: TensorFacts, b: TensorFacts): boolean => isFloat(a.dtype) && isFloat(b.dtype) && `${a.shape}` === `${b.shape}`;

function apartOf(a: Checkpoint, b: Checkpoint): CheckpointDiff['apart'] {
  const names = [...new Set([...a.tensors.keys(), ...b.tensors.keys()])].sort(compareNames);
  return names.flatMap((name) => {
    const [inA, inB] = [a.tensors.get(name), b.tensors.get(name)];
    if (!inA || !inB) return [{ name, why: `only in ${inA ? a.label : b.label}` }];
    if (`${inA.shape}` !== `${inB.shape}`) return [{ name, why: `shape ${inA.shape.join(' × ')} and ${inB.shape.join(' × ')}` }];
    return comparable(inA, inB) ? [] : [{ name, why: `whole numbers (${inA.dtype}, ${inB.dtype})` }];
  });
}

function tensorPlan(a: TensorFacts, b: TensorFacts): TensorPlan {
  const operand = (t: TensorFacts, source: number): FileOperand => ({ kind: 'file', source, ...t });
  const inputs = [operand(a, 0), operand(b, 1)];
  const parameters = { shared: {}, models: [{}, {}] };
  const step = {
    kind: 'merge',
    method: 'diff',
    inputs,
    shape: a.shape,
    dtype: 'F32',
    workDtype: 'F32',
    parameters,
    refs: [],
    positions: [0, 1],
    document: '',
    drawnAs: a.name,
    draws: [],
  } as const;
  // Zero bytes of result: the runner writes nothing.
  return { name: a.name, shape: a.shape, dtype: 'F32', steps: [step], file: 0, offset: 0, bytes: 0 };
}

/** A rule that measures: ‖a‖, ‖b‖, ‖b − a‖, their cosine, the share of entries that differ. */
export function diffRule(found: Map<string, TensorDiff>): (work: Work) => Promise<void> {
  return async (work) => {
    const [aa = 0, ab = 0, , bb = 0, , dd = 0] = await work.measure('gram', {
      vectors: [{ x: 0 }, { x: 1 }, { x: 1, reference: 0 }],
      axis: 'all',
    });
    const [same = 0] = await work.measure('locate', { vectors: [{ x: 1, reference: 0 }], bits: 0, nth: Number.MAX_SAFE_INTEGER });
    found.set(work.name, {
      name: work.name,
      shape: work.shape,
      elements: elementsOf(work.shape),
      distance: Math.sqrt(dd),
      relative: aa > 0 ? Math.sqrt(dd / aa) : dd > 0 ? Infinity : 0,
      cosine: aa > 0 && bb > 0 ? Math.min(1, Math.max(-1, ab / Math.sqrt(aa * bb))) : undefined,
      changed: work.elements ? 1 - same / work.elements : 0,
    });
  };
}
