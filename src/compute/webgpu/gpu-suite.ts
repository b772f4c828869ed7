/** For tests: what needs a graphics adapter. Without one it is passed over, but in continuous integration it fails. */
import { describe } from 'vitest';
import { findAdapter } from './adapter.ts';

const inIntegration = Boolean(import.meta.env.CI);
const adapter = await findAdapter();

export function describeGpu(name: string, body: () => void): void {
  describe.runIf(adapter !== undefined || inIntegration)(name, body);
}
