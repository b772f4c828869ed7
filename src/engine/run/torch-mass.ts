/**
 * ‖d‖₁ before and after sparsification as torch's CPU kernel adds them up: for recipes that are to come out bit for bit
 * as mergekit made them. torch's order is only defined for what one thread adds; larger tensors depend on its number
 * of threads, and take the accurate sums that everything else takes.
 */
import type { Operand, Sparse, Tile } from '../../compute/backend.ts';
import { sparsify } from '../../compute/reference/keep.ts';
import { DTYPES } from '../../formats/dtype.ts';
import { decode } from '../../formats/number.ts';
import type { MeasureRequest, PerTile } from '../../methods/work.ts';
import { align } from '../plan/arena.ts';
import type { Slot } from './slot.ts';
import type { Tiles } from './tiles.ts';

/** torch's grain size: the largest reduction that one thread does. */
export const ONE_THREAD = 32768;

/** As the `mass` kernel over a whole tensor: for each vector Σ|d|, Σ|keep(d)|, entries kept. */
export async function torchMass(slot: Slot, tiles: Tiles, request: PerTile<MeasureRequest<'mass'>>): Promise<Float64Array> {
  const found: { before: number[]; after: number[] }[] = [];
  await tiles.each(async ({ tile, operands }) => {
    const { vectors } = typeof request === 'function' ? request(tile) : request;
    for (const [i, vector] of vectors.entries()) {
      const { d, kept } = await thinned(slot, tile, operands, vector);
      found[i] ??= { before: [], after: [] };
      for (const value of d) found[i]?.before.push(Math.abs(value));
      for (const value of kept) found[i]?.after.push(Math.abs(value));
    }
    return undefined;
  });
  return Float64Array.from(found.flatMap(({ before, after }) => [torchSum(before), torchSum(after), after.filter((v) => v !== 0).length]));
}

async function thinned(slot: Slot, tile: Tile, operands: readonly Operand[], { x, reference, keep }: Sparse) {
  const values = await read(slot, tile, operands[x]);
  const base = reference === undefined ? undefined : await read(slot, tile, operands[reference]);
  const d = values.map((v, i) => Math.fround(v - (base?.[i] ?? 0)));
  return { d, kept: sparsify(d, keep, tile, Math.fround).values };
}

async function read(slot: Slot, { rows, columns }: Tile, operand: Operand | undefined): Promise<Float64Array> {
  const values = new Float64Array(rows * columns);
  if (!operand) return values;
  const shift = operand.offset % 4;
  const bytes = values.length * DTYPES[operand.dtype].bytes;
  const stored = new Uint8Array(align(shift + bytes, 4));
  await slot.backend.download(slot.arena, operand.offset - shift, stored);
  decode(operand.dtype, stored.subarray(shift, shift + bytes), values);
  return values;
}

const LANES = 8;
const ROWS = 4;
const LEVELS = 4;

/** torch's vectorised cascade sum (ATen, SumKernel.cpp): 4 rows of 8 lanes, each summed in 4 levels, then across. */
export function torchSum(values: ArrayLike<number>): number {
  const vectors = Math.floor(values.length / LANES);
  const steps = Math.floor(vectors / ROWS);
  const lanes = cascade(values, steps);
  for (let v = steps * ROWS; v < vectors; v++)
    for (let lane = 0; lane < LANES; lane++) lanes[lane] = add(lanes[lane], values[v * LANES + lane]);
  for (let row = 1; row < ROWS; row++) for (let lane = 0; lane < LANES; lane++) lanes[lane] = add(lanes[lane], lanes[row * LANES + lane]);
  let sum = 0;
  for (let i = vectors * LANES; i < values.length; i++) sum = add(sum, values[i]);
  for (let lane = 0; lane < LANES; lane++) sum = add(sum, lanes[lane]);
  return sum;
}

const add = (a = 0, b = 0): number => Math.fround(a + b);

/** Sums of each of the ROWS × LANES columns over `steps` rows of the values. */
function cascade(values: ArrayLike<number>, steps: number): Float64Array {
  const width = ROWS * LANES;
  const levels = Array.from({ length: LEVELS }, () => new Float64Array(width));
  const power = Math.max(4, Math.floor((steps > 1 ? Math.ceil(Math.log2(steps)) : 0) / LEVELS));
  const mask = 2 ** power - 1;
  const addTo = (to: number, from: ArrayLike<number>, at = 0) => {
    const level = levels[to];
    if (level) for (let k = 0; k < width; k++) level[k] = add(level[k], from[at + k]);
  };
  let i = 0;
  while (i + mask < steps) {
    for (let j = 0; j <= mask; j++, i++) addTo(0, values, i * width);
    for (let level = 1; level < LEVELS; level++) {
      addTo(level, levels[level - 1] ?? []);
      levels[level - 1]?.fill(0);
      if ((i & (mask << (level * power))) !== 0) break;
    }
  }
  for (; i < steps; i++) addTo(0, values, i * width);
  for (let level = 1; level < LEVELS; level++) addTo(0, levels[level] ?? []);
  return levels[0] ?? new Float64Array(width);
}
