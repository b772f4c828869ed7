/** What the plans of all kernels share: how a call's tile, operands and numbers become fields of WGSL structs. */
import { defined } from '../../../base/assert.ts';
import { DTYPES } from '../../../formats/dtype.ts';
import type { Operand, Tile, Vector } from '../../backend.ts';
import type { Launch } from '../launch.ts';
import type { Fields } from '../params.ts';

/** A kernel that writes the result of a `run`. */
export interface RunPlan {
  readonly launches: readonly Launch[];
  readonly tables: Uint32Array<ArrayBuffer>;
}

/** Part of a measurement: launches that fill `words` words, and what becomes of them. */
export interface Round {
  readonly launches: readonly Launch[];
  readonly tables?: Uint32Array<ArrayBuffer>;
  readonly words: number;
  /** The words count up from zero. */
  readonly cleared?: boolean;
  readonly collect: (words: Uint32Array<ArrayBuffer>) => void;
}

/** Rounds queued one after the other; `result` is whole when all have been collected. */
export interface MeasurePlan {
  readonly rounds: readonly Round[];
  readonly result: Float64Array;
}

export const entriesOf = ({ rows, columns }: Tile): number => rows * columns;

const TWO_32 = 2 ** 32;
const low = (index: number): number => index % TWO_32;
const high = (index: number): number => Math.floor(index / TWO_32);

/** Entries [start, end) of the tile. */
export const tileFields = ({ first, columns }: Tile, start: number, end: number): Fields => ({
  firstLow: low(first),
  firstHigh: high(first),
  columns,
  start,
  end,
});

export const placeFields = ({ offset, dtype }: Operand): Fields => ({ offset, dtype: DTYPES[dtype].code });

export const operandFields = (operands: readonly Operand[], index: number): Fields =>
  placeFields(defined(operands[index], `operand ${index}`));

export const vectorFields = (operands: readonly Operand[], { x, reference }: Vector): Fields => ({
  x: operandFields(operands, x),
  reference: operandFields(operands, reference ?? x),
  paired: Number(reference !== undefined),
});

export const divisorFields = (value: number): Fields => ({ value, reciprocal: 1 / Math.fround(value) });

/** Entries that one workgroup of 64 lanes makes, four a lane. */
const GROUP_ENTRIES = 256;
/** Operand entries in one dispatch: some milliseconds on a slow device. */
const DISPATCH_ENTRIES = 2 ** 22;
/** Fits {@link MAX_GROUPS}, and whole blocks of every kernel. */
const MAX_SHARE = 2 ** 23;
const MIN_SHARE = 2 ** 16;

/** How many of `entries` one dispatch takes when each costs reading `operands` entries. */
export function shareOf(operands: number): number {
  const share = 2 ** Math.floor(Math.log2(DISPATCH_ENTRIES / Math.max(1, operands)));
  return Math.min(MAX_SHARE, Math.max(MIN_SHARE, share));
}

export interface Share {
  readonly start: number;
  readonly end: number;
}

export function sharesOf(total: number, share: number): Share[] {
  return Array.from({ length: Math.ceil(total / share) }, (_, i) => ({ start: i * share, end: Math.min(total, (i + 1) * share) }));
}

/** A launch for each share of the tile's entries. */
export function launchesOver(tile: Tile, operands: number, launch: (tile: Fields) => Omit<Launch, 'groups'>): Launch[] {
  return sharesOf(entriesOf(tile), shareOf(operands)).map(({ start, end }) => ({
    ...launch(tileFields(tile, start, end)),
    groups: Math.ceil((end - start) / GROUP_ENTRIES),
  }));
}

/** Lists of 32-bit numbers that kernels look up, one behind the other in one buffer. */
export interface Tables {
  /** Where the list begins, in words. */
  add(words: Uint32Array<ArrayBuffer>): number;
  words(): Uint32Array<ArrayBuffer>;
}

export function createTables(): Tables {
  const lists: Uint32Array<ArrayBuffer>[] = [];
  let length = 0;
  return {
    add(words) {
      lists.push(words);
      length += words.length;
      return length - words.length;
    },
    words() {
      const joined = new Uint32Array(Math.max(1, length));
      let at = 0;
      for (const list of lists) {
        joined.set(list, at);
        at += list.length;
      }
      return joined;
    },
  };
}

/** Each number rounded once to float32. */
export const floatWords = (numbers: ArrayLike<number>): Uint32Array<ArrayBuffer> => new Uint32Array(Float32Array.from(numbers).buffer);
