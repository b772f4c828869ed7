/** Reads the coefficients that a step brings with it. */
import { elementsOf } from '../../formats/checkpoint.ts';
import { isFloat } from '../../formats/dtype.ts';
import { decode } from '../../formats/number.ts';
import type { CheckpointSource } from '../../io/source.ts';
import type { Work } from '../../methods/work.ts';
import type { FileOperand, MergeStep } from '../plan-types.ts';
import { readerOf } from './derived.ts';

export type Coefficients = readonly ReturnType<Work['coefficients']>[];

export async function readCoefficients(step: MergeStep, sources: readonly CheckpointSource[], signal: AbortSignal): Promise<Coefficients> {
  return await Promise.all((step.coefficients ?? []).map(async (o) => o && (await readOne(o, sources, signal))));
}

async function readOne(operand: FileOperand, sources: readonly CheckpointSource[], signal: AbortSignal) {
  const bytes = new Uint8Array(operand.bytes);
  await readerOf(operand, sources).read(0, bytes, signal);
  const values = new Float64Array(elementsOf(operand.shape));
  if (isFloat(operand.dtype)) decode(operand.dtype, bytes, values);
  return { axis: operand.shape.length === 1 ? ('column' as const) : ('row' as const), values };
}
