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

/** The path of a Chromium; installs one if need be. Undefined, with words on stderr, when there is no way to one. */
export function provideChromium(): string | undefined {
  const found = findChromium();
  if (found) return found;
  say('No Chromium on this machine: installing one …');
  // On Ubuntu the apt package only points to a snap, which may not start; then findChromium finds nothing that runs.
  if (aptInstall(['chromium']) && findChromium()) return findChromium();
  succeeds('npx', 'playwright', 'install', '--with-deps', 'chromium') || succeeds('npx', 'playwright', 'install', 'chromium');
  const installed = findChromium();
  if (!installed) say('Could not install Chromium. Install it by hand, or set ALLOY_CHROMIUM to the path of one, and run npm test again.');
  return installed;
}

/** WebGPU in Node needs a Vulkan loader; without root Chromium's own stands in for it. */
export function provideVulkan(): void {
  if (process.platform !== 'linux' || hasVulkanLoader()) return;
  aptInstall(['libvulkan1']);
}
