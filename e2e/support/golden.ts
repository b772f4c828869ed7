/** For tests and benchmarks: what mergekit made of the recipes in src/engine/golden, and how a recipe of them is run here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defined } from '../../src/base/assert.ts';
import type { Backend } from '../../src/compute/backend.ts';
import { runRecipe, type TestRun } from '../../src/engine/testing.ts';
import { DTYPES, type FloatDType, isFloat } from '../../src/formats/dtype.ts';
import { decode } from '../../src/formats/number.ts';
import { parseHeader } from '../../src/formats/safetensors.ts';
import { createFolderSource } from '../../src/io/folder.ts';
import { parseRecipe } from '../../src/recipe/parse.ts';
import { recipeSources } from '../../src/recipe/slices.ts';

const HERE = join(import.meta.dirname, '../../src/engine/golden');

interface GoldenRow {
  readonly recipe: string;
  /** Whether mergekit made something of it. */
  readonly ok: boolean;
  readonly flags: readonly string[];
}

/** A tensor as numbers. */
export interface Numbers {
  readonly dtype: FloatDType;
  readonly values: Float64Array;
}
export type Tensors = ReadonlyMap<string, Numbers>;

/** The recipes whose results are here. */
export function goldenRows(): GoldenRow[] {
  const { recipes } = JSON.parse(readFileSync(join(HERE, 'expected/index.json'), 'utf8')) as { recipes: GoldenRow[] };
  return recipes.filter(({ recipe, ok }) => ok && existsSync(join(HERE, 'expected', recipe)));
}

export const goldenText = (recipe: string): string => readFileSync(join(HERE, 'recipes', `${recipe}.yml`), 'utf8');

/** What mergekit wrote. */
export const goldenResult = (recipe: string): Tensors => readFolder(join(HERE, 'expected', recipe));

/** The weights of every model that a recipe names. */
export const goldenModels = (text: string): Tensors[] => modelsOf(text).map((ref) => readFolder(join(HERE, ref)));

const modelsOf = (text: string): string[] => recipeSources(defined(parseRecipe(text).recipe, 'a recipe'));

/** Runs a recipe (or a variant of its text) as mergekit was run: with its flags, its generator and its seed. */
export async function runGolden({ flags }: GoldenRow, text: string, backend: () => Backend | Promise<Backend>): Promise<TestRun> {
  const models = Object.fromEntries(modelsOf(text).map((ref) => [ref, createFolderSource(join(HERE, ref))]));
  const shard = flags.indexOf('--out-shard-size');
  const job = {
    seed: 7,
    random: 'mergekit',
    shardBytes: shard < 0 ? undefined : Number(flags[shard + 1]),
    truncateEmbeddings: flags.includes('--unsafe-truncate-embeddings'),
  } as const;
  try {
    return await runRecipe(models, text, { backend, job });
  } finally {
    for (const model of Object.values(models)) model.close();
  }
}

function readFolder(folder: string): Map<string, Numbers> {
  const found = new Map<string, Numbers>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.safetensors'))) {
    const bytes = new Uint8Array(readFileSync(join(folder, file)));
    for (const t of parseHeader(bytes, bytes.length, file).tensors) {
      if (!isFloat(t.dtype)) continue;
      const values = new Float64Array(t.bytes / DTYPES[t.dtype].bytes);
      decode(t.dtype, bytes.subarray(t.offset, t.offset + t.bytes), values);
      found.set(t.name, { dtype: t.dtype, values });
    }
  }
  return found;
}
