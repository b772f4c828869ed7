/**
 * WebGPU for tests in Node: Dawn, on the machine's driver or on Chromium's software one.
 *
 * Nothing is loaded until a test first reads `navigator.gpu`, so that tests of other parts pay nothing. May assume
 * nothing: without Dawn or a driver `navigator.gpu` gives no adapter, and the GPU suites decide what that means.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const SOFTWARE_DRIVERS = ['/usr/lib/chromium/vk_swiftshader_icd.json', '/opt/google/chrome/vk_swiftshader_icd.json'];

/** Dawn crashes at exit when the object of create() is collected: a global keeps it. */
const kept = globalThis as { dawn?: GPU };

function startDawn(): GPU {
  const driver = SOFTWARE_DRIVERS.find((path) => existsSync(path));
  if (driver) process.env.VK_ICD_FILENAMES ??= driver;
  const { create, globals } = createRequire(import.meta.url)('webgpu') as typeof import('webgpu');
  Object.assign(globalThis, globals);
  return create([]);
}

Object.defineProperty(globalThis.navigator, 'gpu', {
  configurable: true,
  get: () => {
    kept.dawn ??= startDawn();
    return kept.dawn;
  },
});
