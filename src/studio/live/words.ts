/** Live numbers in words; "≈" stands before what only a sample tells, where no error is given. */
import type { Estimate } from '../../engine/client.ts';
import { exactText } from '../map/words.ts';
import { percent, withMinus } from '../words/format.ts';

/** "53.6 ± 0.3 %": with an error only where a sample was taken, and with as many decimals as it has. */
export function shareText({ value, error }: Estimate): string {
  const hundred = (decimals: number) => (value * 100).toFixed(decimals);
  if (Number.isNaN(error)) return `≈ ${hundred(1)} %`;
  const decimals = error < 0.00095 ? 2 : 1;
  return error > 0 ? `${hundred(decimals)} ± ${(error * 100).toFixed(decimals)} %` : `${hundred(1)} %`;
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

/** How much of the weights numbers are of. */
export const coverageText = ({ looked, entries }: { readonly looked: number; readonly entries: number }): string =>
  looked < entries ? `a sample of ${percent(looked / entries)} of the weights` : 'every weight';
