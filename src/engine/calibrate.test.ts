import { describe, expect, test } from 'vitest';
import { lineThrough } from './calibrate.ts';
import { createEngine } from './engine.ts';
import { createPace } from './pace.ts';
import { memorySource, type TestTensor, testHost } from './testing.ts';

const tensors = (seed: number): TestTensor[] => [
  {
    name: 'model.embed_tokens.weight',
    dtype: 'BF16',
    shape: [300, 64],
    values: Array.from({ length: 19_200 }, (_, i) => Math.sin(i * seed)),
  },
  { name: 'model.layers.0.up.weight', dtype: 'BF16', shape: [64, 64], values: Array.from({ length: 4096 }, (_, i) => Math.sin(i + seed)) },
  { name: 'model.norm.weight', dtype: 'BF16', shape: [64], values: Array.from({ length: 64 }, (_, i) => i / 64) },
];

/** An engine over three models, and how often their weights were read. */
function setUp() {
  const reads = { count: 0 };
  const names = ['base', 'a', 'b'];
  const log = () => void reads.count++;
  const models = Object.fromEntries(names.map((ref, i) => [ref, memorySource(ref, { tensors: tensors(i + 1) }, true, log)]));
  const engine = createEngine(testHost(models));
  const sources = Object.fromEntries(names.map((path) => [path, { kind: 'folder', path } as const]));
  const plan = async (recipe: string) => {
    const planned = await engine.plan('plan', { recipe, sources });
    if (!planned.ok) throw new Error(planned.fault.what);
    return planned.value;
  };
  const speed = async (recipe: string) => {
    const measured = await engine.speed('call', { recipe, sources }, (await plan(recipe)).family);
    if (!measured.ok) throw new Error(measured.fault.what);
    return measured.value;
  };
  return { reads, plan, speed, engine, sources };
}

const ties = (weight: number, more = '') => `
merge_method: ties
base_model: base
models: [{model: a, parameters: {weight: ${weight}, density: 0.5}}, {model: b, parameters: {weight: 0.5, density: 0.5}}]
${more}`;
const SLERP = 'merge_method: slerp\nbase_model: a\nmodels: [{model: a}, {model: b}]\nparameters: {t: 0.3}\n';
const NESTED = `name: soup\nmerge_method: linear\nmodels: [{model: a, parameters: {weight: 1}}, {model: b, parameters: {weight: 1}}]\ndtype: bfloat16\n---
merge_method: ties\nbase_model: base\nmodels: [{model: soup, parameters: {weight: 1, density: 0.5}}]\ndtype: float32\n`;
const COPY = 'merge_method: passthrough\nmodels: [{model: a}]\n';

describe('a family', () => {
  test('is the same whatever the numbers, and another for other steps', async () => {
    const { plan } = setUp();
    const { family } = await plan(ties(0.3));
    expect((await plan(ties(0.9))).family).toBe(family);
    const others = [ties(0.3, 'dtype: float32'), ties(0.3, 'alloy: {trim: model}'), SLERP, NESTED];
    const families = await Promise.all(others.map(async (recipe) => (await plan(recipe)).family));
    expect(new Set([family, ...families]).size).toBe(5);
  });
});

describe('the speed of a plan’s steps', () => {
  test.each([ties(0.5), ties(0.5, 'alloy: {trim: model}'), SLERP, NESTED, COPY])(
    'is measured without a read of the models: %s',
    async (recipe) => {
      const { reads, speed } = setUp();
      const { merge, near, far } = await speed(recipe);
      expect(merge?.entries).toBeGreaterThan(50_000);
      expect(merge?.entryMs).toBeGreaterThan(0);
      expect(merge?.tensorMs).toBeGreaterThanOrEqual(0);
      expect(reads.count).toBe(0);
      expect([near, far]).toEqual([undefined, undefined]);
    },
  );

  test('is measured once for each family', async () => {
    const { speed } = setUp();
    expect((await speed(ties(0.4))).merge).toBe((await speed(ties(0.6))).merge);
  });
});

describe('a line through two samples', () => {
  const small = { tensors: 8, entries: 512, milliseconds: 8 + 0.512 };

  test('tells what a tensor costs from what an entry does', () => {
    const { tensorMs, entryMs } = lineThrough(small, { tensors: 2, entries: 131_072, milliseconds: 2 + 131.072 });
    expect(tensorMs).toBeCloseTo(1);
    expect(entryMs).toBeCloseTo(0.001);
  });

  test.each([
    ['samples of one shape', { tensors: 8, entries: 512, milliseconds: 9 }],
    ['a large sample that took no longer', { tensors: 8, entries: 5120, milliseconds: 8 }],
  ])('goes by entries alone with %s', (_, large) => {
    expect(lineThrough(small, large)).toEqual({ tensorMs: 0, entryMs: large.milliseconds / large.entries, entries: large.entries });
  });
});

test('the bytes of a run are told apart by place, and counted again for each pass', async () => {
  const { plan } = setUp();
  const once = await plan(ties(0.5));
  expect(once.reads).toEqual({ far: 0, near: once.cost.readBytes });
  expect((await plan(ties(0.5, 'alloy: {trim: model}'))).reads.near).toBe(4 * once.cost.readBytes);
});

test('the pace of reading counts overlapping reads once, and says nothing of few bytes', async () => {
  const clock = { at: 0 };
  const pace = createPace(() => clock.at);
  const ends = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const reads = ends.map(({ promise }) => pace.during(600_000, () => promise));
  clock.at = 10;
  ends[0]?.resolve();
  await reads[0];
  expect(pace.read()).toBeUndefined();
  clock.at = 30;
  ends[1]?.resolve();
  await reads[1];
  clock.at = 1000;
  expect(pace.read()).toEqual({ bytes: 1_200_000, milliseconds: 30 });
});

test('the pace of reading says nothing of samples, however many', async () => {
  const clock = { at: 0 };
  const pace = createPace(() => clock.at);
  const taking = (milliseconds: number) => async () => {
    clock.at += milliseconds;
  };
  for (let i = 0; i < 100; i++) await pace.during(130_000, taking(80));
  expect(pace.read()).toBeUndefined();
  await pace.during(8_000_000, taking(400));
  expect(pace.read()).toEqual({ bytes: 8_000_000, milliseconds: 400 });
});
