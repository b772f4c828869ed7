/** Numbers as people type them. */

const PLAIN = String.raw`(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?`;
const TYPED = new RegExp(`^([+-]?)(${PLAIN})(?:/(${PLAIN}))?(%?)$`, 'i');

const value = (digits: string) => Number(digits.replace(',', '.'));

/** `.6`, `0,6`, `60 %`, `1/3`, `−0.3`, `1e-5`. Undefined when it is not a finite number. */
export function parseNumber(text: string): number | undefined {
  const match = TYPED.exec(text.replace(/\s+/g, '').replace(/^[−–]/, '-'));
  if (!match) return undefined;
  const [, sign, numerator = '', denominator, percent] = match;
  const size = value(numerator) / (denominator === undefined ? 1 : value(denominator)) / (percent ? 100 : 1);
  if (!Number.isFinite(size)) return undefined;
  return sign === '-' ? -size : size;
}
