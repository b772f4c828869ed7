/** Random masks on a graphics device are those of the plain twin: the same entries, drawn in a shader. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Backend } from '../compute/backend.ts';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import { describeGpu } from '../compute/webgpu/gpu-suite.ts';
import { createWebGpuBackend } from '../compute/webgpu/webgpu.ts';
import { changesOf, keptIn, scattered } from './statistics-models.ts';

const RECIPE = (method: string) => `merge_method: ${method}
models:
  - {model: a, parameters: {weight: 1, density: 0.5}}
  - {model: b, parameters: {weight: 1, density: 0.3}}
parameters: {rescale: false}`;

async function masks(method: string, backend: Backend, budgetBytes?: number): Promise<Uint8Array[]> {
  const found = await changesOf({ a: scattered, b: () => 1 }, RECIPE(method), { backend, budgetBytes, job: { seed: 5 } });
  return [...found.values()].map(keptIn);
}

describeGpu('a merge on WebGPU', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await createWebGpuBackend({ minimumLimits: true });
  });
  afterAll(() => backend.close());

  test.each(['dare_linear', 'della_linear'])('draws the twin’s masks: %s', async (method) => {
    const want = await masks(method, createReferenceBackend('float32'));
    expect(new Set(want[0])).toEqual(new Set([0, 1]));
    expect(await masks(method, backend)).toEqual(want);
    expect(await masks(method, backend, 9_000)).toEqual(want);
  });
});
