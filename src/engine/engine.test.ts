import { describe, expect, test, vi } from 'vitest';
import { defined } from '../base/assert.ts';
import { AlloyError } from '../base/errors.ts';
import type { Backend } from '../compute/backend.ts';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import { createMemoryOutput } from '../io/memory.ts';
import { createEngine } from './engine.ts';
import { fileSource, memorySource, runRecipe, type TestTensor, testHost } from './testing.ts';

const LAYERS = [0, 1];
const NAMES = [
  'model.embed_tokens.weight',
  ...LAYERS.flatMap((l) => [`model.layers.${l}.mlp.up_proj.weight`, `model.layers.${l}.norm.weight`]),
  'lm_head.weight',
];
const shapeOf = (name: string): number[] => (name.includes('norm') ? [33] : name.includes('up_proj') ? [40, 33] : [50, 33]);

/** Small numbers that differ from model to model, exact in bfloat16. */
function values(name: string, seed: number): number[] {
  const n = shapeOf(name).reduce((a, b) => a * b, 1);
  let x = (seed * 2654435761 + name.length * 40503) >>> 0;
  return Array.from({ length: n }, () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return ((x >>> 24) - 128) / 64;
  });
}

const tensors = (seed: number, names: readonly string[] = NAMES): TestTensor[] =>
  names.map((name) => ({ name, dtype: seed % 2 ? 'BF16' : 'F32', shape: shapeOf(name), values: values(name, seed) }));

const models = (local = true, log?: Parameters<typeof memorySource>[3]) =>
  Object.fromEntries(['base', 'a', 'b', 'c'].map((ref, i) => [ref, memorySource(ref, { tensors: tensors(i) }, local, log)]));

const LINEAR = `
merge_method: linear
models:
  - {model: a, parameters: {weight: 1}}
  - {model: b, parameters: {weight: 3}}
dtype: float32
`;

const ELECTIONS = ['ties', 'dare_ties', 'dare_linear', 'task_arithmetic'].map(
  (method) => `
merge_method: ${method}
base_model: base
models:
  - {model: a, parameters: {weight: 0.5, density: 0.5}}
  - {model: b, parameters: {weight: 0.3, density: 0.7}}
  - {model: c, parameters: {weight: 0.7, density: 0.3}}
dtype: bfloat16
`,
);
const SLERP = `
merge_method: slerp
base_model: a
models: [{model: a}, {model: b}]
parameters: {t: 0.3}
dtype: float32
`;
const NESTED = `
name: soup
merge_method: linear
models:
  - {model: a, parameters: {weight: 1}}
  - {model: b, parameters: {weight: 1}}
dtype: bfloat16
---
merge_method: ties
base_model: base
models:
  - {model: soup, parameters: {weight: 1, density: 0.5}}
  - {model: c, parameters: {weight: 1, density: 0.5}}
dtype: float32
`;

const bytesOf = async (run: Awaited<ReturnType<typeof runRecipe>>): Promise<string> => {
  const { file } = run.result.files.find((f) => f.path === 'model.safetensors') ?? {};
  return Buffer.from((await file?.arrayBuffer()) ?? new ArrayBuffer(0)).toString('base64');
};

describe('a merge', () => {
  test('linear is the weighted mean of every tensor', async () => {
    const { tensors: out } = await runRecipe(models(), LINEAR);
    expect([...out.keys()].sort()).toEqual([...NAMES].sort());
    for (const name of NAMES) {
      const [a, b] = [values(name, 1), values(name, 2)];
      const want = a.map((x, i) => Math.fround((x + 3 * (b[i] ?? 0)) / 4));
      expect([...(out.get(name)?.values ?? [])]).toEqual(want);
    }
  });

  test('goes along with configuration, card and recipe', async () => {
    const run = await runRecipe(models(), LINEAR, { job: { name: 'mine' } });
    expect(JSON.parse(await run.text('config.json'))).toMatchObject({ model_type: 'llama', dtype: 'float32' });
    expect(await run.text('mergekit_config.yml')).toBe(LINEAR);
    expect(await run.text('README.md')).toMatch(/^---[\s\S]*tags:[\s\S]*# mine/);
    expect(run.result.checked).toBe(true);
  });

  test.each([LINEAR, SLERP, NESTED, ...ELECTIONS])('gives the same bytes from any cut into units and tiles: %s', async (recipe) => {
    const whole = await bytesOf(await runRecipe(models(), recipe));
    expect(whole.length).toBeGreaterThan(1000);
    for (const budgetBytes of [90_000, 16_000, 3_000])
      expect(await bytesOf(await runRecipe(models(false), recipe, { budgetBytes }))).toBe(whole);
  });

  test.each(ELECTIONS.slice(1, 3))('gives the same bytes from any cut with the mergekit generator: %s', async (recipe) => {
    const job = { random: 'mergekit', seed: 7 } as const;
    const whole = await bytesOf(await runRecipe(models(), recipe, { job }));
    expect(await bytesOf(await runRecipe(models(), recipe, { job, budgetBytes: 3_000 }))).toBe(whole);
    expect(await bytesOf(await runRecipe(models(), recipe, { job: { ...job, seed: 8 } }))).not.toBe(whole);
  });

  test.each([0.5, 0.1, 0.001, 1])('trims over the whole model with one exact threshold, density %d', async (density) => {
    const recipe = `
merge_method: ties
base_model: base
models: [{model: a, parameters: {weight: 1, density: ${density}}}]
parameters: {normalize: false}
dtype: float32
alloy: {trim: model}
`;
    const order = [...NAMES].sort();
    const deltas = order.flatMap((name) => {
      const [base, a] = [values(name, 0), values(name, 1)];
      return a.map((v, i) => ({ name, i, d: Math.fround(v - (base[i] ?? 0)) }));
    });
    const k = Math.max(1, Math.trunc(order.reduce((n, name) => n + density * values(name, 0).length, 0)));
    // A stable sort keeps the plan's order among equals.
    const kept = new Set(
      deltas
        .toSorted((x, y) => Math.abs(y.d) - Math.abs(x.d))
        .slice(0, k)
        .map((e) => `${e.name} ${e.i}`),
    );
    for (const budgetBytes of [undefined, 3_000]) {
      const { tensors: out } = await runRecipe(models(), recipe, { budgetBytes });
      for (const { name, i, d } of deltas)
        expect(out.get(name)?.values[i]).toBe(Math.fround((values(name, 0)[i] ?? 0) + (kept.has(`${name} ${i}`) ? d : 0)));
    }
  });

  test('takes coefficients for columns and rows as an input', async () => {
    const [up, norm] = ['model.layers.0.mlp.up_proj.weight', 'model.layers.1.norm.weight'];
    const column = (seed: number) => Array.from({ length: 33 }, (_, i) => ((i * seed) % 7) / 8);
    const row = (seed: number) => Array.from({ length: 40 }, (_, i) => ((i * seed) % 5) / 4);
    const given: TestTensor[] = [0, 1].flatMap((m) => [
      { name: `${up}/${m}`, dtype: 'F32', shape: [40, 1], values: row(m + 2) },
      { name: `${norm}/${m}`, dtype: 'F32', shape: [33], values: column(m + 3) },
    ]);
    const all = { ...models(), mergers: memorySource('mergers', { tensors: given }) };
    for (const budgetBytes of [undefined, 3_000]) {
      const { tensors: out } = await runRecipe(all, `${LINEAR}alloy: {coefficients: mergers}\n`, { budgetBytes });
      const [a, b] = [values(up, 1), values(up, 2)];
      a.forEach((x, i) => {
        const r = Math.floor(i / 33);
        expect(out.get(up)?.values[i]).toBe(Math.fround(x * (row(2)[r] ?? 0) + (b[i] ?? 0) * (row(3)[r] ?? 0)));
      });
      const [c, d] = [values(norm, 1), values(norm, 2)];
      c.forEach((x, i) => expect(out.get(norm)?.values[i]).toBe(Math.fround(x * (column(3)[i] ?? 0) + (d[i] ?? 0) * (column(4)[i] ?? 0))));
      expect(out.get('lm_head.weight')?.values[0]).toBe(
        Math.fround(((values('lm_head.weight', 1)[0] ?? 0) + 3 * (values('lm_head.weight', 2)[0] ?? 0)) / 4),
      );
    }
  });

  test('reads every byte of far models once', async () => {
    const seen = new Map<number, number>();
    await runRecipe(
      models(false, (file, offset, bytes) => {
        if (file.endsWith('.safetensors')) for (let i = offset; i < offset + bytes; i++) seen.set(i, (seen.get(i) ?? 0) + 1);
      }),
      ELECTIONS[0] ?? '',
      { budgetBytes: 3_000 },
    );
    expect(Math.max(...seen.values())).toBe(4); // four models, the same places in each
  });

  test('splits files at a size', async () => {
    const { result } = await runRecipe(models(), LINEAR, { job: { shardBytes: 8000 } });
    const shards = result.files.filter((f) => f.path.endsWith('.safetensors'));
    expect(shards.length).toBeGreaterThan(2);
    expect(result.files.map((f) => f.path)).toContain('model.safetensors.index.json');
  });

  test('measures how far the result moved', async () => {
    const { result } = await runRecipe(models(), SLERP.replace('0.3', '0'), { job: { summary: true } });
    const moved = result.tensors[0]?.moved;
    expect(moved?.map((m) => m.input)).toEqual(['a', 'b']);
    expect(moved?.[0]?.relative).toBeCloseTo(0, 6);
    expect(moved?.[1]?.relative).toBeGreaterThan(0.5);
  });

  test('counts what is not finite, per input', async () => {
    const bad = tensors(1).map((t) =>
      t.name === 'lm_head.weight'
        ? { ...t, values: Object.assign([...values(t.name, 1)], { 0: Number.NaN, 7: Infinity, 8: -Infinity }) }
        : t,
    );
    const { result } = await runRecipe({ ...models(), a: memorySource('a', { tensors: bad }) }, LINEAR);
    const found = result.tensors.filter((t) => t.notFinite);
    expect(found.map((t) => [t.name, t.notFinite])).toEqual([['lm_head.weight', [{ input: 'a', nan: 1, infinite: 2 }]]]);
  });

  test('carries whole numbers through, and refuses different ones', async () => {
    const ids = (n: number): TestTensor => ({ name: 'position_ids', dtype: 'I64', shape: [3], values: [0, 1, n] });
    const with3 = (ref: string, i: number, n: number) => ({ [ref]: memorySource(ref, { tensors: [...tensors(i), ids(n)] }) });
    const { result } = await runRecipe({ ...with3('a', 1, 5), ...with3('b', 2, 5) }, LINEAR);
    expect(result.tensors.map((t) => t.name)).toContain('position_ids');
    await expect(runRecipe({ ...with3('a', 1, 5), ...with3('b', 2, 6) }, LINEAR)).rejects.toMatchObject({
      code: 'mismatch',
      where: 'position_ids',
    });
  });

  test('a tied model lends its embedding where another has a head', async () => {
    const tied = memorySource('a', { tensors: tensors(1, NAMES.slice(0, -1)), config: { tie_word_embeddings: true } });
    const run = await runRecipe({ ...models(), a: tied }, LINEAR);
    const [e, h] = [values(NAMES[0] ?? '', 1), values('lm_head.weight', 2)];
    expect(run.tensors.get('lm_head.weight')?.values[3]).toBe(Math.fround(((e[3] ?? 0) + 3 * (h[3] ?? 0)) / 4));
    expect(JSON.parse(await run.text('config.json'))).toMatchObject({ tie_word_embeddings: false });
  });
});

describe('a job that cannot be done', () => {
  const refused = async (recipe: string, given = models()) => {
    const output = createMemoryOutput();
    const error = await runRecipe(given, recipe, { output: () => output }).then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(AlloyError);
    return error as AlloyError;
  };

  test('a missing tensor is named, with the model that lacks it', async () => {
    const short = memorySource('b', { tensors: tensors(2).filter((t) => !t.name.includes('layers.1.norm')) });
    expect(await refused(LINEAR, { ...models(), b: short })).toMatchObject({
      code: 'missing',
      where: 'model.layers.1.norm.weight',
      what: expect.stringContaining('b lacks'),
    });
  });

  test('different shapes are told with both', async () => {
    const wide = memorySource('b', {
      tensors: tensors(2).map((t) => (t.name.includes('norm') ? { ...t, shape: [34], values: Array(34).fill(0) } : t)),
    });
    expect((await refused(LINEAR, { ...models(), b: wide })).what).toContain('a 33, b 34');
  });

  test('vocabularies are cut when asked for', async () => {
    const grown = memorySource('b', {
      tensors: tensors(2).map((t) =>
        /embed|lm_head/.test(t.name) ? { ...t, shape: [52, 33], values: [...Array.from(t.values), ...Array(66).fill(9)] } : t,
      ),
    });
    expect(await refused(LINEAR, { ...models(), b: grown })).toMatchObject({
      code: 'mismatch',
      hint: expect.stringContaining('tokenizer_source'),
    });
    const { tensors: out } = await runRecipe({ ...models(), b: grown }, LINEAR, { job: { truncateEmbeddings: true } });
    expect(out.get('lm_head.weight')?.shape).toEqual([50, 33]);
  });

  test('a deeper model is told apart', async () => {
    const deep = memorySource('b', {
      tensors: [...tensors(2), { name: 'model.layers.2.norm.weight', dtype: 'F32', shape: [33], values: values('norm', 9) }],
    });
    expect((await refused(LINEAR, { ...models(), b: deep })).what).toBe('b has 3 layers where a has 2.');
  });
});

describe('rows that do not fit a tile', () => {
  const long = (seed: number): TestTensor[] => [
    { name: 'w', dtype: 'F32', shape: [3, 400], values: Array.from({ length: 1200 }, (_, i) => ((i * (seed + 3) * 7919) % 97) / 97) },
  ];
  const three = Object.fromEntries(['base', 'a', 'b'].map((ref, i) => [ref, memorySource(ref, { tensors: long(i) })]));
  const recipe = (method: string, more = '') => `
merge_method: ${method}
base_model: base
models: [{model: a, parameters: {weight: 1${more}}}, {model: b, parameters: {weight: 1${more}}}]
dtype: float32
`;
  test('are cut for methods that work entry by entry', async () => {
    const ties = recipe('ties', ', density: 0.5');
    expect(await bytesOf(await runRecipe(three, ties, { budgetBytes: 8_000 }))).toBe(await bytesOf(await runRecipe(three, ties)));
  });

  test('are refused for methods that need them whole', async () => {
    for (const method of [
      recipe('della', ', density: 0.5'),
      `${recipe('model_stock').replaceAll(', parameters: {weight: 1}', '')}parameters: {filter_wise: true}\n`,
    ]) {
      await runRecipe(three, method);
      await expect(runRecipe(three, method, { budgetBytes: 8_000 })).rejects.toMatchObject({ code: 'unsupported', where: 'w' });
    }
  });

  test('and the whole model is not trimmed inside or around an inner merge', async () => {
    const nested = `name: soup\n${recipe('ties', ', density: 0.5').trim()}\nalloy: {trim: model}\n---\nmerge_method: linear\nmodels: [{model: soup, parameters: {weight: 1}}, {model: a, parameters: {weight: 1}}]\n`;
    await expect(runRecipe(three, nested)).rejects.toMatchObject({ code: 'unsupported' });
  });
});

test('a device that stands but cannot do it is not asked again', async () => {
  const full: Backend = {
    ...createReferenceBackend('float32'),
    kind: 'wasm',
    measure: async () => {
      throw new AlloyError({ code: 'device', what: 'There is no room.' });
    },
  };
  const measure = vi.spyOn(full, 'measure');
  await expect(runRecipe(models(), ELECTIONS[0] ?? '', { backend: () => full })).rejects.toMatchObject({ what: 'There is no room.' });
  expect(measure).toHaveBeenCalledTimes(1);
});

describe('a device that is lost', () => {
  /** Fails for good after some calls. */
  function failing(calls: number): Backend {
    const inner = createReferenceBackend('float32');
    let left = calls;
    let lose: (why: string) => void = () => undefined;
    const lost = new Promise<string>((resolve) => {
      lose = resolve;
    });
    const check = () => {
      if (left-- > 0) return;
      lose('gone');
      throw new AlloyError({ code: 'device', what: 'The device is gone.' });
    };
    return {
      ...inner,
      kind: 'webgpu',
      lost,
      measure: async (...args) => {
        check();
        return await inner.measure(...args);
      },
      download: async (...args) => {
        check();
        await inner.download(...args);
      },
    };
  }

  test('costs nothing but the units that were in it', async () => {
    const whole = await bytesOf(await runRecipe(models(), ELECTIONS[0] ?? ''));
    let opened = 0;
    const run = await runRecipe(models(), ELECTIONS[0] ?? '', {
      backend: () => (opened++ === 0 ? failing(12) : createReferenceBackend('float32')),
      budgetBytes: 40_000,
    });
    expect(opened).toBe(2);
    expect(await bytesOf(run)).toBe(whole);
    expect(run.events.some((e) => e.type === 'warning' && e.message.includes('nothing was lost'))).toBe(true);
  });

  test.each([3, 5, 9, 12])('after %i calls, while thresholds over the whole model are found, counts nothing twice', async (calls) => {
    const recipe = `${ELECTIONS[0]}alloy: {trim: model}\n`;
    const whole = await bytesOf(await runRecipe(models(), recipe));
    let opened = 0;
    const backend = () => (opened++ === 0 ? failing(calls) : createReferenceBackend('float32'));
    expect(await bytesOf(await runRecipe(models(), recipe, { backend, budgetBytes: 40_000 }))).toBe(whole);
  });

  test('beside another lane takes that one’s units along', async () => {
    const recipe = ELECTIONS[0] ?? '';
    const whole = await bytesOf(await runRecipe(models(), recipe));
    const one = () => createReferenceBackend('float32');
    const sets = [
      [one(), failing(9)],
      [one(), one()],
    ];
    const run = await runRecipe(models(), recipe, { lanes: () => defined(sets.shift(), 'lanes'), budgetBytes: 80_000 });
    expect(sets).toEqual([]);
    expect(await bytesOf(run)).toBe(whole);
  });

  test('three times ends the job, with nothing published', async () => {
    await expect(runRecipe(models(), LINEAR, { backend: () => failing(2) })).rejects.toMatchObject({ code: 'device' });
  });
});

describe('reports', () => {
  const open = (path: string) => ({ kind: 'folder', path }) as const;

  test('diff measures every tensor of both, and names what is apart', async () => {
    const short = memorySource('b', { tensors: [...tensors(1).slice(1), { name: 'extra', dtype: 'F32', shape: [2], values: [1, 2] }] });
    const engine = createEngine(
      testHost({ a: memorySource('a', { tensors: tensors(1) }), b: short, c: memorySource('c', { tensors: tensors(2) }) }),
    );
    const same = await engine.diff('same', open('a'), open('b'), 'auto');
    if (!same.ok) throw new Error(same.fault.what);
    expect(same.value.apart.map((x) => x.name)).toEqual(['extra', 'model.embed_tokens.weight']);
    expect(
      same.value.tensors.every((t) => t.distance === 0 && t.changed === 0 && t.cosine !== undefined && Math.abs(t.cosine - 1) < 1e-12),
    ).toBe(true);
    const other = await engine.diff('other', open('a'), open('c'), 'auto');
    if (!other.ok) throw new Error(other.fault.what);
    const name = 'model.layers.0.norm.weight';
    const [x, y] = [values(name, 1), values(name, 2)];
    const found = other.value.tensors.find((t) => t.name === name);
    expect(found?.distance).toBeCloseTo(Math.hypot(...x.map((v, i) => v - (y[i] ?? 0))), 5);
    expect(found?.changed).toBeCloseTo(x.filter((v, i) => v !== y[i]).length / x.length, 12);
  });

  test('verify tells an honest output from a tampered one', async () => {
    const { result } = await runRecipe(models(), LINEAR);
    const bytes = new Uint8Array(
      (await result.files.find((f) => f.path === 'model.safetensors')?.file?.arrayBuffer()) ?? new ArrayBuffer(0),
    );
    const output = (changed: boolean) => {
      const copy = bytes.slice();
      if (changed) copy[copy.length - 1] = (copy[copy.length - 1] ?? 0) ^ 1;
      return fileSource('out', copy);
    };
    const sources = { a: open('a'), b: open('b') };
    for (const changed of [false, true]) {
      const engine = createEngine(testHost({ ...models(), out: output(changed) }));
      const verdict = await engine.verify('verify', { recipe: LINEAR, sources }, open('out'), 100);
      if (!verdict.ok) throw new Error(verdict.fault.what);
      expect(verdict.value.checked.length).toBe(NAMES.length);
      expect(verdict.value.different.length).toBe(changed ? 1 : 0);
    }
  });
});
