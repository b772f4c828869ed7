/**
 * multi-SLERP: with unit vectors u and weights w, the direction M = Σ w·u, and the length Σ w·‖v‖. The step along the
 * tangent Σ w·(u − (u·m)m) at m = M / ‖M‖, which the method also takes, is zero: the sum is M − ‖M‖m.
 */
import { baseOf, emitInput, emitSpan, vectorsOf } from '../span.ts';
import { dividingSum, weightsOf } from '../weights.ts';
import type { Work } from '../work.ts';

export async function multislerp(work: Work): Promise<void> {
  const [first, ...others] = work.models;
  if (first === undefined || others.length === 0) return emitInput(work, first ?? baseOf(work));
  const given = weightsOf(work, work.models);
  const sum = work.flag('normalize_weights') ? dividingSum(work, given) : 1;
  const weights = given.map((weight) => weight / sum);
  const eps = work.number('eps');
  await emitSpan(work, {
    vectors: vectorsOf(work),
    base: work.base,
    axis: 'all',
    coefficients: (gram) => {
      const direction = weights.map((weight, i) => weight / (gram.norm(i) + eps));
      const length = gram.length(direction);
      if (!(length >= eps && length > 0)) {
        work.note('The directions cancel: weights were applied to the tensors themselves.');
        return weights;
      }
      const scale = weights.reduce((total, weight, i) => total + weight * gram.norm(i), 0);
      return direction.map((part) => (part / length) * Math.cos(eps) * scale);
    },
  });
}
