/** Values of a map in words: short inside a square, with unit and error elsewhere. */
import { withMinus } from '../words/format.ts';
import type { GridValue, Quantity } from './quantities.ts';
import type { ColourScale } from './scale.ts';

/** The power of ten by which a scale's numbers are written, so that they have at most three digits. */
const powerOf = ({ high }: ColourScale): number => (high > 0 ? -3 * Math.floor(Math.log10(high) / 3 + 1e-9) : 0);

const SUPERSCRIPT = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
const superscript = (power: number): string =>
  `${power < 0 ? '⁻' : ''}${[...String(Math.abs(power))].map((digit) => SUPERSCRIPT[Number(digit)]).join('')}`;

/** "%", "× 10⁻³", or nothing: what the numbers inside squares and at the legend are counted in. */
export function unitOf({ share }: Quantity, scale: ColourScale): string {
  if (share) return '%';
  const power = powerOf(scale);
  return power === 0 ? '' : `× 10${superscript(-power)}`;
}

/** For the inside of a square and the ends of a legend. */
export function shortText({ share }: Quantity, scale: ColourScale): (value: number) => string {
  if (share) return (value) => (value * 100).toFixed(scale.high <= 0.1 && value > 0 ? 1 : 0);
  const factor = 10 ** powerOf(scale);
  return (value) => {
    const scaled = value * factor;
    return withMinus(Math.abs(scaled) >= 99.5 || scaled === 0 ? scaled.toFixed(0) : scaled.toPrecision(2));
  };
}

/** A number of its own size: four digits, powers of ten where it is very small. */
export const exactText = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  return withMinus(Math.abs(value) < 1e-4 ? value.toExponential(3).replace('e', ' e') : value.toPrecision(4));
};

export const signedText = (value: number): string => (value > 0 ? `+${exactText(value)}` : exactText(value));

/** "57.9 % ± 0.4": a share with its error in the same unit, or a number. */
export function fullText({ share }: Quantity, { value, error }: Pick<GridValue, 'value' | 'error'>): string {
  if (!share) return error > 0 ? `${exactText(value)} ± ${exactText(error)}` : exactText(value);
  const hundred = `${(value * 100).toFixed(1)} %`;
  return error > 0 && Number.isFinite(error) ? `${hundred} ± ${errorText(error * 100)}` : hundred;
}

const errorText = (error: number): string => (error < 0.095 ? error.toFixed(2) : error.toFixed(1));
