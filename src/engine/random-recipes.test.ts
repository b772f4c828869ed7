/**
 * Random recipes over random small architectures, planned and merged: what is refused is refused in words, what is merged
 * stands where the plan says, every backend comes near the float64 truth, and the cut into tiles shows nowhere.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defined } from '../base/assert.ts';
import { AlloyError } from '../base/errors.ts';
import type { Backend } from '../compute/backend.ts';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import { createWasmBackend } from '../compute/wasm/backend.ts';
import type { FloatDType } from '../formats/dtype.ts';
import { roundTo, spacing } from '../formats/number.ts';
import { parseHeader } from '../formats/safetensors.ts';
import { parseRecipe } from '../recipe/parse.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { recipeToYaml } from '../recipe/serialize.ts';
import { outputDocument, recipeSources } from '../recipe/slices.ts';
import { planMerge } from './plan/plan.ts';
import type { Plan } from './plan-types.ts';
import { type RandomCase, randomCase, SMALL_BUDGET } from './random-recipes.ts';
import { memorySource, runRecipe, type TestRun } from './testing.ts';

const RUNS = Number(process.env['RUNS'] ?? 100);
const wasm = await createWasmBackend();
const twin = createReferenceBackend('float32');
const exact = createReferenceBackend('float64');
const LIMITS = { slotBytes: 32e6, bufferBytes: 2 ** 30, slots: 2 };

const sourcesOf = ({ models }: RandomCase) => Object.fromEntries(Object.entries(models).map(([ref, model]) => [ref, memorySource(ref, model)]));

function run(one: RandomCase, backend: Backend, recipe: Recipe = one.recipe, budgetBytes?: number): Promise<TestRun> {
  const { seed, random, shardBytes } = one;
  return runRecipe(sourcesOf(one), recipeToYaml(recipe), { backend: () => backend, budgetBytes, job: { seed, random, shardBytes } });
}

/** Never throws: every fault of recipe or models is one of its problems. */
async function planOf({ models, recipe, seed, random, shardBytes }: RandomCase): Promise<Plan> {
  const opened = recipeSources(recipe).map(async (ref) => ({ ref, checkpoint: await memorySource(ref, defined(models[ref], ref)).facts(new AbortController().signal) }));
  const options = { name: 'x', shardBytes, truncateEmbeddings: false, summary: false, random: { seed, generator: random }, limits: LIMITS };
  return planMerge(recipe, recipeToYaml(recipe), await Promise.all(opened), options);
}

async function filesOf({ result }: TestRun): Promise<Map<string, Uint8Array>> {
  const weights = result.files.filter(({ path }) => path.endsWith('.safetensors'));
  return new Map(await Promise.all(weights.map(async ({ path, file }) => [path, new Uint8Array(await defined(file, path).arrayBuffer())] as const)));
}

/** Every file is as long as planned, and the tensors fill it behind the header without a gap. */
function expectLayout(plan: Plan, files: ReadonlyMap<string, Uint8Array>): void {
  expect([...files.keys()]).toEqual(plan.layout.files.map(({ path }) => path));
  for (const [index, { path, bytes, header }] of plan.layout.files.entries()) {
    const written = defined(files.get(path), path);
    expect(written.length).toBe(bytes);
    const planned = plan.tensors.filter((t) => t.file === index);
    const ordered = planned.toSorted((a, b) => a.offset - b.offset || a.bytes - b.bytes);
    expect(ordered.reduce((at, t) => (t.offset === at ? at + t.bytes : Number.NaN), header.length)).toBe(bytes);
    const facts = ({ name, dtype, shape, offset }: Plan['tensors'][number]) => [name, dtype, [...shape], offset];
    const found = new Map(parseHeader(written, bytes, path).tensors.map((t) => [t.name, t]));
    expect(found.size).toBe(planned.length);
    for (const t of planned) expect([t.name, found.get(t.name)?.dtype, found.get(t.name)?.shape, found.get(t.name)?.offset]).toEqual(facts(t));
  }
}

const truthOf = (recipe: Recipe): Recipe => ({
  documents: recipe.documents.map((document, i) => (i === outputDocument(recipe) ? { ...document, outDtype: 'float64' } : document)),
});

/** How much larger than its operands a document's numbers become on the way, at most: weights add up, survivors are scaled. */
const GAIN = Number(process.env['GAIN'] ?? 24);
const COARSE: Readonly<Record<string, FloatDType>> = { float16: 'F16', bfloat16: 'BF16', float32: 'F32', float64: 'F32' };

/** What an entry may be away from the truth: one rounding of the output and of what an inner document was rounded to, float32 between. */
function allowance({ recipe, models }: RandomCase, dtype: FloatDType, name: string, i: number, want: number): number {
  const inputs = Object.values(models).map(({ tensors }) => Math.abs(Number(tensors.find((t) => t.name === name)?.values[i] ?? 2)));
  const size = Math.max(1, ...inputs, Math.abs(want));
  const inner = recipe.documents.slice(0, -1).map((document) => COARSE[document.outDtype ?? document.dtype ?? ''] ?? 'F8_E5M2');
  return spacing(dtype, size) + GAIN * [...inner, 'F32' as const].reduce((sum, between) => sum + spacing(between, size), 0);
}

function farFrom(one: RandomCase, truth: TestRun, found: TestRun): { entries: number; far: number } {
  const count = { entries: 0, far: 0 };
  expect([...found.tensors.keys()].sort()).toEqual([...truth.tensors.keys()].sort());
  for (const [name, { values, dtype }] of found.tensors) {
    const want = defined(truth.tensors.get(name), name).values;
    count.entries += want.length;
    for (const [i, value] of values.entries()) {
      if (value !== roundTo(dtype, want[i] ?? 0) && !(Math.abs(value - (want[i] ?? 0)) <= allowance(one, dtype, name, i, want[i] ?? 0))) count.far++;
    }
  }
  return count;
}

const refused = (thrown: unknown): AlloyError => {
  expect(thrown).toBeInstanceOf(AlloyError);
  const error = thrown as AlloyError;
  expect(error.code, error.message).not.toBe('bug');
  return error;
};

test('random recipes', async () => {
  const total = { merged: 0, tame: 0, entries: 0, far: 0 };
  const methods = new Set<string>();
  await fc.assert(
    fc.asyncProperty(randomCase, async (one) => {
      const { recipe, problems } = parseRecipe(recipeToYaml(one.recipe));
      expect(recipe).toEqual(one.recipe);
      if (one.tame) expect(problems.filter((p) => p.severity === 'error')).toEqual([]);
      const faulty = problems.some((p) => p.severity === 'error');
      const plan = faulty ? undefined : await planOf(one);
      const first = await run(one, wasm).catch(refused);
      const stopped = faulty || plan?.problems.some((p) => p.severity === 'error');
      if (first instanceof AlloyError || !plan) {
        if (one.tame) process.stderr.write(`REFUSED ${one.recipe.documents.map((d) => d.method)} ${String(first)}\n`); else process.stderr.write(`wild ${String(first)}\n`);
        if (stopped || !one.tame) return;
        throw first;
      }
      expect(stopped).toBe(false);
      total.merged++;
      expectLayout(plan, await filesOf(first));
      const plain = await run(one, twin);
      const tiled = await run(one, twin, one.recipe, SMALL_BUDGET);
      const wasmTiled = await run(one, wasm, one.recipe, SMALL_BUDGET);
      if (!one.tame) return;
      for (const document of one.recipe.documents) methods.add(document.method);
      total.tame++;
      const truth = await run(one, exact, truthOf(one.recipe));
      for (const [label, found] of Object.entries({ wasm: first, plain, wasmTiled, tiled })) {
        const { entries, far } = farFrom(one, truth, found);
        if (far) process.stderr.write(`FAR ${label} ${far}/${entries} ${one.recipe.documents.map((d) => d.method)}\n`);
        total.entries += entries;
        total.far += far;
      }
      const diff = [...first.tensors].some(([n, t]) => t.dtype !== 'F64' && t.values.some((v, i) => !Object.is(v, wasmTiled.tensors.get(n)?.values[i]))); if (diff) process.stderr.write(`WASMDIFF ${one.recipe.documents.map((d) => d.method)}\n`);
      const [a, b] = [await filesOf(plain), await filesOf(tiled)];
      if (JSON.stringify([...a].map(([, x]) => Buffer.from(x).toString('hex'))) !== JSON.stringify([...b].map(([, x]) => Buffer.from(x).toString('hex')))) process.stderr.write(`TILED differ ${one.recipe.documents.map((d) => d.method)} ${[...plain.tensors.values()].map((t) => t.dtype)}\n`);
    }),
    { numRuns: RUNS, seed: Number(process.env['SEED'] ?? 1) },
  );
  process.stderr.write(JSON.stringify(total) + ' ' + methods.size + '\n');
}, 120_000);
