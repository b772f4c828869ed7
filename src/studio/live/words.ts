/** Live numbers in words; "≈" stands before what only a sample tells, where no error is given. */
import type { Estimate } from '../../engine/client.ts';
import { exactText } from '../map/words.ts';
import { percent, withMinus } from '../words/format.ts';

/** "53.6 ± 0.3 %": with an error only where a sample was taken. */
export function shareText({ value, error }: Estimate): string {
  const hundred = (value * 100).toFixed(1);
  if (Number.isNaN(error)) return `≈ ${hundred} %`;
  return error > 0 ? `${hundred} ± ${(error * 100).toFixed(error < 0.00095 ? 2 : 1)} %` : `${hundred} %`;
}

const estimated = (text: string, sampled: boolean): string => (sampled ? `≈ ${text}` : text);

/** A share of a size; "–" where there is none. */
export const partText = (share: number | undefined, sampled: boolean): string =>
  share === undefined ? '–' : estimated(percent(share), sampled);

/** A norm. A sample tells three of its digits. */
export const normText = (norm: number, sampled: boolean): string =>
  sampled && Number.isFinite(norm) ? estimated(String(Number(norm.toPrecision(3))), true) : exactText(norm);

/** A cosine; of a sample with no more decimals than so many entries tell: random vectors give ± 1/√n. */
export function cosineText(
  cosine: number | undefined,
  { sampled, looked }: { readonly sampled: boolean; readonly looked: number },
): string {
  if (cosine === undefined) return '–';
  const decimals = Math.min(4, Math.max(1, Math.floor(Math.log10(looked) / 2)));
  return sampled ? estimated(withMinus(cosine.toFixed(decimals)), true) : exactText(cosine);
}
