/** Passthrough: the one input, times its scale. */
import type { Work } from '../work.ts';

export async function passthrough(work: Work): Promise<void> {
  await work.emit('combine', { terms: [{ x: 0, coefficient: work.of(0, 'scale') }], axis: 'all' });
}
