import { afterEach, expect, test, vi } from 'vitest';
import { findAdapter, requestAdapter } from './adapter.ts';
import { createWebGpuBackend } from './webgpu.ts';

afterEach(() => vi.unstubAllGlobals());

const withAdapter = (answer: () => Promise<unknown>) => vi.stubGlobal('navigator', { gpu: { requestAdapter: answer } });
const info = { description: '', vendor: 'acme', architecture: 'gpu-9', device: '', isFallbackAdapter: false };

test('no WebGPU, no adapter, and an adapter that cannot be asked for are told apart', async () => {
  vi.stubGlobal('navigator', {});
  expect(await requestAdapter()).toEqual({ whyNot: 'This browser has no WebGPU.' });
  withAdapter(() => Promise.resolve(null));
  expect(await requestAdapter()).toEqual({ whyNot: 'WebGPU found no graphics adapter.' });
  withAdapter(() => Promise.reject(new Error('blocklisted')));
  expect(await requestAdapter()).toMatchObject({ whyNot: expect.stringContaining('blocklisted') });
  expect(await findAdapter()).toBeUndefined();
});

test('a backend without an adapter says why', async () => {
  vi.stubGlobal('navigator', {});
  await expect(createWebGpuBackend()).rejects.toMatchObject({
    code: 'device',
    what: 'This browser has no WebGPU.',
    hint: expect.any(String),
  });
});

test.each([
  [info, { label: 'acme gpu-9', software: false }],
  [
    { ...info, description: 'Acme 9000' },
    { label: 'Acme 9000', software: false },
  ],
  [
    { ...info, isFallbackAdapter: true },
    { label: 'acme gpu-9', software: true },
  ],
  [
    { ...info, vendor: 'google', architecture: 'swiftshader' },
    { label: 'google swiftshader', software: true },
  ],
  [
    { ...info, vendor: '', architecture: '' },
    { label: 'WebGPU adapter', software: false },
  ],
])('facts of %j', async (given, facts) => {
  withAdapter(() => Promise.resolve({ info: given }));
  expect(await findAdapter()).toEqual(facts);
});

test('an adapter that gives no device', async () => {
  withAdapter(() => Promise.resolve({ info, limits: {}, requestDevice: () => Promise.reject(new Error('consumed')) }));
  await expect(createWebGpuBackend()).rejects.toMatchObject({ code: 'device', where: 'acme gpu-9' });
});
