/**
 * The one rule of the house, imports only go down, is kept by biome.jsonc. Here imports that break it, and some that do
 * not, are planted in an empty house under the same biome.jsonc.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

/** [importing file, imported module] */
type Row = readonly [string, string];

const FORBIDDEN: readonly Row[] = [
  ['src/base/a.ts', '../formats/dtype.ts'],
  ['src/formats/a.ts', '../io/source.ts'],
  ['src/recipe/a.ts', '../methods/linear/rule.ts'],
  ['src/recipe/a.ts', '../compute/backend.ts'],
  ['src/io/a.ts', '../recipe/recipe.ts'],
  ['src/io/a.ts', './folder.ts'],
  ['src/io/hub/a.ts', '../node-output.ts'],
  ['src/compute/a.ts', '../methods/method.ts'],
  ['src/compute/webgpu/a.ts', '../../io/source.ts'],
  ['src/methods/linear/rule.ts', '../../engine/plan-types.ts'],
  ['src/methods/linear/spec.ts', '../../formats/dtype.ts'],
  ['src/methods/linear/spec.ts', './rule.ts'],
  ['src/methods/specs.ts', './linear/rule.ts'],
  ['src/engine/a.ts', '../studio/app.tsx'],
  ['src/engine/plan/a.ts', '../../io/folder.ts'],
  ['src/engine/a.ts', '../io/node-output.ts'],
  ['src/studio/a.ts', '../engine/engine.ts'],
  ['src/studio/graph/a.tsx', '../../compute/backend.ts'],
  ['src/studio/a.ts', '../methods/linear/rule.ts'],
  ['src/studio/a.ts', '../io/source.ts'],
  ['src/studio/a.ts', '#shaders/merge/gram.wgsl?raw'],
  ['src/cli/a.ts', '../studio/app.tsx'],
];

const ALLOWED: readonly Row[] = [
  ['src/formats/a.ts', '../base/errors.ts'],
  ['src/recipe/a.ts', '../methods/specs.ts'],
  ['src/io/a.ts', './source.ts'],
  ['src/io/hub/a.ts', '../../formats/dtype.ts'],
  ['src/compute/webgpu/a.ts', '#shaders/merge/gram.wgsl?raw'],
  ['src/methods/linear/rule.ts', './spec.ts'],
  ['src/methods/linear/rule.ts', '../../compute/backend.ts'],
  ['src/methods/linear/spec.ts', '../spec-types.ts'],
  ['src/methods/specs.ts', './linear/spec.ts'],
  ['src/engine/a.ts', '../io/hub.ts'],
  ['src/studio/a.ts', '../engine/client.ts'],
  ['src/studio/graph/a.tsx', '../../engine/protocol.ts'],
  ['src/studio/a.ts', '../methods/specs.ts'],
  ['src/studio/a.ts', '../recipe/recipe.ts'],
  ['src/cli/a.ts', '../io/folder.ts'],
];

/** Every way in which a module can name another, a line each. */
const FORMS: readonly ((module: string, n: number) => string)[] = [
  (module, n) => `import { a${n} } from '${module}';`,
  (module, n) => `import type { B${n} } from '${module}';`,
  (module, n) => `export { c${n} } from '${module}';`,
  (module, n) => `export const d${n} = () => import('${module}');`,
];

const house = mkdtempSync(join(tmpdir(), 'alloy-layers-'));

function plant(path: string, lines: readonly string[]): void {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), `${lines.join('\n')}\n`);
}

/** What the linter says of the house on the account of one rule, each once: `file: the offending line`. */
function complaints(rule: string): string[] {
  const biome = resolve('node_modules/@biomejs/biome/bin/biome');
  // Not --only: it would turn a rule on where biome.jsonc turns it off.
  const options = { cwd: house, encoding: 'utf8' } as const;
  const { stdout } = spawnSync(process.execPath, [biome, 'lint', '--max-diagnostics=none', '--reporter=json'], options);
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { category: string; location: { path: string; start: { line: number } } }[];
  };
  const places = diagnostics
    .filter(({ category }) => category === `lint/${rule}`)
    .map(({ location: { path, start } }) => `${path}: ${readFileSync(join(house, path), 'utf8').split('\n')[start.line - 1]}`);
  return [...new Set(places)].sort();
}

const linesOf = (rows: readonly Row[], from: string): string[] =>
  rows.filter(([file]) => file === from).flatMap(([, module]) => FORMS.map((form, n) => form(module, n)));

beforeAll(() => copyFileSync('biome.jsonc', join(house, 'biome.jsonc')));
afterEach(() => rmSync(join(house, 'src'), { recursive: true }));
afterAll(() => rmSync(house, { recursive: true }));

test('the linter finds each import that runs upward, in every form, and no other', () => {
  const files = [...new Set([...FORBIDDEN, ...ALLOWED].map(([file]) => file))];
  for (const file of files) plant(file, [...linesOf(FORBIDDEN, file), ...linesOf(ALLOWED, file)]);
  const expected = files.flatMap((file) => linesOf(FORBIDDEN, file).map((line) => `${file}: ${line}`));
  expect(complaints('style/noRestrictedImports')).toEqual(expected.sort());
});

test('the linter finds Node where a browser must do', () => {
  const line = "import { readFileSync } from 'node:fs';";
  const inBrowsers = ['src/engine/a.ts', 'src/io/a.ts', 'src/studio/a.tsx'];
  for (const file of [...inBrowsers, 'src/cli/a.ts', 'src/io/folder.ts', 'src/io/node-a.ts', 'src/io/a.test.ts']) plant(file, [line]);
  expect(complaints('correctness/noNodejsModules')).toEqual(inBrowsers.map((file) => `${file}: ${line}`));
});

test('the linter finds a cycle', () => {
  plant('src/io/a.ts', ["import { b } from './b.ts';", 'export const a = () => b;']);
  plant('src/io/b.ts', ["import { a } from './a.ts';", 'export const b = () => a;']);
  expect(complaints('suspicious/noImportCycles')).toEqual([
    "src/io/a.ts: import { b } from './b.ts';",
    "src/io/b.ts: import { a } from './a.ts';",
  ]);
});
