/**
 * NuSLERP: SLERP at t = w₁ / (w₀ + w₁), of the tensors or of their differences from the base, by tensor, row or column.
 * Vectors of one line, of the same or opposite direction, are interpolated linearly.
 */
import type { Axis } from '../../compute/backend.ts';
import { arc } from '../arc.ts';
import { baseOf, emitInput, emitSpan, vectorsOf } from '../span.ts';
import { weightsOf } from '../weights.ts';
import type { Work } from '../work.ts';

const SHORTEST = 1e-7;
/** Weights that sum to less count alike. */
const NEGLIGIBLE_WEIGHT = 1e-6;
/**
 * Below this sin²θ the vectors are on one line. The arc would then turn in a plane that is nothing but the rounding of
 * the inputs, with coefficients as large as 1 / sin θ where the directions are opposite.
 */
const ON_ONE_LINE = 1e-12;

export async function nuslerp(work: Work): Promise<void> {
  const [first, second] = work.models;
  if (first === undefined || second === undefined) return emitInput(work, first ?? baseOf(work));
  const [w0 = 0, w1 = 0] = weightsOf(work, work.models);
  const t = Math.abs(w0 + w1) < NEGLIGIBLE_WEIGHT ? 0.5 : w1 / (w0 + w1);
  await emitSpan(work, {
    vectors: vectorsOf(work),
    base: work.base,
    axis: axisOf(work),
    coefficients: (gram) => {
      const cosine = gram.product(0, 1) / (Math.max(gram.norm(0), SHORTEST) * Math.max(gram.norm(1), SHORTEST));
      return 1 - cosine * cosine <= ON_ONE_LINE ? [1 - t, t] : arc(cosine, t);
    },
  });
}

/** mergekit's `row_wise` goes down the columns; a tensor of one dimension is one vector either way. */
function axisOf(work: Work): Axis {
  if (work.flag('nuslerp_flatten')) return 'all';
  return work.flag('nuslerp_row_wise') && work.shape.length > 1 ? 'column' : 'row';
}
