/** When a share of few entries says nothing: a binomial bound around what chance gives. */

/** 95 % of draws fall within this many standard errors. */
export const SIGMAS = 1.96;

/** A share whose chance interval is narrower than this, either way, is told well enough: pale then means "as by chance". */
const FINE_ENOUGH = 0.05;

/** Half the width of the interval in which 95 % of samples of `count` entries fall when each goes one way with probability `chance`. */
export const chanceBound = (count: number, chance: number): number =>
  count > 0 ? SIGMAS * Math.sqrt((chance * (1 - chance)) / count) : Infinity;

/** Too few entries to tell the share from chance: it lies within the bound, and the bound is wide. */
export function isUntold(share: number, count: number, chance: number): boolean {
  const bound = chanceBound(count, chance);
  return bound > FINE_ENOUGH && Math.abs(share - chance) <= bound;
}

/** The standard error of a share of `count` entries, as Agresti and Coull have it: never 0 for a handful that agree. */
export function shareError(share: number, count: number): number {
  const n = count + SIGMAS ** 2;
  const p = (share * count + SIGMAS ** 2 / 2) / n;
  return Math.sqrt((p * (1 - p)) / n);
}

/** Independent signs of n models are not all equal: 1 − 2^(1 − n). */
export const conflictChance = (models: number): number => 1 - 2 ** (1 - models);
