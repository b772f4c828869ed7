/**
 * Passes over a step's tiles that measure. Reading is what costs: what is asked for at the same time, such as the
 * thresholds of all models, shares one pass.
 */
import { createQueue } from '../../base/concurrency.ts';
import type { MeasureKernel, Tile } from '../../compute/backend.ts';
import type { MeasureRequest, PerTile } from '../../methods/work.ts';
import type { LoadedTile, Tiles } from './tiles.ts';

export interface Passes {
  /** The whole tensor's numbers; see `Work.measure`. */
  measure<K extends MeasureKernel>(kernel: K, request: PerTile<MeasureRequest<K>>): Promise<Float64Array>;
  /** Work that passes over the tiles by itself: they lie in one arena, so passes go one after the other. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** Measures one tile. */
type MeasureTile = <K extends MeasureKernel>(kernel: K, asked: MeasureRequest<K>, loaded: LoadedTile) => Promise<Float64Array>;

/** Takes part in a pass; true when it needs no further tile. */
type Visit = (loaded: LoadedTile) => Promise<boolean>;

export function createPasses(tiles: Tiles, measureTile: MeasureTile): Passes {
  const inTurn = createQueue();
  let visits: Visit[] = [];
  let next: Promise<void> | undefined;
  /** The pass that has not begun: whoever asks before it does takes part. */
  const join = (visit: Visit): Promise<void> => {
    visits.push(visit);
    next ??= inTurn(async () => {
      const going = visits;
      visits = [];
      next = undefined;
      await passOver(tiles, going);
    });
    return next;
  };
  return {
    async measure(kernel, request) {
      const total = accumulator(kernel, request);
      await join(async (loaded) => total.add(await measureTile(kernel, total.next(loaded.tile), loaded)));
      return total.result();
    },
    alone: inTurn,
  };
}

/** One pass; ends when nobody needs a further tile. */
async function passOver(tiles: Tiles, visits: readonly Visit[]): Promise<void> {
  let going = visits;
  await tiles.each(async (loaded) => {
    const finished = await Promise.all(going.map((visit) => visit(loaded)));
    going = going.filter((_, i) => !finished[i]);
    return going.length === 0;
  });
}

interface Accumulator<K extends MeasureKernel> {
  next(tile: Tile): MeasureRequest<K>;
  /** True when no further tile is needed. */
  add(numbers: Float64Array): boolean;
  result(): Float64Array;
}

/** How the numbers of tiles become those of the tensor. */
function accumulator<K extends MeasureKernel>(kernel: K, request: PerTile<MeasureRequest<K>>): Accumulator<K> {
  const at = (tile: Tile): MeasureRequest<K> => (typeof request === 'function' ? request(tile) : request);
  if (kernel === 'locate') return locating(at as (tile: Tile) => MeasureRequest<'locate'>) as unknown as Accumulator<K>;
  let sum: Float64Array | undefined;
  const rows: Float64Array[] = [];
  let joins = false;
  return {
    next(tile) {
      const asked = at(tile);
      joins = ('axis' in asked && asked.axis === 'row') || ('rule' in asked && asked.rule === 'fusion');
      return asked;
    },
    add(numbers) {
      if (joins) rows.push(numbers);
      else if (sum) addTo(sum, numbers);
      else sum = numbers;
      return false;
    },
    result: () => (joins ? joined(rows) : (sum ?? new Float64Array(0))),
  };
}

/** By index: an iterator over the 65536 bins of a histogram would take longer than the kernel that filled them. */
export function addTo(sum: Float64Array, numbers: Float64Array): void {
  for (let i = 0; i < numbers.length; i++) sum[i] = (sum[i] ?? 0) + (numbers[i] ?? 0);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The nth of the whole tensor is the (n − those before)th of its tile. */
function locating(at: (tile: Tile) => MeasureRequest<'locate'>): Accumulator<'locate'> {
  let before = 0;
  let nth = 0;
  let found = -1;
  return {
    next(tile) {
      const asked = at(tile);
      nth = asked.nth;
      return { ...asked, nth: nth - before };
    },
    add([count = 0, index = -1]) {
      before += count;
      found = index;
      return index >= 0;
    },
    result: () => Float64Array.of(before, found),
  };
}
