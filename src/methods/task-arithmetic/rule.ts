/** Task arithmetic: base + λ·Σ w·(x − base), the sum divided by Σ w when normalised. */
import { baseOf, emitInput } from '../span.ts';
import { safeSum, weightsOf } from '../weights.ts';
import type { Work } from '../work.ts';

export async function taskArithmetic(work: Work): Promise<void> {
  const base = baseOf(work);
  if (work.models.length === 0) return emitInput(work, base);
  const weights = weightsOf(work, work.models);
  const lambda = work.number('lambda');
  await work.emit('combine', {
    terms: work.models.map((x, i) => ({ x, reference: base, coefficient: weights[i] ?? 0 })),
    axis: 'all',
    base,
    ...(work.flag('normalize') && { divisor: safeSum(work, weights) }),
    ...(lambda !== 1 && { scale: lambda }),
  });
}
