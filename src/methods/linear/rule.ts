/** Linear merging: Σ w·x over all inputs, the base among them, divided by Σ w when normalised; or Σ x·diag(c) with given coefficients. */
import { AlloyError } from '../../base/errors.ts';
import { alongTile, inputsOf } from '../span.ts';
import { dividingSum, weightsOf } from '../weights.ts';
import type { Work } from '../work.ts';

export async function linear(work: Work): Promise<void> {
  const inputs = inputsOf(work);
  if (inputs.some((x) => work.coefficients(x) !== undefined)) return await byCoefficients(work, inputs);
  const weights = weightsOf(work, inputs);
  await work.emit('combine', {
    terms: inputs.map((x, i) => ({ x, coefficient: weights[i] ?? 0 })),
    axis: 'all',
    ...(work.flag('normalize') && { divisor: dividingSum(work, weights) }),
  });
}

/** W = Σ W_i·diag(c_i) (DAM, arXiv 2410.08371): the coefficients count as they are, neither weighted nor normalised. */
async function byCoefficients(work: Work, inputs: readonly number[]): Promise<void> {
  const given = inputs.map((x) => work.coefficients(x));
  const axis = given.find((g) => g !== undefined)?.axis ?? 'column';
  if (given.some((g) => g?.axis !== axis)) throw incomplete(work);
  await work.emit('combine', (tile) => ({
    terms: inputs.map((x, i) => ({
      x,
      coefficient: alongTile(work, axis, tile, given[i]?.values ?? new Float64Array(0)),
    })),
    axis,
  }));
}

const incomplete = (work: Work): AlloyError =>
  new AlloyError({
    code: 'mismatch',
    what: 'Coefficients are given for some models of this tensor only, or along different axes.',
    where: work.name,
    hint: 'Give every model coefficients along the same axis, or none.',
  });
