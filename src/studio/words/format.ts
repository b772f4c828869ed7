/** Numbers, sizes and times as the studio writes them: decimal bytes, true minus, a space before the unit. */

export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

const SCALES = ['', 'k', 'M', 'G', 'T', 'P'] as const;

/** At most three digits that say something: 1.24, 12.4, 124. */
function threeDigits(number: number): string {
  if (number >= 100) return number.toFixed(0);
  return number >= 10 ? number.toFixed(1) : number.toFixed(2);
}

function scaled(number: number): { digits: string; scale: string } {
  if (number < 1000) return { digits: String(Math.round(number)), scale: '' };
  let power = Math.min(Math.floor(Math.log10(number) / 3), SCALES.length - 1);
  if (threeDigits(number / 1000 ** power) === '1000' && power < SCALES.length - 1) power++;
  return { digits: threeDigits(number / 1000 ** power), scale: SCALES[power] ?? '' };
}

/** Bytes, decimal as on the Hub: 632 kB, 2.47 GB. */
export function bytes(count: number): Quantity {
  const { digits, scale } = scaled(count);
  return { value: digits, unit: `${scale}B` };
}

/** Entries or parameters: 158 k, 1.24 B. */
export function count(number: number): Quantity {
  const { digits, scale } = scaled(number);
  return { value: digits, unit: scale === 'G' ? 'B' : scale };
}

export const written = ({ value, unit }: Quantity): string => (unit ? `${value} ${unit}` : value);
export const writtenBytes = (number: number): string => written(bytes(number));
export const writtenCount = (number: number): string => written(count(number));

/** A time to read at a glance: 0.2 s, 41 s, 2:19 min, 1:04 h. */
export function duration(seconds: number): Quantity {
  if (seconds < 10) return { value: seconds < 0.095 ? '< 0.1' : seconds.toFixed(1), unit: 's' };
  if (seconds < 59.5) return { value: seconds.toFixed(0), unit: 's' };
  const whole = Math.round(seconds);
  const [large, small, unit] = whole < 3600 ? [whole / 60, whole % 60, 'min'] : [whole / 3600, (whole % 3600) / 60, 'h'];
  return { value: `${Math.floor(large)}:${String(Math.floor(small)).padStart(2, '0')}`, unit };
}

/** An estimated time in a sentence: "about 41 s", "under 0.1 s". */
export function aboutTime(seconds: number): string {
  const { value, unit } = duration(seconds);
  return value.startsWith('<') ? `under${value.slice(1)} ${unit}` : `about ${value} ${unit}`;
}

export const withMinus = (text: string): string => text.replace('-', '−');

/** 62 %; one decimal below ten. */
export function percent(share: number): string {
  const hundred = share * 100;
  return withMinus(`${Math.abs(hundred) < 9.95 && hundred !== 0 ? hundred.toFixed(1) : hundred.toFixed(0)} %`);
}

/** As many decimals as the step has, more where the number has more (up to six digits). */
export function setting(number: number, step: number): string {
  if (number === 0 && step < 1e-3) return '0';
  if (Math.abs(number) < 1e-3 && step < 1e-3) return withMinus(number.toExponential().replace('e+', 'e'));
  const least = Number.isInteger(step) ? 0 : Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
  const full = String(Number(number.toPrecision(6)));
  const given = /\.(\d+)$/.exec(full)?.[1]?.length ?? 0;
  return withMinus(given > least ? full : number.toFixed(least));
}

/** "1 tensor", "3 tensors". */
export const counted = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`;

export const shapeText = (shape: readonly number[]): string => (shape.length === 0 ? 'scalar' : shape.join(' × '));

/** 14:32 in the user's zone. */
export const clock = (time: number): string => new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
export const clockSeconds = (time: number): string => new Date(time).toLocaleTimeString('en-GB');

const DAY_MS = 86_400_000;
const AGES: readonly (readonly [days: number, unit: string])[] = [
  [365, 'year'],
  [30.4, 'month'],
  [7, 'week'],
  [1, 'day'],
];

/** "3 weeks ago", "a year ago". */
export function ago(time: number, now: number): string {
  const days = (now - time) / DAY_MS;
  const [length, unit] = AGES.find(([each]) => days >= each) ?? [0, ''];
  if (length === 0) return 'today';
  const count = Math.floor(days / length);
  return count === 1 ? `a ${unit} ago` : `${count} ${unit}s ago`;
}

/** 29 Oct 2026. */
export const day = (time: number): string =>
  new Date(time).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
