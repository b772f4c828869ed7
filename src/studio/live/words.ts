/** Live shares in words. */
import type { Estimate } from '../../engine/client.ts';

/** "53.6 ± 0.3 %": with an error only where a sample was taken. */
export function shareText({ value, error }: Estimate): string {
  const hundred = (value * 100).toFixed(1);
  return error > 0 && Number.isFinite(error) ? `${hundred} ± ${(error * 100).toFixed(error < 0.00095 ? 2 : 1)} %` : `${hundred} %`;
}
