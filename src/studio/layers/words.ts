/** Numbers of diagnostics in words. */
import { exactText } from '../map/words.ts';
import { withMinus } from '../words/format.ts';

/** For an axis, whose ticks are round. */
export const axisText =
  (share: boolean) =>
  (value: number): string =>
    withMinus(String(Number((share ? value * 100 : value).toPrecision(3))));

export const valueText = (share: boolean, value: number | undefined): string => {
  if (value === undefined || !Number.isFinite(value)) return '–';
  return share ? withMinus(`${(value * 100).toFixed(1)} %`) : exactText(value);
};
