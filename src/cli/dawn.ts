/** WebGPU in Node: Dawn, by the optional native package `webgpu`. */
import { existsSync } from 'node:fs';

/** Dawn's object must outlive its devices: it crashes the process when it is collected first. */
let dawn: GPU | undefined;

/** Without any of these Linux has no graphics device: then Dawn, which looks long and complains aloud, is not asked. */
const LINUX_DEVICES = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'];

/** Whoever names a Vulkan driver wants it used, a software one too. */
const mayHaveDevice = (): boolean =>
  process.platform !== 'linux' || process.env.VK_ICD_FILENAMES !== undefined || LINUX_DEVICES.some((path) => existsSync(path));

/** Gives this process `navigator.gpu`, as a browser has it; without the package or a device there is none. */
export async function provideWebGpu(): Promise<void> {
  if (dawn || !mayHaveDevice()) return;
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    dawn = create([]);
    Object.defineProperty(globalThis.navigator, 'gpu', { configurable: true, value: dawn });
  } catch {
    // Not installed, or not for this machine: the caller finds no navigator.gpu and says so.
  }
}
