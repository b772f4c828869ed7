/** The studio's first load: the scripts and styles that index.html names, gzipped, without fonts and images. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const LIMIT_KB = 250;

const html = readFileSync('dist/index.html', 'utf8');
const assets = [...html.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(([, path = '']) => path);
if (assets.length === 0) throw new Error('dist/index.html names no scripts: the check would pass on nothing.');
const sizes = assets.map((path) => ({ path, kb: gzipSync(readFileSync(join('dist', path))).length / 1000 }));
const total = sizes.reduce((sum, { kb }) => sum + kb, 0);
for (const { path, kb } of sizes) process.stdout.write(`${kb.toFixed(1).padStart(8)} kB  ${path}\n`);
process.stdout.write(`${total.toFixed(1).padStart(8)} kB of ${LIMIT_KB} kB first load, gzipped\n`);
process.exitCode = total > LIMIT_KB ? 1 : 0;
