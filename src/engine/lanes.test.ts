import { expect, test, vi } from 'vitest';
import type { Backend } from '../compute/backend.ts';
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

test('wishes that end at the processor share its lanes, each for its own reason', async () => {
  const losses: PromiseWithResolvers<string>[] = [];
  const close = vi.fn();
  const wasm = vi.fn(async (): Promise<Backend[]> => {
    const lost = Promise.withResolvers<string>();
    losses.push(lost);
    return [{ ...createReferenceBackend('float32'), kind: 'wasm', lost: lost.promise, close }];
  });
  const adapter = vi.fn(async () => undefined);
  const keeper = createLaneKeeper({ adapter, webgpu: () => Promise.reject(new Error('there is none')), wasm });
  const ask = async () => {
    const lanes = [await keeper.lanes('auto'), await keeper.lanes('wasm'), await keeper.lanes('webgpu')];
    expect(lanes.map(({ report }) => report.kind)).toEqual(['wasm', 'wasm', 'wasm']);
    expect(new Set(lanes.map(({ report }) => report.reason)).size).toBe(3);
    expect(new Set(lanes.map(({ backends }) => backends[0])).size).toBe(1);
    expect(await keeper.lanes('auto')).toBe(lanes[0]);
  };
  await ask();
  expect(wasm).toHaveBeenCalledTimes(1);
  expect(adapter).toHaveBeenCalledTimes(2);
  losses[0]?.resolve('gone');
  await losses[0]?.promise;
  await ask();
  expect(wasm).toHaveBeenCalledTimes(2);
  expect(close).toHaveBeenCalledTimes(1);
  keeper.close();
});
