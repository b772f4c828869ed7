/** Ratios of sums over the bins of a sample, with their standard errors. */
import type { Estimate } from '../observe-types.ts';

/**
 * Σ y / Σ x over blocks, and the standard error of that ratio from how much the blocks differ (Cochran, Sampling
 * Techniques, 1977, eq. 6.12). `share` of all entries were looked at: where all were, there is no error.
 */
export function ratioOf(y: readonly number[], x: readonly number[], share: number): Estimate | undefined {
  const [top, bottom] = [sum(y), sum(x)];
  if (!(bottom > 0)) return undefined;
  const value = top / bottom;
  const blocks = x.length;
  if (share >= 1) return { value, error: 0 };
  if (blocks < 2) return { value, error: Number.NaN };
  const squares = y.reduce((total, yi, i) => total + (yi - value * (x[i] ?? 0)) ** 2, 0);
  return { value, error: Math.sqrt(((1 - share) * squares * blocks) / (blocks - 1)) / bottom };
}

export const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
