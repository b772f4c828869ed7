/** Weights of the models, and what they are divided by. */
import { AlloyError } from '../base/errors.ts';
import type { FloatDType } from '../formats/dtype.ts';
import { sumOf } from './check-spec.ts';
import type { Work } from './work.ts';

/** Below this a sum of task-vector weights counts as zero, and nothing is divided (mergekit's rule). */
const NEGLIGIBLE_SUM = 1e-8;

/** mergekit holds weights, and what follows from them, in float64 beside float64 tensors, else in float32. */
export const roundingFor = (dtype: FloatDType): ((x: number) => number) => (dtype === 'F64' ? (x) => x : Math.fround);

export const weightsOf = (work: Work, inputs: readonly number[]): number[] => inputs.map((index) => work.of(index, 'weight'));

/** The sum of the weights, where the method means nothing if it is zero. */
export function dividingSum(work: Work, weights: readonly number[]): number {
  const sum = sumOf(weights, roundingFor(work.dtype));
  if (sum !== 0) return sum;
  throw new AlloyError({
    code: 'bad-recipe',
    what: 'The weights sum to zero, and the merge divides by their sum.',
    where: work.name,
    hint: 'Change a weight, or turn normalising off.',
  });
}

/** The sum of the weights, or 1 where it is too small to divide by. */
export function safeSum(work: Work, weights: readonly number[]): number {
  const sum = sumOf(weights, roundingFor(work.dtype));
  return Math.abs(sum) < NEGLIGIBLE_SUM ? 1 : sum;
}
