/**
 * Model Stock (Jang et al. 2024): base + t·mean(x − base) with t = N·cos θ / (1 + (N − 1)·cos θ), where cos θ is the
 * mean over all pairs of the N task vectors. t is not clamped: opposed task vectors lead away from the models.
 */
import type { Gram } from '../gram.ts';
import { baseOf, emitInput, emitSpan, vectorsOf } from '../span.ts';
import type { Work } from '../work.ts';

const SMALLEST_PRODUCT = 1e-6;
/** Below this |1 + (N − 1)·cos θ| the formula has a pole, and the base stays. */
const POLE = 1e-6;

export async function modelStock(work: Work): Promise<void> {
  const base = baseOf(work);
  const count = work.models.length;
  if (count < 2) {
    if (count === 1) work.note('Only one model has this tensor, and Model Stock compares several: the base stays.');
    return emitInput(work, base);
  }
  await emitSpan(work, {
    vectors: vectorsOf(work),
    base,
    axis: work.flag('filter_wise') ? 'row' : 'all',
    coefficients: (gram) => work.models.map(() => ratio(gram) / count),
  });
}

/** How far to go from the base to the mean. */
export function ratio(gram: Gram): number {
  const cosine = meanCosine(gram);
  const divisor = 1 + (gram.size - 1) * cosine;
  return Math.abs(divisor) < POLE ? 0 : (gram.size * cosine) / divisor;
}

function meanCosine({ size, product, norm }: Gram): number {
  let sum = 0;
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) sum += Math.max(-1, Math.min(1, product(i, j) / Math.max(norm(i) * norm(j), SMALLEST_PRODUCT)));
  }
  return sum / ((size * (size - 1)) / 2);
}
