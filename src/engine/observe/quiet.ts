/** A meter that counts nothing: observing is no job with progress. */
import type { Meter } from '../run/progress.ts';

export const quietMeter: Meter = {
  during: async (_stage, _amount, work) => await work(),
  add: () => undefined,
  read: () => [],
  secondsLeft: () => undefined,
};
