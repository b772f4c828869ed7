/** The arithmetic of a slider: ends, steps and the limits beyond which a value is refused. */
import type { ParameterSpec } from '../../methods/specs.ts';

export interface SliderScale {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Only whole numbers. */
  readonly whole?: boolean;
  readonly limits?: ParameterSpec['hard'];
}

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** Share of the track left of the value; values beyond the ends sit on them. */
export const shareOf = (value: number, { min, max }: SliderScale): number => clamp((value - min) / (max - min), 0, 1);

/** The nearest whole number of steps from the low end. Without the rounding 0.1 + 0.2 would reach the recipe. */
export function snap(value: number, { min, max, step }: SliderScale): number {
  const stepped = min + Math.round((value - min) / step) * step;
  return clamp(Number(stepped.toPrecision(12)), min, max);
}

export const valueAt = (share: number, scale: SliderScale): number => snap(scale.min + share * (scale.max - scale.min), scale);

/** The finest step a slider takes: a tenth, which whole numbers do not have. */
const finest = ({ step, whole }: SliderScale): number => (whole ? 1 : step / 10);

/** A value `steps` steps on, not beyond an end unless it already lies there. Fractions of a step are kept. */
export function nudge(value: number, steps: number, scale: SliderScale): number {
  const moved = value + steps * scale.step;
  const grain = finest(scale);
  const low = Math.min(scale.min, value);
  const high = Math.max(scale.max, value);
  return clamp(Number((Math.round(moved / grain) * grain).toPrecision(12)), low, high);
}

/** Why a value is refused, as one sentence about `label`; undefined when it is allowed. */
export function refusal(value: number, label: string, { whole, limits }: SliderScale): string | undefined {
  const name = label.charAt(0).toUpperCase() + label.slice(1);
  if (whole && !Number.isInteger(value)) return `${name} is a whole number.`;
  const { min, max, exclusive } = limits ?? {};
  const low = min !== undefined && (exclusive ? value <= min : value < min);
  const high = max !== undefined && (exclusive ? value >= max : value > max);
  if (!low && !high) return undefined;
  const and = exclusive ? ', ends excluded' : '';
  if (min !== undefined && max !== undefined) return `${name} goes from ${min} to ${max}${and}.`;
  return low
    ? `${name} is ${exclusive ? 'greater than' : 'at least'} ${min}.`
    : `${name} is ${exclusive ? 'less than' : 'at most'} ${max}.`;
}
