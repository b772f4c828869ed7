/** The Chromium that tests use, wherever the machine has it, and the software graphics driver that comes with it. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { chromium } from 'playwright';

const DRIVER = 'vk_swiftshader_icd.json';
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** WebGPU on a software adapter, and no requests but those of the page. */
export const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-first-run',
  '--no-pings',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** ALLOY_CHROMIUM, else a browser on the path, else the one that Playwright installed; undefined when none of them is `good`. */
export function findChromium(good: (path: string) => boolean = isExecutable): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [process.env.ALLOY_CHROMIUM ?? '', ...onPath, chromium.executablePath()].find((path) => path !== '' && good(path));
}

/** As {@link findChromium}, for the configurations: a test that needs a browser says what is missing. */
export function requireChromium(): string {
  const path = findChromium();
  if (!path) throw new Error('No Chromium found. Install one, or set ALLOY_CHROMIUM to its path, or run: npx playwright install chromium');
  return path;
}

/** Folders where a Chromium keeps its Vulkan loader and software driver; the binary may be a wrapper elsewhere. */
function driverFolders(chromiumPath: string): string[] {
  const beside = dirname(realpathSync(chromiumPath));
  return [
    beside,
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser',
    '/opt/google/chrome',
    '/snap/chromium/current/usr/lib/chromium-browser',
  ];
}

/** Whether programs find a Vulkan loader without being told where. */
export const hasVulkanLoader = (): boolean =>
  /libvulkan\.so\.1\b/.test(spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '');

/**
 * Environment in which Dawn (WebGPU in Node) finds the software driver of `chromiumPath`. It must be set before Node
 * starts. A person's own choice of driver is kept.
 */
export function vulkanEnvironment(chromiumPath: string): Record<string, string> {
  if (process.platform !== 'linux' || process.env.VK_ICD_FILENAMES) return {};
  const folder = driverFolders(chromiumPath).find((path) => existsSync(join(path, DRIVER)));
  if (!folder) return {};
  const libraries = [process.env.LD_LIBRARY_PATH, folder].filter(Boolean).join(':');
  return { VK_ICD_FILENAMES: join(folder, DRIVER), ...(!hasVulkanLoader() && { LD_LIBRARY_PATH: libraries }) };
}
