/**
 * mergekit's own results (golden/README.md) against ours, recipe by recipe: equal where equality is possible, and
 * nowhere farther from the float64 truth than mergekit itself.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defined } from '../base/assert.ts';
import type { Backend } from '../compute/backend.ts';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import { createWasmBackend } from '../compute/wasm/wasm.ts';
import { DTYPES, type FloatDType, isFloat } from '../formats/dtype.ts';
import { decode, spacing } from '../formats/number.ts';
import { parseHeader } from '../formats/safetensors.ts';
import { createFolderSource } from '../io/folder.ts';
import { parseRecipe } from '../recipe/parse.ts';
import { recipeModels } from '../recipe/slices.ts';
import { runRecipe } from './testing.ts';

const HERE = join(import.meta.dirname, 'golden');
interface Row {
  readonly recipe: string;
  readonly ok: boolean;
  readonly flags: readonly string[];
}
const { recipes } = JSON.parse(readFileSync(join(HERE, 'expected/index.json'), 'utf8')) as { recipes: Row[] };

interface Limits {
  /** Largest distance from the truth, in spacings at the largest operand. */
  readonly spacings: number;
  /** Root mean square error against the truth, as a multiple of mergekit's own. */
  readonly rms: number;
  /** Share of entries equal to mergekit's. */
  readonly equal: number;
}
const EXACT: Limits = { spacings: 3, rms: 1.02, equal: 1 };
const SPAN: Limits = { spacings: 3, rms: 1.05, equal: 0 };
const LIMITS: Readonly<Record<string, Limits>> = {
  linear: { spacings: 2, rms: 1.02, equal: 1 },
  passthrough: { spacings: 0, rms: 1, equal: 1 },
  nearswap: { spacings: 3, rms: 1.05, equal: 0.95 },
  sce: { spacings: 4, rms: 1.1, equal: 0 },
  arcee_fusion: { spacings: 1, rms: 1.05, equal: 0.99 },
  slerp: SPAN,
  nuslerp: SPAN,
  multislerp: SPAN,
  karcher: SPAN,
  model_stock: SPAN,
};
/** Sums over a tensor decide the factor, so nothing can be equal to the last bit. */
const RESCALED: Limits = { spacings: 5, rms: 1.1, equal: 0 };
/** Lower precision: one rounding of a float32 result, so nearer to the truth than mergekit, which rounds each step. */
const LOW: Limits = { spacings: 1, rms: 1.001, equal: 0 };

function limitsOf(text: string): Limits {
  if (/rescale:\s*true|dare_|della/.test(text)) return RESCALED;
  return LIMITS[defined(text.match(/^merge_method:\s*(\S+)/gm)?.at(-1)?.split(/\s+/)[1], 'a method')] ?? EXACT;
}

interface Numbers {
  readonly dtype: FloatDType;
  readonly values: Float64Array;
}

function readFolder(folder: string): Map<string, Numbers> {
  const found = new Map<string, Numbers>();
  for (const file of readdirSync(folder).filter((f) => f.endsWith('.safetensors'))) {
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

async function run(text: string, row: Row, backend: () => Backend | Promise<Backend>) {
  const refs = recipeModels(defined(parseRecipe(text).recipe, 'a recipe'));
  const models = Object.fromEntries(refs.map((ref) => [ref, createFolderSource(join(HERE, ref))]));
  const shard = row.flags.indexOf('--out-shard-size');
  return await runRecipe(models, text, {
    backend,
    job: {
      seed: 7,
      random: 'mergekit',
      shardBytes: shard < 0 ? undefined : Number(row.flags[shard + 1]),
      truncateEmbeddings: row.flags.includes('--unsafe-truncate-embeddings'),
    },
  });
}

/** The largest |entry| at each place over all models that have the tensor. */
function operandSizes(text: string, name: string, length: number): Float64Array {
  const sizes = new Float64Array(length);
  for (const ref of recipeModels(defined(parseRecipe(text).recipe, 'a recipe'))) {
    const values = readFolder(join(HERE, ref)).get(name)?.values ?? [];
    for (let i = 0; i < Math.min(length, values.length); i++) sizes[i] = Math.max(sizes[i] ?? 0, Math.abs(values[i] ?? 0));
  }
  return sizes;
}

function rms(values: Float64Array, truth: Float64Array): number {
  let error = 0;
  let size = 0;
  for (let i = 0; i < truth.length; i++) {
    error += ((values[i] ?? 0) - (truth[i] ?? 0)) ** 2;
    size += (truth[i] ?? 0) ** 2;
  }
  return size ? Math.sqrt(error / size) : Math.sqrt(error);
}

const f64 = (text: string): string => `${text.replace(/^out_dtype:.*$/m, '').trimEnd()}\nout_dtype: float64\n`;

describe.each([
  ['wasm', () => createWasmBackend()],
  ['float32 twin', async () => createReferenceBackend('float32')],
])('%s beside mergekit', (_, backend) => {
  const supported = recipes.filter((r) => r.ok && existsSync(join(HERE, 'expected', r.recipe)));
  test.each(supported.map((r) => [r.recipe, r] as const))('%s', async (name, row) => {
    const text = readFileSync(join(HERE, 'recipes', `${name}.yml`), 'utf8');
    const theirs = readFolder(join(HERE, 'expected', name));
    const [ours, truth] = [await run(text, row, backend), await run(f64(text), row, () => createReferenceBackend('float64'))];
    expect([...ours.tensors.keys()].sort()).toEqual([...theirs.keys()].sort());
    const worst = { spacings: 0, ours: 0, theirs: 0, equal: 0, entries: 0 };
    let low = false;
    for (const [tensor, { dtype, values }] of ours.tensors) {
      const want = defined(truth.tensors.get(tensor), tensor).values;
      const other = defined(theirs.get(tensor), tensor).values;
      low ||= dtype !== 'F32';
      const sizes = operandSizes(text, tensor, want.length);
      for (let i = 0; i < want.length; i++) {
        const [mine = 0, true_ = 0] = [values[i], want[i]];
        worst.spacings = Math.max(worst.spacings, Math.abs(mine - true_) / spacing(dtype, Math.max(sizes[i] ?? 0, Math.abs(true_))));
        worst.equal += mine === other[i] ? 1 : 0;
      }
      worst.entries += want.length;
      worst.ours = Math.max(worst.ours, rms(values, want));
      worst.theirs = Math.max(worst.theirs, rms(other, want));
    }
    const limits = low ? LOW : limitsOf(text);
    expect(worst.spacings).toBeLessThanOrEqual(limits.spacings);
    expect(worst.ours).toBeLessThanOrEqual(worst.theirs * limits.rms + 1e-12);
    expect(worst.equal / worst.entries).toBeGreaterThanOrEqual(limits.equal);
  });

  test.each(recipes.filter((r) => !r.ok).map((r) => [r.recipe, r] as const))('%s is refused', async (name, row) => {
    const text = readFileSync(join(HERE, 'recipes', `${name}.yml`), 'utf8');
    await expect(async () => await run(text, row, backend)).rejects.toThrow();
  });
});
