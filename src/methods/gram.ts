/** A Gram matrix: what the geometry of a few vectors can be computed from without touching them. Float64. */
import { defined } from '../base/assert.ts';

export interface Gram {
  /** Number of vectors. */
  readonly size: number;
  /** The inner product of vectors i and j. */
  product(i: number, j: number): number;
  norm(i: number): number;
  /** The inner product of Σ a·v and Σ b·v. */
  inner(a: readonly number[], b: readonly number[]): number;
  /** The length of Σ a·v. */
  length(a: readonly number[]): number;
}

/** From the pairs (0,0) (0,1) … (1,1) … of the upper triangle. */
export function createGram(size: number, pairs: ArrayLike<number>): Gram {
  const product = (i: number, j: number): number => {
    const [low, high] = i < j ? [i, j] : [j, i];
    return defined(pairs[low * size - (low * (low - 1)) / 2 + (high - low)], 'an inner product');
  };
  const inner = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, x, i) => sum + b.reduce((row, y, j) => row + x * y * product(i, j), 0), 0);
  return {
    size,
    product,
    norm: (i) => Math.sqrt(product(i, i)),
    inner,
    // Rounding can leave a tiny negative square where the combination vanishes.
    length: (a) => Math.sqrt(Math.max(0, inner(a, a))),
  };
}
