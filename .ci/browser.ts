/** Gets a Chromium and a Vulkan loader onto a machine that has none: from apt where we may, else through Playwright. */
import { spawnSync } from 'node:child_process';
import { findChromium, hasVulkanLoader } from './chromium.ts';

const say = (text: string) => process.stderr.write(`${text}\n`);

const succeeds = (command: string, ...args: string[]): boolean => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** `apt-get install`, as root or through a sudo that asks for nothing; false where neither is possible. */
function aptInstall(packages: readonly string[]): boolean {
  const root = process.getuid?.() === 0;
  if (!succeeds('apt-get', '--version') || !(root || succeeds('sudo', '-n', 'true'))) return false;
  const apt = (...args: string[]) => {
    const words = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', '-y', ...args];
    return succeeds(root ? 'env' : 'sudo', ...(root ? words.slice(1) : ['-n', ...words]));
  };
  return (
    apt('install', '--no-install-recommends', ...packages) || (apt('update') && apt('install', '--no-install-recommends', ...packages))
  );
}

/** Not only there: Ubuntu's `chromium-browser` without its snap is a script that says so. */
const findWorking = (): string | undefined => findChromium((path) => succeeds(path, '--version'));

const PLAYWRIGHT = ['playwright', 'install', 'chromium'];

/** The path of a Chromium that runs; installs one if need be. Undefined, with words on stderr, when there is no way to one. */
export function provideChromium(): string | undefined {
  const found = findWorking();
  if (found) return found;
  say('No Chromium on this machine: installing one …');
  aptInstall(['chromium']);
  if (!findWorking()) succeeds('npx', ...PLAYWRIGHT, '--with-deps') || succeeds('npx', ...PLAYWRIGHT);
  const installed = findWorking();
  if (!installed) say('Could not install Chromium. Install it by hand, or set ALLOY_CHROMIUM to the path of one, and run npm test again.');
  return installed;
}

/** WebGPU in Node needs a Vulkan loader; without root Chromium's own stands in for it. */
export function provideVulkan(): void {
  if (process.platform !== 'linux' || hasVulkanLoader()) return;
  aptInstall(['libvulkan1']);
}
