/**
 * Brings node_modules up to date. Plain JavaScript for Node 20, because it runs before anything is installed; the
 * Node that the project pins (a dev dependency) is then the first `node` on the path of every npm script.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

// npm writes this file last, so an interrupted installation has none.
const INSTALLED = 'node_modules/.package-lock.json';

/** Runs npm with our input and output. Ends the process when npm fails. */
export function npm(args, { quiet = false } = {}) {
  const stdio = quiet ? ['ignore', 'ignore', 'inherit'] : 'inherit';
  const { status, error } = spawnSync('npm', args, { stdio, shell: process.platform === 'win32' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

const packagesOf = (lock) => JSON.parse(readFileSync(lock, 'utf8')).packages;

/** Whether what is installed is what the lock asks for; packages for other machines are not installed on this one. */
function isUpToDate() {
  if (!existsSync(INSTALLED)) return false;
  const installed = packagesOf(INSTALLED);
  const wanted = Object.entries(packagesOf('package-lock.json')).filter(([path, { optional }]) => path !== '' && !optional);
  return wanted.every(([path, { version }]) => installed[path]?.version === version);
}

export function install() {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    process.stderr.write(`Alloy needs Node 20 or newer; this is ${process.version}. See https://nodejs.org.\n`);
    process.exit(1);
  }
  if (isUpToDate()) return;
  process.stderr.write('Installing what Alloy is built with (npm ci) …\n');
  npm(['ci', '--loglevel=error'], { quiet: true });
}
