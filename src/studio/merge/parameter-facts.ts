/** What a parameter's spec tells a control: how it is called, and where its slider goes. */
import type { ParameterSpec } from '../../methods/specs.ts';
import type { SliderScale } from '../parts/slider-scale.ts';

/** Specs begin their labels like sentences; beside a control they are mere words. */
export const labelOf = ({ label }: ParameterSpec): string =>
  /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;

export function scaleOf({ soft, hard, type }: ParameterSpec): SliderScale {
  const ends = soft ?? { min: hard?.min ?? 0, max: hard?.max ?? 1, step: type === 'integer' ? 1 : 0.01 };
  return { ...ends, whole: type === 'integer', ...(hard && { limits: hard }) };
}
