/** `npm run alloy`: builds the command line when a source is newer than the last build, then becomes it. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { install, npm } from './install.mjs';

const PROGRAM = 'dist-cli/alloy.mjs';
const INPUTS = ['src', 'shaders', 'vite.cli.config.ts', 'package.json'];

const changedAt = (path) => statSync(path).mtimeMs;
const filesOf = (path) => (statSync(path).isDirectory() ? readdirSync(path, { recursive: true }).map((name) => join(path, name)) : [path]);

function isBuilt() {
  if (!existsSync(PROGRAM)) return false;
  const built = changedAt(PROGRAM);
  return INPUTS.flatMap(filesOf).every((path) => changedAt(path) <= built);
}

install();
if (!isBuilt()) npm(['run', '--silent', 'build:cli'], { quiet: true });
// npm changed to the project's folder; paths on the command line start where it was called.
process.chdir(process.env.INIT_CWD ?? process.cwd());
// In this process, so that signals reach the program once and directly.
await import(`../${PROGRAM}`);
