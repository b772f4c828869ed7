import { expect, test } from 'vitest';
import { kernelSuite } from '../kernels.suite.ts';
import { createFixture, measureOn, runOn, TILE } from '../suite/fixture.ts';
import { createWasmBackend } from './backend.ts';

kernelSuite('the WebAssembly kernels', createWasmBackend, { exact: true });

test('float64 is left to the twin', async () => {
  const backend = await createWasmBackend();
  const fixture = createFixture(1, TILE, ['F64'], 'fine');
  await expect(measureOn(backend, 'finite', fixture, {})).rejects.toMatchObject({ code: 'unsupported' });
  const request = { terms: [{ x: 0, coefficient: 1 }], axis: 'all' } as const;
  await expect(runOn(backend, 'combine', fixture, 'F32', request)).rejects.toMatchObject({ code: 'unsupported' });
  backend.close();
});

test('what the host writes into a buffer is what the kernels read', async () => {
  const backend = await createWasmBackend();
  const arena = backend.alloc(16);
  backend.host(arena)?.set(new Uint8Array(Float32Array.of(1, Number.NaN, 3, Infinity).buffer));
  const operands = [{ offset: 0, dtype: 'F32' }] as const;
  expect([...(await backend.measure('finite', { arena }, { tile: { first: 0, rows: 2, columns: 2 }, operands }))]).toEqual([1, 1]);
  backend.close();
});
