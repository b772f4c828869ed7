/** Linear merging: Σ w·x over all inputs, the base among them, divided by Σ w when normalised. */
import { inputsOf } from '../span.ts';
import { dividingSum, weightsOf } from '../weights.ts';
import type { Work } from '../work.ts';

export async function linear(work: Work): Promise<void> {
  const inputs = inputsOf(work);
  const weights = weightsOf(work, inputs);
  await work.emit('combine', {
    terms: inputs.map((x, i) => ({ x, coefficient: weights[i] ?? 0 })),
    axis: 'all',
    ...(work.flag('normalize') && { divisor: dividingSum(work, weights) }),
  });
}
