/**
 * What a spec's checks mean, on numbers: in one place for the recipe's validation, for the planner, which knows every
 * tensor, and for the rules themselves.
 */
import type { SpecCheck } from './spec-types.ts';

type Rounding = (x: number) => number;

/** The sum as mergekit takes it, left to right: what it divides by. */
export const sumOf = (weights: readonly number[], round: Rounding): number =>
  weights.reduce((sum, weight) => round(sum + round(weight)), 0);

/** Whether probabilities from centre − half to centre + half leave the range between 0 and 1. Nothing and all are no draw. */
export const leavesWindow = (centre: number, half: number): boolean =>
  centre > 0 && centre < 1 && (centre - half <= 0 || centre + half >= 1);

/** A tensor's parameters, resolved. */
interface CheckedNumbers {
  readonly shared: Readonly<Record<string, unknown>>;
  /** By model; a base has none where it needs none. */
  readonly models: readonly Readonly<Record<string, number>>[];
}

/** Whether a tensor's numbers break the check. `round`: of float32, or of float64 beside float64 tensors. */
export function violates(check: SpecCheck, { shared, models }: CheckedNumbers, round: Rounding = Math.fround): boolean {
  if (check.kind === 'window') return models.some((own) => leavesWindow(own[check.centre] ?? 0, own[check.half] ?? 0));
  const values = models.flatMap((own) => own[check.of] ?? []);
  return shared[check.when] === true && sumOf(values, round) === 0;
}
