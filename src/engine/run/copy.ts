/** Integer tensors: compared over all inputs, then written as they are. */

import { defined } from '../../base/assert.ts';
import { AlloyError } from '../../base/errors.ts';
import type { CheckpointSource } from '../../io/source.ts';
import { filesBehind } from '../plan/arena.ts';
import type { CopyStep, FileOperand, OperandPlan, Plan, TensorPlan } from '../plan-types.ts';
import type { Meter } from './progress.ts';
import type { Write } from './tiles.ts';

const PIECE = 4 * 1024 * 1024;

export interface CopyContext {
  readonly plan: Plan;
  readonly sources: readonly CheckpointSource[];
  readonly meter: Meter;
  readonly signal: AbortSignal;
  readonly write: Write;
}

/** Throws `mismatch` at the first byte that differs: an average of token ids or flags would mean nothing. */
export async function copyTensor(context: CopyContext, tensor: TensorPlan): Promise<void> {
  const step = tensor.steps.at(-1) as CopyStep;
  // The result of an earlier document is itself a copy: its own inputs stand for it.
  const files = [...new Set(step.inputs.flatMap((i) => filesOf(i, tensor)))];
  for (let done = 0; done < tensor.bytes; done += PIECE) {
    const bytes = Math.min(PIECE, tensor.bytes - done);
    const [first, ...others] = await Promise.all(files.map((f) => readPiece(context, f, done, bytes)));
    const differs = others.findIndex((o) => first && !equal(first, o));
    if (differs >= 0) throw disagreement(context.plan, tensor, files, differs + 1);
    await context.write(done, defined(first, 'an input of a copy'));
  }
}

function filesOf(input: OperandPlan, tensor: TensorPlan): FileOperand[] {
  if (input.kind !== 'step') return filesBehind(input);
  return (tensor.steps[input.step]?.inputs ?? []).flatMap((i) => filesOf(i, tensor));
}

async function readPiece({ sources, meter, signal }: CopyContext, file: FileOperand, done: number, bytes: number) {
  const into = new Uint8Array(bytes);
  const source = defined(sources[file.source], 'the source of an operand');
  await meter.during('read', bytes, () => source.read(file.file, file.offset + done, into, signal));
  return into;
}

const equal = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((v, i) => v === b[i]);

const disagreement = (plan: Plan, tensor: TensorPlan, files: readonly FileOperand[], other: number): AlloyError => {
  const label = (f: FileOperand | undefined) => (f ? plan.sources[f.source]?.label : undefined) ?? 'another model';
  return new AlloyError({
    code: 'mismatch',
    what: `${label(files[0])} and ${label(files[other])} hold different whole numbers in a tensor that cannot be averaged.`,
    where: tensor.name,
    hint: 'Whole-number tensors must be equal in all models.',
  });
};
