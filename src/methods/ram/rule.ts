/**
 * RAM and RAM+ (arXiv 2601.13572): entries are active where |x − base| > ε. One active model: its change, times its
 * factor; several: their mean. RAM+'s factor is 1 + r·min(shared / unique, α), counted in this tensor; RAM's is 1.
 */
import { baseOf, emitInput } from '../span.ts';
import type { Work } from '../work.ts';

export const ram = (work: Work): Promise<void> => merge(work, async () => work.models.map(() => 1));

export const ramplus = (work: Work): Promise<void> =>
  merge(work, async (base, epsilon) => {
    const counts = await work.measure('pointwiseStatistics', { rule: 'ram', base, models: work.models, numbers: [epsilon] });
    const [r, alpha] = [work.number('r'), work.number('alpha')];
    return work.models.map((_, i) => {
      const [shared = 0, unique = 0] = counts.subarray(2 * i);
      return 1 + r * Math.min(shared / Math.max(unique, epsilon), alpha);
    });
  });

async function merge(work: Work, factors: (base: number, epsilon: number) => Promise<number[]>): Promise<void> {
  const base = baseOf(work);
  if (work.models.length === 0) return emitInput(work, base);
  const epsilon = work.number('epsilon');
  await work.emit('pointwise', { rule: 'ram', base, models: work.models, numbers: [epsilon, ...(await factors(base, epsilon))] });
}
