/** The values of an axis as people type them: "0.2, 0.4, 0.6", "0 to 1 in 6", "0.2 to 1 by 0.2". */
import { refusal, type SliderScale } from '../parts/slider-scale.ts';
import { parseNumber } from '../words/parse-number.ts';

/** More would be neither read nor waited for. */
const MOST_VALUES = 15;

const RANGE = /^(.+?)\s*(?:\bto\b|…|\.\.)\s*(.+?)\s*\b(in|by)\s+(.+)$/i;

/** The values, or a sentence on why there are none. */
export function parseValues(text: string, label: string, scale: SliderScale): readonly number[] | string {
  const range = RANGE.exec(text.trim());
  const values = range ? rangeValues(range) : listValues(text);
  if (!values || values.length === 0) return 'Type numbers, such as 0.2, 0.4, 0.6, or a range, such as 0 to 1 in 6.';
  if (values.length > MOST_VALUES) return `That is ${values.length} values; a side of the grid has at most ${MOST_VALUES}.`;
  return values.map((value) => refusal(value, label, scale)).find((sentence) => sentence !== undefined) ?? [...new Set(values)];
}

/** Where a comma separates, decimals have points; between semicolons they may have commas. */
function listValues(text: string): readonly number[] | undefined {
  const parts = text.replace(/\s+%/g, '%').split(text.includes(';') ? ';' : /[,\s]+/);
  const numbers = parts.filter((part) => part.trim() !== '').map(parseNumber);
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}

function rangeValues([, first = '', last = '', how = '', amount = '']: RegExpExecArray): readonly number[] | undefined {
  const [from, to, by] = [parseNumber(first), parseNumber(last), parseNumber(amount)];
  if (from === undefined || to === undefined || by === undefined || !(by > 0)) return undefined;
  const steps = how.toLowerCase() === 'in' ? Math.round(by) - 1 : Math.floor(Math.abs(to - from) / by + 1e-9);
  const step = how.toLowerCase() === 'in' ? (to - from) / Math.max(1, steps) : Math.sign(to - from) * by;
  // Without the rounding 0.1 + 0.2 would reach the recipe. One too many is enough to be refused for.
  return Array.from({ length: Math.min(steps, MOST_VALUES) + 1 }, (_, i) => Number((from + i * step).toPrecision(6)));
}

export const valuesText = (values: readonly number[]): string => values.join(', ');

export interface ValueChoice {
  readonly name: string;
  readonly values: readonly number[];
}

/** Lists that are worth a click: the slider's range, what lies about the present value, what papers tried. */
export function valueChoices(scale: SliderScale, now: number | undefined): readonly ValueChoice[] {
  const { min, max, whole } = scale;
  const tidy = (value: number) => Number((whole ? Math.round(value) : value).toPrecision(3));
  const spread = (from: number, to: number, count: number) => [
    ...new Set(Array.from({ length: count }, (_, i) => tidy(from + ((to - from) * i) / (count - 1)))),
  ];
  const allowed = (values: readonly number[]) => values.every((value) => refusal(value, '', scale) === undefined);
  const reach = (max - min) / 5;
  const choices: readonly ValueChoice[] = [
    { name: 'The whole range, 5 values', values: spread(min + reach, max, 5) },
    { name: 'The whole range, 9 values', values: spread(min + (max - min) / 9, max, 9) },
    ...(now === undefined ? [] : [{ name: 'About the present value', values: spread(now - reach, now + reach, 5) }]),
    { name: 'Merge to Learn: 0.2 to 1', values: [0.2, 0.4, 0.6, 0.8, 1] },
    { name: 'Mix or merge: 0, 0.3, 0.5, 0.7, 1', values: [0, 0.3, 0.5, 0.7, 1] },
  ];
  return choices.filter(({ values }) => allowed(values));
}
