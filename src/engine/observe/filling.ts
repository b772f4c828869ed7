/** Tells of a merge while its weights are still arriving, now and then: tensors that were not looked at yet have no numbers. */
import { elementsOf } from '../../formats/checkpoint.ts';
import type { Observation, TensorObservation } from '../observe-types.ts';
import type { TensorPlan } from '../plan-types.ts';
import type { BegunJob } from './job.ts';
import { moduleOf } from './modules.ts';

export type OnFilling = (soFar: Observation) => void;

/** Answers that come sooner are not told in parts. */
const EVERY_MS = 150;

/** `tensors`: what is known, by their places in the job. */
export function createFilling(job: BegunJob, tell: OnFilling | undefined): (tensors: readonly (TensorObservation | undefined)[]) => void {
  const began = performance.now();
  let last = began;
  return (known) => {
    const now = performance.now();
    if (!tell || now - last < EVERY_MS) return;
    last = now;
    const tensors = job.tensors.map(({ tensor }, i) => known[i] ?? unknownTensor(tensor, job.inputs.list.length));
    tell({ ...aboutJob(job), tensors, changed: [], milliseconds: now - began });
  };
}

/** What an observation says of what was asked. */
export const aboutJob = ({ document, inputs, sampled }: BegunJob) => ({ document, inputs: inputs.list, sampled });

function unknownTensor({ name, shape, dtype, layer }: TensorPlan, inputs: number): TensorObservation {
  const none = new Array<number>(inputs).fill(Number.NaN);
  return {
    name,
    shape,
    dtype,
    layer,
    module: moduleOf(name),
    coverage: { entries: 0, of: elementsOf(shape) },
    norms: none,
    changes: none,
    cosines: [],
    distances: none,
    resultNorm: Number.NaN,
    conflict: undefined,
    conflictChance: undefined,
    conflictMass: undefined,
    margin: undefined,
    contested: 0,
    trimmed: none,
    won: none,
    notes: [],
  };
}
