/**
 * Arcee Fusion: an entry's importance is |x − base| times the divergence of its row, and entries from the median plus
 * 1.5 interquartile ranges upward are taken over. The quartiles are exact, not those of a sample.
 */
import { fromFloat32Bits } from '../../formats/number.ts';
import { alongTile, baseOf, emitInput } from '../span.ts';
import { bitsAt, type Ordering } from '../threshold.ts';
import type { Work } from '../work.ts';

const RANGES = 1.5;

export async function arceeFusion(work: Work): Promise<void> {
  const [other] = work.models;
  if (other === undefined || work.base === undefined) return emitInput(work, other ?? baseOf(work));
  const base = work.base;
  const models = [other];
  const divergence = new Float64Array(await work.measure('pointwiseStatistics', { rule: 'fusion', base, models, numbers: [] }));
  const importance: Ordering = (tile) => ({
    vectors: [{ x: other, reference: base }],
    key: 'importance',
    rows: alongTile(work, 'row', tile, divergence),
  });
  const threshold = await outlierThreshold(work, importance);
  await work.emit('pointwise', (tile) => ({
    rule: 'fusion' as const,
    base,
    models,
    numbers: [threshold],
    rows: alongTile(work, 'row', tile, divergence),
  }));
}

/** Median + 1.5·(third quartile − first), each step in float32 as the quartiles themselves are; without interpolation. */
async function outlierThreshold(work: Work, importance: Ordering): Promise<number> {
  const quartile = async (share: number): Promise<number> =>
    fromFloat32Bits((await bitsAt(work, importance, Math.trunc(share * (work.elements - 1)))).bits);
  const [first, median, third] = [await quartile(0.25), await quartile(0.5), await quartile(0.75)];
  return Math.fround(median + Math.fround(RANGES * Math.fround(third - first)));
}
