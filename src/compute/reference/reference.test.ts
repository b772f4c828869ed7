import { expect, test } from 'vitest';
import { kernelSuite } from '../kernels.suite.ts';
import { packFixture, runOn } from '../suite/fixture.ts';
import { createReferenceBackend } from './backend.ts';

kernelSuite('the float32 twin, by the measure of a graphics device', async () => createReferenceBackend('float32'), { exact: false });

test('the float64 twin computes and writes float64', async () => {
  const tile = { first: 0, rows: 1, columns: 2 };
  const fixture = packFixture(tile, ['F64', 'F32'], [Float64Array.of(0.1, 1 + 2 ** -50), Float64Array.of(0.25, 1)]);
  const terms = [{ x: 0, reference: 1, coefficient: 1 / 3 }];
  const { values } = await runOn(createReferenceBackend('float64'), 'combine', fixture, 'F64', { terms, axis: 'all', base: 1 });
  expect([...values]).toEqual([0.25 + (0.1 - 0.25) * (1 / 3), 1 + 2 ** -50 * (1 / 3)]);
});
