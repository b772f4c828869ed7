import { expect, test } from 'vitest';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import { createLaneKeeper } from './lanes.ts';

test('a graphics device that is lost is replaced once, then the processor computes', async () => {
  const devices: PromiseWithResolvers<string>[] = [];
  const keeper = createLaneKeeper({
    adapter: async () => ({ label: 'a card', software: false }),
    async webgpu() {
      const lost = Promise.withResolvers<string>();
      devices.push(lost);
      return { ...createReferenceBackend('float32'), kind: 'webgpu', lost: lost.promise };
    },
    wasm: async () => [createReferenceBackend('float32')],
  });
  const kinds: string[] = [];
  for (let visit = 0; visit < 3; visit++) {
    kinds.push((await keeper.lanes('auto')).report.kind);
    expect((await keeper.lanes('auto')).report.kind).toBe(kinds.at(-1));
    devices[visit]?.resolve('gone');
    await devices[visit]?.promise;
  }
  expect(kinds).toEqual(['webgpu', 'webgpu', 'wasm']);
  const { report } = await keeper.lanes('auto');
  expect(report.reason).toMatch(/stopped answering/);
  expect(devices).toHaveLength(2);
  keeper.close();
});
