/**
 * Exact thresholds: which entries are the k largest, without sorting. Entries are ordered by the float32 bits of their
 * key, equals by their index; two histograms find the bits at a position, one `locate` the entry among equals.
 */
import { invariant } from '../base/assert.ts';
import type { Cut, Keep, OrderKey, Tile } from '../compute/backend.ts';
import type { PerTile, Work } from './work.ts';

/** What entries are ordered by. */
export type Ordering = PerTile<OrderKey>;

/** Bins of the second histogram are the low 15 bits; the first counts the bits above. */
export const LOW_BITS = 15;

/** Keeps the k entries with the greatest key; among equals those with the lowest index. */
export async function keepLargest(work: Work, ordering: Ordering, k: number): Promise<Keep> {
  if (k <= 0) return { kind: 'none' };
  if (k >= work.elements) return { kind: 'all' };
  const low = await recalled(work, `largest ${k}`, ordering, async () => {
    // The first entry that falls off, counted from the largest: entries of its size before it stay.
    const { bits, above, equal } = await bitsAt(work, ordering, work.elements - 1 - k);
    const kept = k - above;
    invariant(kept >= 0 && kept < equal, `${kept} of ${equal} equal entries of ${work.name} are kept`);
    return await cutBefore(work, ordering, bits, kept, 'below');
  });
  return { kind: 'band', low };
}

/** See `Work.recall`. What orders each tile in its own way has masks in it, which are no key. */
function recalled<T>(work: Work, what: string, ordering: Ordering, make: () => Promise<T>): Promise<T> {
  return work.recall && typeof ordering !== 'function' ? work.recall(`${what} ${JSON.stringify(ordering)}`, make) : make();
}

/** Keeps the entries at the positions from `first` to before `end` in ascending order; among equals the lower index comes first. */
export async function keepBand(work: Work, ordering: Ordering, first: number, end: number): Promise<Keep> {
  if (end <= first) return { kind: 'none' };
  return {
    kind: 'band',
    low: first > 0 ? await ascendingCut(work, ordering, first, 'from') : undefined,
    high: end < work.elements ? await ascendingCut(work, ordering, end, 'below') : undefined,
  };
}

/** How many entries have a key that is not zero. */
export async function countNonZero(work: Work, ordering: Ordering): Promise<number> {
  const [zeros = 0] = await work.measure('histogram', ask(ordering, { prefix: 0 }));
  return work.elements - zeros;
}

const ascendingCut = (work: Work, ordering: Ordering, position: number, side: Cut['side']): Promise<Cut> =>
  recalled(work, `${side} ${position}`, ordering, async () => {
    const { bits, below } = await bitsAt(work, ordering, position);
    return await cutBefore(work, ordering, bits, position - below, side);
  });

/** A cut just before the nth (from 0) of the entries with these bits. */
async function cutBefore(work: Work, ordering: Ordering, bits: number, nth: number, side: Cut['side']): Promise<Cut> {
  // Zeros add nothing, kept or not, so it is not worth a pass to tell them apart.
  if (bits === 0) return { bits, index: 0, side: 'from' };
  if (nth === 0) return { bits, index: 0, side };
  const [, index = -1] = await work.measure('locate', ask(ordering, { bits, nth }));
  invariant(index >= 0, `entry ${nth} of size ${bits} was not found in ${work.name}`);
  return { bits, index, side };
}

function ask<M extends object>(ordering: Ordering, more: M): PerTile<OrderKey & M> {
  return typeof ordering === 'function' ? (tile: Tile) => ({ ...ordering(tile), ...more }) : { ...ordering, ...more };
}

interface Position {
  readonly bits: number;
  /** How many entries are smaller, have the same bits, are larger. */
  readonly below: number;
  readonly equal: number;
  readonly above: number;
}

/** The bits (of the key, as float32) at a position in ascending order. */
export async function bitsAt(work: Work, ordering: Ordering, position: number): Promise<Position> {
  const high = filledBinAt(
    await recalled(work, 'bins', ordering, async () => filledBins(await work.measure('histogram', ordering))),
    position,
  );
  const low = binAt(await work.measure('histogram', ask(ordering, { prefix: high.bin })), position - high.below);
  const below = high.below + low.below;
  const bits = high.bin * 2 ** LOW_BITS + low.bin;
  return { bits, below, equal: low.count, above: work.elements - below - low.count };
}

interface Bin {
  readonly bin: number;
  /** Entries of the bins before it, and its own. */
  readonly below: number;
  readonly count: number;
}

/** The bin that holds a position. */
export function binAt(counts: Float64Array, position: number): Bin {
  let below = 0;
  // An iterator over 65536 bins would take longer than the kernel that filled them.
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin] ?? 0;
    if (position < below + count) return { bin, below, count };
    below += count;
  }
  throw new Error(`Invariant failed: position ${position} lies beyond ${below} entries`);
}

/** A histogram without its empty bins, which are most of the 65536: small enough to be kept. */
interface FilledBins {
  readonly bins: Uint32Array;
  /** Entries of each bin and of all before it. */
  readonly ends: Float64Array;
}

function filledBins(counts: Float64Array): FilledBins {
  let filled = 0;
  for (let bin = 0; bin < counts.length; bin++) if (counts[bin]) filled++;
  const [bins, ends] = [new Uint32Array(filled), new Float64Array(filled)];
  for (let [bin, at, end] = [0, 0, 0]; at < filled; bin++) {
    const count = counts[bin] ?? 0;
    if (count === 0) continue;
    end += count;
    bins[at] = bin;
    ends[at++] = end;
  }
  return { bins, ends };
}

/** As {@link binAt}, by halves. */
function filledBinAt({ bins, ends }: FilledBins, position: number): Bin {
  let [from, to] = [0, ends.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (position < (ends[middle] ?? 0)) to = middle;
    else from = middle + 1;
  }
  const [bin, end] = [bins[from], ends[from]];
  if (bin === undefined || end === undefined)
    throw new Error(`Invariant failed: position ${position} lies beyond ${ends.at(-1) ?? 0} entries`);
  const below = ends[from - 1] ?? 0;
  return { bin, below, count: end - below };
}
