/**
 * Whole commands: `npm run alloy -- merge` on a family of 220 million parameters in bfloat16 (three models and a base),
 * and `mergekit-yaml` on the same files where it is on the path. Wall time and peak memory of the command with all that
 * it starts. Linux only, as it reads /proc.
 *
 *     npm run bench:cli                     all methods
 *     npm run bench:cli -- ties slerp       some of them
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { methodSpec } from '../../src/methods/specs.ts';
import { syntheticLlama } from '../hub/synthetic.ts';
import { table } from './numbers.ts';
import { type Memory, startGroup, watchMemory } from './processes.ts';
import { BASE, benchRecipe, MODELS } from './recipes.ts';
import { writeModel } from './write-model.ts';

const LLAMA = { layers: 12, hidden: 1024, intermediate: 2816, vocabulary: 32_000, heads: 16, kvHeads: 16 };
const METHODS = ['linear', 'slerp', 'dare_ties', 'ties'];
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

interface Tool {
  readonly name: string;
  readonly command: string;
  readonly words: (recipe: string, out: string, root: string) => readonly string[];
}

const ALLOY: Tool = {
  name: 'alloy',
  command: 'npm',
  words: (recipe, out, root) => ['run', '--silent', 'alloy', '--', 'merge', recipe, out, '--root', root],
};
const MERGEKIT: Tool = {
  name: 'mergekit',
  command: 'mergekit-yaml',
  // Both name local folders like repositories; without these words mergekit looks for tokenizers and asks the Hub.
  words: (recipe, out) => [recipe, out, '--quiet', '--no-copy-tokenizer', '--no-write-model-card'],
};

interface Run {
  readonly seconds: number;
  readonly peak: Memory;
}

async function run({ name, command, words }: Tool, recipe: string, root: string): Promise<Run> {
  const out = join(root, `out-${name}`);
  const began = performance.now();
  const child = startGroup(command, words(recipe, out, root), { cwd: name === 'alloy' ? PROJECT : root });
  child.stdout.resume();
  const watch = watchMemory(child.pid ?? 0);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  const seconds = (performance.now() - began) / 1000;
  watch.stop();
  await rm(out, { recursive: true, force: true });
  if (code !== 0) throw new Error(`${name} ended with code ${code}: ${[command, ...words(recipe, out, root)].join(' ')}`);
  return { seconds, peak: watch.peak() };
}

async function measure(method: string, tools: readonly Tool[], root: string): Promise<string[][]> {
  const spec = methodSpec(method);
  if (!spec) throw new Error(`There is no method ${method}.`);
  const recipe = join(root, `${method}.yml`);
  await writeFile(recipe, `${benchRecipe(spec, ['dtype: float32'])}\n`);
  const rows: string[][] = [];
  for (const tool of tools) {
    const { seconds, peak } = await run(tool, recipe, root);
    rows.push([`${method}, ${tool.name}`, seconds.toFixed(1), (peak.own / 1e6).toFixed(0), (peak.resident / 1e6).toFixed(0)]);
  }
  return rows;
}

const onPath = (command: string): boolean => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));

async function main(methods: readonly string[]): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'alloy-bench-'));
  try {
    for (const [seed, name] of [BASE, ...MODELS].entries()) await writeModel(join(root, name), syntheticLlama(LLAMA, seed + 1));
    const tools = onPath(MERGEKIT.command) ? [ALLOY, MERGEKIT] : [ALLOY];
    // Builds the program, which is not part of what is measured.
    await run({ ...ALLOY, words: () => ['run', '--silent', 'alloy', '--', '--version'] }, '', root);
    const rows: string[][] = [];
    for (const method of methods) rows.push(...(await measure(method, tools, root)));
    process.stdout.write(`${cpus().length} × ${cpus()[0]?.model}${tools.length < 2 ? '; mergekit-yaml is not on the path' : ''}\n`);
    process.stdout.write(`${table(['whole command', 's', 'peak MB', 'with mapped files'], rows)}\n`);
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  }
}

await main(process.argv.length > 2 ? process.argv.slice(2) : METHODS);
