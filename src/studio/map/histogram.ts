/** How a map's values spread over its scale. */
import type { ColourScale } from './scale.ts';

export interface Histogram {
  /** Values in each of equal steps of the scale; those beyond an end are in its outermost. */
  readonly counts: readonly number[];
  readonly total: number;
}

export const STEPS = 40;

/** NaN counts nowhere. */
export function histogramOf(values: Iterable<number>, { low, high }: ColourScale): Histogram {
  const counts = new Array<number>(STEPS).fill(0);
  let total = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const step = Math.min(STEPS - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * STEPS)));
    counts[step] = (counts[step] ?? 0) + 1;
    total++;
  }
  return { counts, total };
}

type Range = readonly [number, number];

/**
 * The filter after one of its ends went to `share` of the scale. At the scale's own end it lets everything beyond
 * through; with both ends there it is no filter.
 */
export function movedFilter(filter: Range | undefined, end: 0 | 1, share: number, { low, high }: ColourScale): Range | undefined {
  const [from, to] = filter ?? [-Infinity, Infinity];
  const value = low + Math.min(1, Math.max(0, share)) * (high - low);
  const next: Range =
    end === 0 ? [share <= 0 ? -Infinity : Math.min(value, to), to] : [from, share >= 1 ? Infinity : Math.max(value, from)];
  return next[0] === -Infinity && next[1] === Infinity ? undefined : next;
}

/** Where the filter's ends lie on the scale, 0 to 1. */
export function filterShares(filter: Range | undefined, { low, high }: ColourScale): Range {
  const share = (value: number) => Math.min(1, Math.max(0, (value - low) / (high - low)));
  return filter ? [share(filter[0]), share(filter[1])] : [0, 1];
}
