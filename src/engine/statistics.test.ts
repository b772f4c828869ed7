/**
 * The random methods as a statistician sees them, through the whole engine: how often entries are kept, that the result
 * is right on average, that masks know nothing of each other, and that nothing but seed, position and name decides them.
 * Seeds are fixed, so a test that passes once passes always; bounds are five standard deviations.
 */
import { describe, expect, test } from 'vitest';
import { goldenModels, goldenResult, goldenRows, goldenText, runGolden } from '../../e2e/support/golden.ts';
import { defined } from '../base/assert.ts';
import type { Backend } from '../compute/backend.ts';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import { createWasmBackend } from '../compute/wasm/backend.ts';
import { spacing } from '../formats/number.ts';
import { COLUMNS, changesOf, keptIn, ROWS, scattered, type Tau } from './statistics-models.ts';

const SIGMAS = 5;
const wasm = await createWasmBackend();
const ENTRIES = ROWS * COLUMNS;

/** How many standard deviations a count of successes in `trials` is from its mean. */
const deviation = (count: number, trials: number, p: number): number => (count - trials * p) / Math.sqrt(trials * p * (1 - p));

const sum = (values: Iterable<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

/** The correlation of two masks, in standard deviations of that of independent ones. */
function correlation(a: Uint8Array, b: Uint8Array): number {
  const n = a.length;
  const [p, q] = [sum(a) / n, sum(b) / n];
  const product = sum(Float64Array.from(a, (bit, i) => (bit - p) * ((b[i] ?? 0) - q)));
  return product / Math.sqrt(p * (1 - p) * q * (1 - q)) / Math.sqrt(n);
}

const shifted = (mask: Uint8Array, by: number): [Uint8Array, Uint8Array] => [mask.subarray(by), mask.subarray(0, mask.length - by)];
const constant =
  (size: number): Tau =>
  () =>
    size;

interface One {
  readonly method: string;
  readonly density: number;
  readonly extra?: string;
  readonly tau?: Tau;
  readonly seed?: number;
  readonly backend?: Backend;
  readonly budgetBytes?: number;
}

/** The change that one model makes to a tensor of the base. */
async function changeOf({
  method,
  density,
  extra = 'parameters: {rescale: false}',
  tau = constant(1),
  seed = 0,
  ...host
}: One): Promise<Float64Array> {
  const body = `models: [{model: a, parameters: {weight: 1, density: ${density}}}]\n${extra}`;
  const found = await changesOf({ a: tau }, `merge_method: ${method}\n${body}`, { backend: wasm, ...host, job: { seed } });
  return defined(found.get('w'), 'the tensor');
}

describe('DARE', () => {
  test.each([0.05, 0.3, 0.5, 0.9])('keeps entries with a density of %d, in every part of the tensor', async (density) => {
    const SEEDS = 16;
    const PARTS = 16;
    const kept = new Float64Array(PARTS);
    for (let seed = 0; seed < SEEDS; seed++) {
      const mask = keptIn(await changeOf({ method: 'dare_linear', density, seed }));
      for (const [i, bit] of mask.entries()) kept[Math.floor((i * PARTS) / ENTRIES)] = (kept[Math.floor((i * PARTS) / ENTRIES)] ?? 0) + bit;
    }
    const trials = SEEDS * ENTRIES;
    expect(Math.abs(deviation(sum(kept), trials, density))).toBeLessThan(SIGMAS);
    for (const count of kept) expect(Math.abs(deviation(count, trials / PARTS, density))).toBeLessThan(SIGMAS);
  });

  test('keeps all at 1 and nothing at 0', async () => {
    expect((await changeOf({ method: 'dare_linear', density: 1 })).every((d) => d === 1)).toBe(true);
    expect((await changeOf({ method: 'dare_linear', density: 0 })).every((d) => d === 0)).toBe(true);
  });

  test('draws each entry for itself: neighbours, rows and blocks are uncorrelated', async () => {
    const kept = keptIn(await changeOf({ method: 'dare_linear', density: 0.5 }));
    for (const by of [1, 2, 3, 4, 5, 8, 16, COLUMNS, 1024]) expect(Math.abs(correlation(...shifted(kept, by)))).toBeLessThan(SIGMAS);
  });

  test('restores the sum of magnitudes by default', async () => {
    const change = await changeOf({ method: 'dare_linear', density: 0.3, tau: scattered, extra: '' });
    const mass = (values: Float64Array) => sum(values.map(Math.abs));
    const whole = mass(await changeOf({ method: 'dare_linear', density: 1, tau: scattered, extra: '' }));
    expect(mass(change) / whole).toBeCloseTo(1, 5);
  });
});

describe('over seeds the mean of the result is the task vector', () => {
  const SEEDS = 240;

  /** The mean error of each entry in standard errors, where an entry is kept with `chance` and divided by it. */
  async function errors(one: Omit<One, 'seed'>, chance: (row: number, column: number) => number): Promise<Float64Array> {
    const tau = one.tau ?? constant(1);
    const sums = new Float64Array(ENTRIES);
    for (let seed = 0; seed < SEEDS; seed++)
      for (const [i, d] of (await changeOf({ ...one, seed })).entries()) sums[i] = (sums[i] ?? 0) + d;
    return sums.map((total, i) => {
      const [row, column] = [Math.floor(i / COLUMNS), i % COLUMNS];
      const [size, p] = [tau(row, column), chance(row, column)];
      return (total / SEEDS - size) / (Math.abs(size) * Math.sqrt((1 - p) / (p * SEEDS)));
    });
  }

  /** Every entry within its bound, and their spread that of entries which are drawn anew for every seed. */
  function expectUnbiased(z: Float64Array): void {
    expect(Math.max(...z.map(Math.abs))).toBeLessThan(SIGMAS);
    expect(Math.abs(sum(z)) / Math.sqrt(ENTRIES)).toBeLessThan(SIGMAS);
    expect(Math.abs(sum(z.map((v) => v * v)) - ENTRIES) / Math.sqrt(2 * ENTRIES)).toBeLessThan(SIGMAS);
  }

  test('DARE, survivors divided by the density', async () => {
    expectUnbiased(await errors({ method: 'dare_linear', density: 0.3, tau: scattered, extra: 'alloy: {rescale_by: density}' }, () => 0.3));
  });

  test('DELLA, each survivor divided by its own probability', async () => {
    const one = { method: 'della_linear', density: 0.5, tau: scattered, extra: 'alloy: {rescale_by: probability}' };
    const chance = (row: number, column: number) => 0.35 + (0.3 * (scattered(row, column) * 64 - 1)) / (COLUMNS - 1);
    expectUnbiased(await errors(one, chance));
  });
});

describe('DELLA', () => {
  test('keeps by rank in the row: from density − ε for the smallest to density + ε for the largest', async () => {
    const kept = new Float64Array(COLUMNS);
    const SEEDS = 30;
    for (let seed = 0; seed < SEEDS; seed++) {
      for (const [i, bit] of keptIn(await changeOf({ method: 'della_linear', density: 0.4, tau: scattered, seed })).entries()) {
        const rank = scattered(Math.floor(i / COLUMNS), i % COLUMNS) * 64 - 1;
        kept[rank] = (kept[rank] ?? 0) + bit;
      }
    }
    const z = kept.map((count, rank) => deviation(count, SEEDS * ROWS, 0.25 + (0.3 * rank) / (COLUMNS - 1)));
    expect(Math.max(...z.map(Math.abs))).toBeLessThan(SIGMAS);
    expect(Math.abs(sum(z.map((v) => v * v)) - COLUMNS) / Math.sqrt(2 * COLUMNS)).toBeLessThan(SIGMAS);
  });
});

describe('masks know nothing of each other', () => {
  const TAUS = { a: constant(1), b: constant(2), c: constant(4) };
  const recipe = (order: readonly string[], density = 0.5) =>
    `merge_method: dare_linear\nmodels: [${order.map((ref) => `{model: ${ref}, parameters: {weight: 1, density: ${density}}}`).join(', ')}]\nparameters: {rescale: false}`;

  /** The masks of the models, told apart by the sizes of their task vectors. */
  async function masks(order: readonly string[], seed = 0, tensor = 'w'): Promise<Record<string, Uint8Array>> {
    const change = defined((await changesOf(TAUS, recipe(order), { backend: wasm, job: { seed } })).get(tensor), tensor);
    return Object.fromEntries(
      Object.entries(TAUS).map(([ref, tau]) => [ref, Uint8Array.from(change, (d) => ((d & tau(0, 0)) === 0 ? 0 : 1))]),
    );
  }
  const of = (masksOf: Record<string, Uint8Array>, ref: string) => defined(masksOf[ref], ref);
  const apart = (a: Uint8Array, b: Uint8Array) => expect(Math.abs(correlation(a, b))).toBeLessThan(SIGMAS);

  test('of other models, tensors and seeds', async () => {
    const [here, other, later] = [await masks(['a', 'b', 'c']), await masks(['a', 'b', 'c'], 0, 'w2'), await masks(['a', 'b', 'c'], 1)];
    apart(of(here, 'a'), of(here, 'b'));
    apart(of(here, 'a'), of(here, 'c'));
    apart(of(here, 'b'), of(here, 'c'));
    for (const ref of ['a', 'b', 'c']) {
      apart(of(here, ref), of(other, ref));
      apart(of(here, ref), of(later, ref));
    }
  });

  test('a mask belongs to the position in the recipe, not to the model there', async () => {
    const [here, swapped] = [await masks(['a', 'b', 'c']), await masks(['b', 'a', 'c'])];
    expect(of(swapped, 'b')).toEqual(of(here, 'a'));
    expect(of(swapped, 'a')).toEqual(of(here, 'b'));
    expect(of(swapped, 'c')).toEqual(of(here, 'c'));
  });

  test('a further model at the end leaves the others’ masks alone', async () => {
    const fewer = await masks(['a', 'b']);
    expect(of(await masks(['a', 'b', 'c']), 'b')).toEqual(of(fewer, 'b'));
  });
});

describe.each(['dare_linear', 'della_linear'])('%s draws the same', (method) => {
  const one = { method, density: 0.5, tau: scattered, seed: 11 };
  const BACKENDS = {
    'float32 twin': createReferenceBackend('float32'),
    'float64 twin': createReferenceBackend('float64'),
    WebAssembly: wasm,
  };

  test('on every backend', async () => {
    const [first, ...others] = await Promise.all(Object.values(BACKENDS).map((backend) => changeOf({ ...one, backend })));
    expect(first?.some((d) => d === 0)).toBe(true);
    for (const other of others) expect(other).toEqual(first);
  });

  test.each([60_000, 9_000, 3_000])('with %d bytes to work in', async (budgetBytes) => {
    expect(await changeOf({ ...one, budgetBytes })).toEqual(await changeOf(one));
  });

  test('until the seed changes', async () => {
    expect(await changeOf({ ...one, seed: 12 })).not.toEqual(await changeOf(one));
  });
});

/** With `--random-seed 7`: the entries that no model changes, and how near all others are. A mask that differs shows in both. */
describe.each(goldenRows().filter(({ recipe }) => recipe.includes('-seed7-')))('$recipe', (row) => {
  test('has mergekit’s masks', async () => {
    const text = goldenText(row.recipe);
    const [theirs, models] = [goldenResult(row.recipe), goldenModels(text)];
    const base = defined(models.at(-1), 'the base, which no model list names');
    const { tensors } = await runGolden(row, text, () => wasm);
    expect([...tensors.keys()].sort()).toEqual([...theirs.keys()].sort());
    let unchanged = 0;
    for (const [name, { values }] of tensors) {
      const [their, from] = [defined(theirs.get(name), name).values, defined(base.get(name), name).values];
      const zeros = (result: Float64Array) => Uint8Array.from(result, (v, i) => (v === from[i] ? 1 : 0));
      expect(zeros(values)).toEqual(zeros(their));
      unchanged += sum(zeros(values));
      const largest = (i: number) => Math.max(...models.map((model) => Math.abs(model.get(name)?.values[i] ?? 0)));
      const far = values.map((v, i) => Math.abs(v - (their[i] ?? 0)) / spacing('F32', largest(i)));
      expect(Math.max(...far)).toBeLessThanOrEqual(5);
    }
    expect(unchanged).toBeGreaterThan(1000);
  });
});
