/** The numbers of a whole merge, of what changed since they were last asked for. */

import { defined } from '../../base/assert.ts';
import { forEachBounded } from '../../base/concurrency.ts';
import type { Observation, TensorObservation } from '../observe-types.ts';
import { trimsWholeModel } from '../run/whole-model.ts';
import { createBreather } from './breather.ts';
import { aboutJob, createFilling, type OnFilling } from './filling.ts';
import { type BegunJob, type Looked, type ObservedJob, randomKey } from './job.ts';
import { inputsKey, stepKey } from './keys.ts';
import { describeTensor, measureTensor, type TensorNumbers } from './observe-tensor.ts';
import type { Found, Session } from './session.ts';
import { lastMerge } from './walk.ts';

/** `onFilling` hears what is known so far where the answer takes its time. */
export async function observeJob(
  session: Session,
  observed: ObservedJob,
  signal: AbortSignal,
  onFilling: OnFilling | undefined,
): Promise<Omit<Observation, 'milliseconds'>> {
  session.retain(observed);
  const job = await session.begin(observed, signal);
  const breathe = createBreather();
  const tensors: TensorObservation[] = [];
  const changed = new Set<string>();
  const fill = createFilling(job, onFilling);
  await forEachBounded(job.tensors.entries(), session.holder.width, signal, async ([i, looked], stop) => {
    const { found, anew } = await findTensor(session, job, looked, stop);
    if (anew) changed.add(looked.tensor.name);
    tensors[i] = describeTensor(looked.tensor, looked.extent, job.inputs, found.numbers, found.notes);
    fill(tensors);
    await breathe();
  });
  return {
    ...aboutJob(job),
    tensors,
    changed: tensors.flatMap(({ name }) => (changed.has(name) ? [name] : [])),
    ...(session.notice !== undefined && { notice: session.notice }),
  };
}

async function findTensor(session: Session, job: BegunJob, looked: Looked, signal: AbortSignal): Promise<{ found: Found; anew: boolean }> {
  const { tensor } = looked;
  const keys = keysOf(job, looked);
  const before = session.found.of(tensor);
  if (before?.key === keys.key) return { found: before, anew: false };
  let numbers: TensorNumbers | undefined;
  const known = before?.inputsKey === keys.inputsKey ? before.numbers : undefined;
  const notes = await session.look(job, looked, signal, async (seen) => {
    numbers = await measureTensor(seen, looked.extent, known, job);
  });
  const found = { ...keys, numbers: defined(numbers, `the numbers of ${tensor.name}`), notes };
  session.found.set(tensor, found);
  return { found, anew: true };
}

/** What a tensor's numbers hang on; and those of its inputs alone. */
function keysOf(job: BegunJob, { tensor, extent }: Looked): { key: string; inputsKey: string } {
  const random = randomKey(job, tensor);
  const last = tensor.steps.length - 1;
  const whole = JSON.stringify(extent);
  const key = `${stepKey(tensor, last, job.sources, random)} ${whole} ${thresholdsKey(tensor, job.wholeModel)} ${job.between ?? ''}`;
  return { key, inputsKey: `${inputsKey(tensor, last, job.sources, random)} ${whole}` };
}

/** Thresholds over the whole model hang on all tensors. */
function thresholdsKey(tensor: Looked['tensor'], wholeModel: BegunJob['wholeModel']): string {
  const step = lastMerge(tensor);
  if (!wholeModel || !trimsWholeModel(step)) return '';
  return JSON.stringify(step.inputs.flatMap((_, i) => (i === step.base ? [] : [wholeModel(tensor.name, step, i)])));
}
