/**
 * Span rules: the result is Σ c·x, or base + Σ c·(x − base), with coefficients that come from inner products. They are
 * found in float64 on the Gram matrix alone; no tensor is touched but by the two kernels `gram` and `combine`. The two
 * forms are never folded into one another: that costs five times the error.
 */
import { defined, invariant } from '../base/assert.ts';
import type { Axis, Vector } from '../compute/backend.ts';
import { createGram, type Gram } from './gram.ts';
import type { Tile, Work } from './work.ts';

export interface Span {
  readonly vectors: readonly Vector[];
  /** What the sum is added to. */
  readonly base?: number | undefined;
  /** Which entries form one vector: the whole tensor, or each row or column with coefficients of its own. */
  readonly axis: Axis;
  /** The coefficient of each vector, from the Gram matrix of `vectors`. */
  readonly coefficients: (gram: Gram) => readonly number[];
}

export const inputsOf = (work: Work): number[] => Array.from({ length: work.inputs }, (_, index) => index);

export const baseOf = (work: Work): number => defined(work.base, `the base of ${work.name}`);

/** The models' vectors: differences from the base where there is one, else the tensors themselves. */
export const vectorsOf = (work: Work): Vector[] => work.models.map((x) => (work.base === undefined ? { x } : { x, reference: work.base }));

/** The result is one of the inputs, unchanged. */
export const emitInput = (work: Work, index: number): Promise<void> =>
  work.emit('combine', { terms: [{ x: index, coefficient: 1 }], axis: 'all' });

/** Measures the Gram matrix (one for each row or column where asked for), asks for coefficients, and combines. */
export async function emitSpan(work: Work, { vectors, axis, base, coefficients }: Span): Promise<void> {
  const products = await work.measure('gram', { vectors, axis });
  const pairs = (vectors.length * (vectors.length + 1)) / 2;
  const slices = products.length / pairs;
  invariant(slices === slicesAlong(work, axis), `${slices} Gram matrices of ${work.name}`);
  const table = vectors.map(() => new Float64Array(slices));
  for (let slice = 0; slice < slices; slice++) {
    const found = coefficients(createGram(vectors.length, products.subarray(slice * pairs, (slice + 1) * pairs)));
    for (const [i, column] of table.entries()) column[slice] = defined(found[i], 'a coefficient');
  }
  await work.emit('combine', (tile) => ({
    terms: vectors.map((vector, i) => ({ ...vector, coefficient: coefficientOn(work, axis, tile, defined(table[i], 'coefficients')) })),
    axis,
    base,
  }));
}

function slicesAlong(work: Work, axis: Axis): number {
  return { all: 1, row: work.rows, column: work.columns }[axis];
}

function coefficientOn(work: Work, axis: Axis, tile: Tile, all: Float64Array<ArrayBuffer>): number | Float64Array<ArrayBuffer> {
  return axis === 'all' ? defined(all[0], 'the coefficient') : alongTile(work, axis, tile, all);
}

/** Of one number for each row or column of the tensor, a tile's: it may begin inside the tensor, or inside a row that is cut. */
export function alongTile(work: Work, axis: 'row' | 'column', tile: Tile, all: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const start = axis === 'row' ? Math.floor(tile.first / work.columns) : tile.first % work.columns;
  return all.slice(start, start + (axis === 'row' ? tile.rows : tile.columns));
}
