import { expect, test } from 'vitest';
import { AlloyError } from '../../base/errors.ts';
import type { DeviceBuffer } from '../../compute/backend.ts';
import { createReferenceBackend } from '../../compute/reference/backend.ts';
import { createEngine } from '../engine.ts';
import type { EngineHost } from '../host.ts';
import { memorySource, testHost } from '../testing.ts';
import { unwrap } from './testing.ts';

const NAME = 'model.layers.0.self_attn.q_proj.weight';
const RECIPE = `
merge_method: ties
base_model: base
models: [{model: a, parameters: {weight: 1, density: 0.5}}, {model: b, parameters: {weight: 1, density: 0.5}}]
dtype: float32
`;
const REFS = ['base', 'a', 'b'];
/** Less than the tensor and its inputs take: it passes through a slot. */
const BUDGET_BYTES = 8000;

/** An engine whose buffers are counted, with this scratch. */
function bench(scratchOf: (host: EngineHost) => EngineHost['scratch']) {
  const live = new Set<DeviceBuffer>();
  const inner = createReferenceBackend('float32');
  const backend = () => ({
    ...inner,
    alloc(bytes: number) {
      const buffer = inner.alloc(bytes);
      live.add(buffer);
      return buffer;
    },
    free(buffer: DeviceBuffer) {
      live.delete(buffer);
      inner.free(buffer);
    },
  });
  const values = (seed: number) => Array.from({ length: 1320 }, (_, i) => Math.sin(seed + i * 0.7));
  const models = REFS.map((ref, i) => {
    const tensors = [{ name: NAME, dtype: 'F32' as const, shape: [40, 33], values: values(i) }];
    return [ref, memorySource(ref, { tensors })] as const;
  });
  const host = testHost(Object.fromEntries(models), { backend, budgetBytes: BUDGET_BYTES });
  const engine = createEngine({ ...host, scratch: scratchOf(host) });
  const sources = Object.fromEntries(REFS.map((path) => [path, { kind: 'folder', path } as const]));
  const map = () =>
    engine.tensorMap('map', { job: { recipe: RECIPE, sources }, tensor: NAME, quantity: { kind: 'conflict' }, bins: [4, 4] });
  return { engine, map, live };
}

test('a tensor that finds no scratch leaves no buffers behind', async () => {
  const { engine, map, live } = bench(() => () => Promise.reject(new AlloyError({ code: 'disk', what: 'There is no room.' })));
  for (let again = 0; again < 3; again++) expect(await map()).toMatchObject({ ok: false, fault: { code: 'disk' } });
  await engine.release();
  expect(live.size).toBe(0);
});

test('scratch that cannot be closed leaves no buffers behind', async () => {
  const { engine, map, live } = bench((host) => async (bytes) => ({
    ...(await host.scratch(bytes)),
    close: () => Promise.reject(new AlloyError({ code: 'disk', what: 'The disk failed.' })),
  }));
  expect(await map()).toMatchObject({ ok: false, fault: { what: 'The disk failed.' } });
  await engine.release();
  expect(live.size).toBe(0);
});

test('a tensor that passes through a slot closes its scratch', async () => {
  const told: string[] = [];
  const { engine, map, live } = bench((host) => async (bytes) => {
    told.push('opened');
    return { ...(await host.scratch(bytes)), close: async () => void told.push('closed') };
  });
  unwrap(await map());
  expect(told).toEqual(['opened', 'closed']);
  await engine.release();
  expect(live.size).toBe(0);
});
