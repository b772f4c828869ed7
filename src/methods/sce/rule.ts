/**
 * SCE (Wan et al. 2024): Select the entries with the greatest variance across models, Calculate each model's weight from
 * the mean square of what is kept, Erase the entries against the elected sign; the weighted mean of the rest is added.
 */
import type { Keep } from '../../compute/backend.ts';
import { baseOf, emitInput, vectorsOf } from '../span.ts';
import { countNonZero, keepLargest, type Ordering } from '../threshold.ts';
import { roundingFor } from '../weights.ts';
import type { Work } from '../work.ts';

/** Mean squares that sum to less say nothing about the models: all weigh the same. */
const NEGLIGIBLE_ENERGY = 1e-6;

export async function sce(work: Work): Promise<void> {
  const base = baseOf(work);
  const { models } = work;
  const keep = models.length === 0 ? NOTHING : await select(work);
  if (keep.kind === 'none') return emitInput(work, base);
  const squares = await work.measure('pointwiseStatistics', { rule: 'sce', base, models, numbers: [], keep });
  // Rounded step by step as mergekit does: d·w / w leaves the last bit of a large change to the last bit of w.
  const round = roundingFor(work.dtype);
  const means = Array.from(squares, (square) => round(square / work.elements));
  const energy = means.reduce((sum, mean) => round(sum + mean), 0);
  const weights = means.map((mean) => (energy < NEGLIGIBLE_ENERGY ? 1 / models.length : mean / energy));
  if (energy < NEGLIGIBLE_ENERGY) work.note('The changes are so small that all models weigh the same.');
  await work.emit('pointwise', { rule: 'sce', base, models, numbers: weights, keep });
}

const NOTHING: Keep = { kind: 'none' };

async function select(work: Work): Promise<Keep> {
  const share = work.number('select_topk');
  if (share >= 1) return { kind: 'all' };
  const variance: Ordering = { vectors: vectorsOf(work), key: 'variance' };
  return keepLargest(work, variance, Math.trunc((await countNonZero(work, variance)) * share));
}
