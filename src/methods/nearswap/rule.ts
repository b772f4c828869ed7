/** NearSwap: base + w·(x − base), with w = t / |x − base|, at most 1. */
import { baseOf, emitInput } from '../span.ts';
import type { Work } from '../work.ts';

export async function nearswap(work: Work): Promise<void> {
  const base = baseOf(work);
  const t = work.number('t');
  if (work.models.length === 0 || t <= 0) return emitInput(work, base);
  await work.emit('pointwise', { rule: 'nearswap', base, models: work.models, numbers: [t] });
}
