/**
 * mergekit's own results (golden/README.md) against ours, recipe by recipe: equal where equality is possible, and
 * nowhere farther from the float64 truth than mergekit itself.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { defined } from '../base/assert.ts';
import type { Backend } from '../compute/backend.ts';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import { createWasmBackend } from '../compute/wasm/backend.ts';
import { createWebGpuBackend, findAdapter } from '../compute/webgpu/webgpu.ts';
import { DTYPES, type FloatDType, isFloat } from '../formats/dtype.ts';
import { decode, roundTo, spacing } from '../formats/number.ts';
import { parseHeader } from '../formats/safetensors.ts';
import { createFolderSource } from '../io/folder.ts';
import { parseRecipe } from '../recipe/parse.ts';
import { recipeSources } from '../recipe/slices.ts';
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
/** Entries of equal size at a threshold may be kept or dropped, as their last bit falls; at most this share. */
const TIES = 0.001;
/** Lower precision: one rounding of a float32 result, so nearer to the truth than mergekit, which rounds each step. */
const LOW: Limits = { spacings: 1, rms: 1.001, equal: 0 };

function limitsOf(text: string): Limits {
  if (/rescale:\s*true|dare_|della/.test(text)) return RESCALED;
  return (
    LIMITS[
      defined(
        text
          .match(/^merge_method:\s*(\S+)/gm)
          ?.at(-1)
          ?.split(/\s+/)[1],
        'a method',
      )
    ] ?? EXACT
  );
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
  const refs = recipeSources(defined(parseRecipe(text).recipe, 'a recipe'));
  const models = Object.fromEntries(refs.map((ref) => [ref, createFolderSource(join(HERE, ref))]));
  const shard = row.flags.indexOf('--out-shard-size');
  try {
    return await runRecipe(models, text, {
      backend,
      job: {
        seed: 7,
        random: 'mergekit',
        shardBytes: shard < 0 ? undefined : Number(row.flags[shard + 1]),
        truncateEmbeddings: row.flags.includes('--unsafe-truncate-embeddings'),
      },
    });
  } finally {
    for (const source of Object.values(models)) source.close();
  }
}

/** The largest |entry| at each place over all models that have the tensor. */
function operandSizes(models: readonly Map<string, Numbers>[], name: string, length: number): Float64Array {
  const sizes = new Float64Array(length);
  for (const model of models) {
    const values = model.get(name)?.values ?? [];
    for (let i = 0; i < Math.min(length, values.length); i++) sizes[i] = Math.max(sizes[i] ?? 0, Math.abs(values[i] ?? 0));
  }
  return sizes;
}

/** Distances of one tool's tensors from the truth. */
function createDistance() {
  const tensors: { spacings: Float64Array; errors: Float64Array; size: number }[] = [];
  const all = (): number[] => tensors.flatMap((t) => [...t.spacings]);
  return {
    largest: (): number => all().reduce((a, b) => Math.max(a, b), 0),
    far: (limit: number): number => all().filter((s) => s > limit).length,
    /** Of the worst tensor, relative; without entries farther than `limit`, where a tie fell the other way. */
    rms: (limit = Infinity): number =>
      Math.max(
        ...tensors.map((t) => Math.sqrt(t.errors.reduce((n, e, i) => n + ((t.spacings[i] ?? 0) > limit ? 0 : e * e), 0) / (t.size || 1))),
      ),
    add(values: Float64Array, truth: Float64Array, dtype: FloatDType, sizes: Float64Array) {
      const errors = truth.map((want, i) => (values[i] ?? 0) - want);
      const spacings = truth.map((want, i) => Math.abs(errors[i] ?? 0) / spacing(dtype, Math.max(sizes[i] ?? 0, Math.abs(want))));
      tensors.push({ errors, spacings, size: truth.reduce((n, v) => n + v * v, 0) });
    },
  };
}

type Tensors = ReadonlyMap<string, Numbers>;

function compare(text: string, ours: Tensors, theirs: Tensors, truth: Tensors) {
  const models = recipeSources(defined(parseRecipe(text).recipe, 'a recipe')).map((ref) => readFolder(join(HERE, ref)));
  const found = { low: false, entries: 0, equal: 0, best: createDistance(), mine: createDistance(), other: createDistance() };
  for (const [name, { dtype, values }] of ours) {
    const want = defined(truth.get(name), name).values;
    const their = defined(theirs.get(name), name).values;
    const sizes = operandSizes(models, name, want.length);
    found.low ||= dtype !== 'F32';
    found.entries += want.length;
    found.equal += values.reduce((n, v, i) => n + (v === their[i] ? 1 : 0), 0);
    found.best.add(
      want.map((v) => roundTo(dtype, v)),
      want,
      dtype,
      sizes,
    );
    found.mine.add(values, want, dtype, sizes);
    found.other.add(their, want, dtype, sizes);
  }
  return found;
}

function tokensOf(text: string): Map<string, number> {
  const { model, added_tokens } = JSON.parse(text) as {
    model: { vocab: Record<string, number> };
    added_tokens: { content: string; id: number }[];
  };
  return new Map([...Object.entries(model.vocab), ...added_tokens.map(({ content, id }) => [content, id] as const)]);
}

const HIDDEN = 32;
const rowOf = (values: Float64Array, row: number): Float64Array => values.subarray(row * HIDDEN, (row + 1) * HIDDEN);

/** Within four spacings of float32 at the size of the row: means are summed in another order. */
function expectClose(found: Float64Array, want: Float64Array): void {
  const size = Math.sqrt(want.reduce((n, v) => n + v * v, 0) / want.length) / 4;
  for (const [i, v] of want.entries())
    expect(Math.abs((found[i] ?? Number.NaN) - v) / spacing('F32', Math.max(Math.abs(v), size))).toBeLessThanOrEqual(4);
}

const f64 = (text: string): string => `${text.replace(/^out_dtype:.*$/m, '').trimEnd()}\nout_dtype: float64\n`;

const BACKENDS: readonly (readonly [string, () => Promise<Backend>])[] = [
  ['wasm', () => createWasmBackend()],
  ['float32 twin', async () => createReferenceBackend('float32')],
  ['webgpu', createOnce(() => createWebGpuBackend({ minimumLimits: true }))],
];

/** Opening a device takes seconds on a software driver: one serves all recipes. */
function createOnce(open: () => Promise<Backend>): () => Promise<Backend> {
  let opened: Promise<Backend> | undefined;
  return () => (opened ??= open());
}

const withGpu = (await findAdapter()) !== undefined || Boolean(import.meta.env.CI);

describe.each(BACKENDS.filter(([name]) => name !== 'webgpu' || withGpu))('%s beside mergekit', (_, backend) => {
  beforeAll(async () => void (await backend()), 180_000);
  const supported = recipes.filter((r) => r.ok && existsSync(join(HERE, 'expected', r.recipe)));
  const vocabularies = supported.filter((r) => r.recipe.startsWith('tokenizer-'));
  const others = supported.filter((r) => !vocabularies.includes(r));

  // mergekit numbers new tokens in an arbitrary order: rows are compared by token.
  test.each(vocabularies.map((r) => [r.recipe, r] as const))('%s', async (name, row) => {
    const ours = await run(readFileSync(join(HERE, 'recipes', `${name}.yml`), 'utf8'), row, backend);
    const theirs = readFolder(join(HERE, 'expected', name));
    const [mine, their] = [
      tokensOf(await ours.text('tokenizer.json')),
      tokensOf(readFileSync(join(HERE, 'expected', name, 'tokenizer.json'), 'utf8')),
    ];
    expect([...mine.keys()].sort()).toEqual([...their.keys()].sort());
    for (const [tensor, { values }] of theirs) {
      const found = defined(ours.tensors.get(tensor), tensor).values;
      expect(found.length).toBe(values.length);
      if (!/embed_tokens|lm_head/.test(tensor)) expect(Array.from(found)).toEqual(Array.from(values));
      else for (const [token, row] of their) expectClose(rowOf(found, defined(mine.get(token), token)), rowOf(values, row));
    }
    const config = JSON.parse(await ours.text('config.json')) as { vocab_size: number };
    expect(config.vocab_size).toBe(JSON.parse(readFileSync(join(HERE, 'expected', name, 'config.json'), 'utf8')).vocab_size);
  });

  test.each(others.map((r) => [r.recipe, r] as const))('%s', async (name, row) => {
    const text = readFileSync(join(HERE, 'recipes', `${name}.yml`), 'utf8');
    const theirs = readFolder(join(HERE, 'expected', name));
    const [ours, truth] = [await run(text, row, backend), await run(f64(text), row, () => createReferenceBackend('float64'))];
    expect([...ours.tensors.keys()].sort()).toEqual([...theirs.keys()].sort());
    const found = compare(text, ours.tensors, theirs, truth.tensors);
    const limits = found.low ? LOW : limitsOf(text);
    const { mine, other } = found;
    // Being equal to mergekit is good enough where equality is possible.
    const spacings = limits.equal >= 0.7 ? Math.max(limits.spacings, other.largest()) : limits.spacings;
    const ties = found.low || /sce|arcee/.test(name) ? TIES : 0;
    expect(mine.far(spacings) / found.entries).toBeLessThanOrEqual(ties);
    expect(mine.rms(ties ? spacings : Infinity)).toBeLessThanOrEqual(Math.max(other.rms(), found.best.rms()) * limits.rms + 1e-12);
    expect(found.equal / found.entries).toBeGreaterThanOrEqual(limits.equal);
  });

  test.each(recipes.filter((r) => !r.ok).map((r) => [r.recipe, r] as const))('%s is refused', async (name, row) => {
    const text = readFileSync(join(HERE, 'recipes', `${name}.yml`), 'utf8');
    await expect(async () => await run(text, row, backend)).rejects.toThrow();
  });
});
