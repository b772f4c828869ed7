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
import { spacing } from '../formats/number.ts';
import { parseHeader } from '../formats/safetensors.ts';
import { METHOD_SPECS } from '../methods/specs.ts';
import { parseRecipe } from '../recipe/parse.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { recipeToYaml } from '../recipe/serialize.ts';
import { outputDocument, recipeSources } from '../recipe/slices.ts';
import { planMerge } from './plan/plan.ts';
import type { Plan } from './plan-types.ts';
import { type RandomCase, randomCase, SMALL_BUDGET } from './random-recipes.ts';
import { memorySource, runRecipe, type TestModel, type TestRun } from './testing.ts';

const RUNS = 100;
/** Share of entries that may fall on the other side of a threshold, where numbers before it differ in their last bits. */
const MOST_FAR = 1e-4;
const wasm = await createWasmBackend();
const twin = createReferenceBackend('float32');
const exact = createReferenceBackend('float64');
const LIMITS = { slotBytes: 32e6, bufferBytes: 2 ** 30, slots: 2 };

const sourcesOf = ({ models }: RandomCase) =>
  Object.fromEntries(Object.entries(models).map(([ref, model]) => [ref, memorySource(ref, model)]));

function run(one: RandomCase, backend: Backend, recipe: Recipe = one.recipe, budgetBytes?: number): Promise<TestRun> {
  const { seed, random, shardBytes } = one;
  return runRecipe(sourcesOf(one), recipeToYaml(recipe), { backend: () => backend, budgetBytes, job: { seed, random, shardBytes } });
}

/** Never throws: every fault of recipe or models is one of its problems. */
async function planOf({ models, recipe, seed, random, shardBytes }: RandomCase): Promise<Plan> {
  const opened = recipeSources(recipe).map(async (ref) => ({
    ref,
    checkpoint: await memorySource(ref, defined(models[ref], ref)).facts(new AbortController().signal),
  }));
  const options = { name: 'x', shardBytes, truncateEmbeddings: false, summary: false, random: { seed, generator: random }, limits: LIMITS };
  return planMerge(recipe, recipeToYaml(recipe), await Promise.all(opened), options);
}

async function filesOf({ result }: TestRun): Promise<Map<string, Uint8Array>> {
  const weights = result.files.filter(({ path }) => path.endsWith('.safetensors'));
  return new Map(
    await Promise.all(weights.map(async ({ path, file }) => [path, new Uint8Array(await defined(file, path).arrayBuffer())] as const)),
  );
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
    for (const t of planned)
      expect([t.name, found.get(t.name)?.dtype, found.get(t.name)?.shape, found.get(t.name)?.offset]).toEqual(facts(t));
  }
}

const truthOf = (recipe: Recipe): Recipe => ({
  documents: recipe.documents.map((document, i) => (i === outputDocument(recipe) ? { ...document, outDtype: 'float64' } : document)),
});

/** Roundings that may add up between inputs and result, each at the size of the numbers on the way. */
const ROUNDINGS = 4;
const ROUNDED_TO: Readonly<Record<string, FloatDType>> = { float16: 'F16', bfloat16: 'BF16', float32: 'F32', float64: 'F32' };

/** What an entry may be away from the truth: one rounding to the output's dtype, some to float32 and to what an inner document was rounded to. */
function allowance({ recipe }: RandomCase, dtype: FloatDType, want: number): number {
  const size = Math.max(1, Math.abs(want));
  const inner = recipe.documents.slice(0, -1).map((document) => ROUNDED_TO[document.outDtype ?? document.dtype ?? ''] ?? 'F8_E5M2');
  return spacing(dtype, size) + ROUNDINGS * [...inner, 'F32' as const].reduce((sum, between) => sum + spacing(between, size), 0);
}

/** How many entries there are, and how many lie too far from the truth: there another entry passed a threshold. */
function farFrom(one: RandomCase, truth: TestRun, found: TestRun): { entries: number; far: number } {
  const count = { entries: 0, far: 0 };
  for (const [name, { values, dtype }] of found.tensors) {
    const wanted = defined(truth.tensors.get(name), name).values;
    count.entries += wanted.length;
    count.far += values.filter((value, i) => !(Math.abs(value - (wanted[i] ?? 0)) <= allowance(one, dtype, wanted[i] ?? 0))).length;
  }
  return count;
}

/** The same to the last bit; but sums of float64, which no later rounding hides, may show the order that they were taken in. */
function expectSame(found: TestRun, want: TestRun): void {
  for (const [name, { values, dtype }] of found.tensors) {
    const wanted = defined(want.tensors.get(name), name).values;
    if (dtype !== 'F64') expect(values, name).toEqual(wanted);
    else
      for (const [i, value] of values.entries()) if (!Object.is(value, wanted[i])) expect(value / (wanted[i] ?? 0), name).toBeCloseTo(1, 9);
  }
}

const refused = (thrown: unknown): AlloyError => {
  expect(thrown).toBeInstanceOf(AlloyError);
  const error = thrown as AlloyError;
  expect(error.code, error.message).not.toBe('bug');
  return error;
};

/** The merge, or the fault in words. Only one is met while merging: whole numbers that differ. */
async function mergeOrRefuse(one: RandomCase): Promise<TestRun | undefined> {
  const { recipe, problems } = parseRecipe(recipeToYaml(one.recipe));
  expect(recipe).toEqual(one.recipe);
  const faults = [...problems, ...(problems.some(isError) ? [] : (await planOf(one)).problems)].filter(isError);
  if (one.tame) expect(faults).toEqual([]);
  const found = await run(one, wasm).catch(refused);
  if (!(found instanceof AlloyError)) {
    expect(faults).toEqual([]);
    return found;
  }
  if (one.tame) throw found;
  if (faults.length === 0) expect(found.code).toBe('mismatch');
  return undefined;
}

const isError = ({ severity }: { readonly severity: string }): boolean => severity === 'error';

test('random recipes', async () => {
  const total = { merged: 0, entries: 0, far: 0 };
  const methods = new Set<string>();
  const property = fc.asyncProperty(randomCase, async (one) => {
    const found = await mergeOrRefuse(one);
    if (!found) return;
    expectLayout(await planOf(one), await filesOf(found));
    const plain = await run(one, twin);
    expectSame(await run(one, twin, one.recipe, SMALL_BUDGET), plain);
    if (!one.tame) return;
    total.merged++;
    for (const { method } of one.recipe.documents) methods.add(method);
    const truth = await run(one, exact, truthOf(one.recipe));
    for (const other of [found, plain, await run(one, wasm, one.recipe, SMALL_BUDGET)]) {
      const { entries, far } = farFrom(one, truth, other);
      total.entries += entries;
      total.far += far;
    }
  });
  await fc.assert(property, { numRuns: RUNS, seed: 20 });
  expect(total.merged).toBeGreaterThan(RUNS / 2);
  expect([...methods].sort()).toEqual(METHOD_SPECS.map(({ id }) => id).sort());
  expect(total.far / total.entries).toBeLessThan(MOST_FAR);
});

test('a larger tensor after a smaller one has room in the scratch file', async () => {
  const model = (value: number): TestModel => ({
    tensors: [20, 60].map((rows, i) => ({ name: `blocks.${i}.w`, dtype: 'F32', shape: [rows, 33], values: Array(rows * 33).fill(value) })),
  });
  const sources = { base: memorySource('base', model(1)), a: memorySource('a', model(2)) };
  const mean = (name: string, first: string, second: string) =>
    `${name}merge_method: linear\nmodels: [{model: ${first}, parameters: {weight: 1}}, {model: ${second}, parameters: {weight: 1}}]\n`;
  const recipe = `${mean('name: inner\n', 'base', 'a')}---\n${mean('', 'inner', 'a')}`;
  const { tensors } = await runRecipe(sources, recipe, { backend: () => twin, budgetBytes: 3_000 });
  expect([...tensors.values()].map(({ values }) => [values.length, new Set(values)])).toEqual([
    [660, new Set([1.75])],
    [1980, new Set([1.75])],
  ]);
});
