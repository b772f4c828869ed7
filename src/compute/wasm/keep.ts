/** Sparsification, block by block. */
import type { Cut, Keep, Vector } from '../backend.ts';
import { BLOCK } from './blocks.ts';
import type { Desk } from './desk.ts';

/**
 * Drops entries of register `x`, which holds `count` entries from `start` of the tile, and says how many are left. `key`:
 * the register that bands compare, `x` itself where absent.
 */
export type Sparsify = (x: number, start: number, count: number, key?: number) => number;

/** For vectors like `vector`. Blocks must not cross rows where the keep is 'ranked'. */
export function createSparsify(desk: Desk, vector: Vector, keep: Keep): Sparsify {
  const { kernels, frame } = desk;
  switch (keep.kind) {
    case 'all':
      return (_x, _start, count) => count;
    case 'none':
      return (x, _start, count) => {
        kernels.clear(x, count);
        return 0;
      };
    case 'band':
      return createBand(desk, keep);
    case 'bernoulli': {
      if (keep.probability >= 2 ** 32) return (_x, _start, count) => count;
      const { at, first } = desk.masks.drawn(desk.uniforms.tile, keep);
      return (x, start, count) => kernels.keepMasked(x, at, first + start, count);
    }
    case 'mask': {
      const bits = frame.bytes(keep.bits);
      return (x, start, count) => kernels.keepMasked(x, bits, start, count);
    }
    case 'ranked':
      return createRanked(desk, vector, keep);
  }
}

/** The largest bits of a magnitude, NaN among them. */
const ALL_BITS = 0x7fffffff;

/** Entries with exactly a cut's bits are kept on one side of its index: a block is split there. */
function createBand({ kernels, uniforms: { tile } }: Desk, { low, high }: Extract<Keep, { kind: 'band' }>): Sparsify {
  const place = (cut: Cut | undefined, start: number, count: number) =>
    Math.min(Math.max((cut?.index ?? 0) - tile.first - start, 0), count);
  const includes = (cut: Cut, at: number, from: number) => (cut.side === 'below' ? from < at : from >= at);
  return (x, start, count, key = x) => {
    const [atLow, atHigh] = [place(low, start, count), place(high, start, count)];
    const edges = [0, Math.min(atLow, atHigh), Math.max(atLow, atHigh), count];
    let kept = 0;
    for (let i = 0; i + 1 < edges.length; i++) {
      const [from = 0, to = 0] = [edges[i], edges[i + 1]];
      if (from === to) continue;
      const least = low ? low.bits + (includes(low, atLow, from) ? 0 : 1) : 0;
      const most = high ? high.bits - (includes(high, atHigh, from) ? 0 : 1) : ALL_BITS;
      const [bottom, top] = least > most ? EMPTY_BAND : [least, most];
      kept += kernels.keepBand(x + 4 * from, key + 4 * from, bottom, top, to - from);
    }
    return kept;
  };
}

/** Bits of no entry. */
export const EMPTY_BAND = [-(2 ** 31), -(2 ** 31)] as const;

/** Draws of the entries of a block, as words. */
function createDrawBlocks(
  { kernels, frame, uniforms: { tile } }: Desk,
  { name, stream, seed, model }: Extract<Keep, { kind: 'bernoulli' }>['stream'],
) {
  const words = frame.take((BLOCK + 32) * 4);
  return (start: number, count: number): number => {
    const index = tile.first + start;
    const skipped = index % 4;
    kernels.philox(words, Math.floor(index / 4), name, stream, seed, model, Math.ceil((skipped + count) / 16));
    return words + 4 * skipped;
  };
}

function createRanked(desk: Desk, vector: Vector, keep: Extract<Keep, { kind: 'ranked' }>): Sparsify {
  const { columns } = desk.uniforms.tile;
  const { low, high, divide = false } = keep;
  const ranks = createRanks(desk, vector);
  const draws = keep.stream ? createDrawBlocks(desk, keep.stream) : createGivenDraws(desk, keep.draws ?? new Uint32Array());
  const unit = keep.stream ? 2 ** -32 : 2 ** -24;
  return (x, start, count) =>
    desk.kernels.keepRanked(x, ranks(start), draws(start, count), unit, low, high - low, columns, divide ? 1 : 0, count);
}

/** Ranks of a block's entries; a whole row is ranked where its first block is asked for. */
function createRanks({ kernels, frame, load, uniforms }: Desk, vector: Vector): (start: number) => number {
  const { columns } = uniforms.tile;
  const [row, ranks] = [frame.take(columns * 4), frame.take(columns * 4)];
  const [from, to] = [frame.take(columns * 8), frame.take(columns * 8)]; // for the sorting
  return (start) => {
    const column = start % columns;
    if (column === 0) {
      for (let done = 0; done < columns; done += BLOCK) load.vector(vector, row + 4 * done, start + done, Math.min(BLOCK, columns - done));
      kernels.rank(row, ranks, from, to, columns);
    }
    return ranks + 4 * column;
  };
}

function createGivenDraws({ memory, frame }: Desk, draws: Uint32Array): (start: number, count: number) => number {
  const words = frame.register();
  return (start, count) => {
    new Uint32Array(memory.buffer, words, count).set(draws.subarray(start, start + count));
    return words;
  };
}
