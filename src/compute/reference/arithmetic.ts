/** What the twin's kernels share: how they round, and a tile's entries as plain numbers. */
import { DTYPES } from '../../formats/dtype.ts';
import { decode, encode } from '../../formats/number.ts';
import type { Operand, Target, Tile, Vector } from '../backend.ts';

/** Rounds the result of one operation: to float32, or not at all. */
export type Arithmetic = (x: number) => number;

/** A kernel's uniforms together with the memory they speak of. */
export interface OnArena {
  readonly arena: Uint8Array;
  readonly round: Arithmetic;
  readonly tile: Tile;
  readonly operands: readonly Operand[];
}

export const entriesOf = ({ rows, columns }: Tile): number => rows * columns;

/** The entries of operand `index`. */
export function load({ arena, tile, operands }: OnArena, index: number): Float64Array {
  const values = new Float64Array(entriesOf(tile));
  const operand = operands[index];
  if (operand) decode(operand.dtype, arena.subarray(operand.offset), values);
  return values;
}

export function loadVector(call: OnArena, { x, reference }: Vector): Float64Array {
  const values = load(call, x);
  if (reference === undefined) return values;
  const subtrahend = load(call, reference);
  return values.map((value, i) => call.round(value - at(subtrahend, i)));
}

/** Writes one number for each entry of the tile. */
export function store({ tile }: OnArena, out: Uint8Array, target: Target, value: (i: number) => number): void {
  const values = Float64Array.from({ length: entriesOf(tile) }, (_, i) => value(i));
  encode(target.dtype, values, out.subarray(target.offset, target.offset + values.length * DTYPES[target.dtype].bytes));
}

/** An entry that is there. */
export const at = (values: ArrayLike<number>, i: number): number => values[i] ?? Number.NaN;
