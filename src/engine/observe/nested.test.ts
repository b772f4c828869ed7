/** A recipe's inner merges: their numbers are those of the same recipe with the inner document alone. */
import { describe, expect, test } from 'vitest';
import { createReferenceBackend } from '../../compute/reference/backend.ts';
import { createWasmBackend } from '../../compute/wasm/backend.ts';
import type { Observation } from '../observe-types.ts';
import { type Bench, createBench, family, SHAPES, unwrap } from './testing.ts';

const MODELS = family(SHAPES, ['base', 'a', 'b', 'c']);
const NAME = 'model.layers.0.self_attn.q_proj.weight';

const soup = (weight: number, method = 'ties'): string => `merge_method: ${method}
base_model: base
models:
  - {model: a, parameters: {weight: ${weight}, density: 0.6}}
  - {model: b, parameters: {weight: 0.4, density: 0.5}}
dtype: float32
`;

/** Takes part in the output beside the soup; nothing of it goes into the soup. */
const stock = `merge_method: linear
models:
  - {model: b, parameters: {weight: 1}}
  - {model: c, parameters: {weight: 3}}
dtype: float32
`;

const output = (weight: number): string => `merge_method: dare_ties
base_model: base
models:
  - {model: stock, parameters: {weight: 0.5, density: 0.7}}
  - {model: soup, parameters: {weight: ${weight}, density: 0.5}}
  - {model: c, parameters: {weight: 0.8, density: 0.6}}
dtype: bfloat16
`;

const nested = (inner: string, weight = 0.7): string => `name: stock\n${stock}---\nname: soup\n${inner}---\n${output(weight)}`;

const numbersOf = ({ tensors, inputs }: Observation) => ({ tensors, inputs });

describe.each([
  ['on the twin', { backend: () => createReferenceBackend('float32') }],
  ['on WebAssembly', { backend: createWasmBackend }],
])('an inner merge %s', (_, options) => {
  test.each(['ties', 'breadcrumbs', 'task_arithmetic'])('%s: every number is that of the document alone', async (method) => {
    const inner = soup(0.9, method);
    const observed = await createBench(MODELS, options).observe(nested(inner), { document: 'soup' });
    expect(observed.document).toBe('soup');
    expect(observed.inputs.map(({ ref }) => ref)).toEqual(['a', 'b', 'base']);
    expect(numbersOf(observed)).toEqual(numbersOf(await createBench(MODELS, options).observe(inner)));
  });

  // Within a recipe a document draws its own numbers.
  test('that draws at random: entries are those that its recipe merges further', async () => {
    const bench = createBench(MODELS, options);
    const entriesOf = async (text: string, document?: string) =>
      unwrap(await bench.engine.entries('e', { job: bench.job(text), document, tensor: NAME, row: 0, column: 0, rows: 40, columns: 33 }));
    const inner = `name: soup\n${soup(0.9, 'dare_ties')}---\n`;
    const outer = await entriesOf(
      `${inner}merge_method: linear\nmodels: [{model: soup, parameters: {weight: 1}}, {model: c, parameters: {weight: 0}}]\n`,
    );
    const observed = await entriesOf(nested(soup(0.9, 'dare_ties')), 'soup');
    expect(observed.map(({ result }) => result)).toEqual(outer.map(({ inputs }) => inputs[0]?.value));
    expect(new Set(observed.map(({ inputs }) => inputs[0]?.kept)).size).toBe(2);
  });
});

describe('two merges of a recipe', () => {
  test('are never mixed, whichever was looked at before; looking at another reads nothing', async () => {
    const bench = createBench(MODELS, { backend: createWasmBackend });
    const fresh = async (text: string, document?: string) =>
      numbersOf(await createBench(MODELS, { backend: createWasmBackend }).observe(text, { document }));
    await bench.observe(nested(soup(0.9)));
    const read = bench.read();
    for (const [weight, document] of [
      [0.9, 'soup'],
      [0.9, undefined],
      [0.2, 'stock'],
      [0.2, 'soup'],
      [0.2, undefined],
      [0.9, 'soup'],
    ] as const) {
      const text = nested(soup(weight));
      expect(numbersOf(await bench.observe(text, { document }))).toEqual(await fresh(text, document));
    }
    expect(bench.read()).toBe(read);
  });

  test('an edit beyond the merge that is looked at changes none of its numbers', async () => {
    const bench = createBench(MODELS);
    await bench.observe(nested(soup(0.9), 0.7), { document: 'soup' });
    expect((await bench.observe(nested(soup(0.9), 0.1), { document: 'soup' })).changed).toEqual([]);
    expect((await bench.observe(nested(soup(0.5), 0.1), { document: 'soup' })).changed).toHaveLength(Object.keys(SHAPES).length);
  });

  test('one that only some layers take in has those; the others’ weights stay in memory', async () => {
    const layers = (model: string, range: string) => `  - sources: [{model: ${model}, layer_range: ${range}}]\n`;
    const text = `name: soup\n${soup(0.9)}---\nmerge_method: passthrough\nslices:\n${layers('c', '[0, 1]')}${layers('soup', '[0, 1]')}dtype: float32\n`;
    const bench = createBench(MODELS);
    const whole = await bench.observe(text);
    const read = bench.read();
    const observed = await bench.observe(text, { document: 'soup' });
    expect(observed.tensors.map(({ name }) => name)).toEqual(
      whole.tensors.map(({ name }) => name).filter((name) => name.includes('layers.1.')),
    );
    // Named as in the output, where it is the second layer.
    const alone = await createBench(MODELS).observe(soup(0.9));
    expect(observed.tensors.map(({ conflict }) => conflict)).toEqual(
      observed.tensors.map(({ name }) => alone.tensors.find((t) => t.name === name.replace('layers.1', 'layers.0'))?.conflict),
    );
    await bench.observe(text);
    expect(bench.read()).toBe(read);
  });

  test('with mergekit’s generator an inner merge draws as it does within its recipe', async () => {
    const options = { seed: 3, random: 'mergekit' } as const;
    const inner = soup(0.9, 'dare_ties');
    const within = await createBench(MODELS).observe(nested(inner), { document: 'soup' }, options);
    const alone = await createBench(MODELS).observe(inner, {}, options);
    expect(within.tensors.map(({ norms }) => norms)).toEqual(alone.tensors.map(({ norms }) => norms));
    // Other draws than those of the document alone: the output's own come between the tensors.
    expect(within.tensors.at(-1)?.won).not.toEqual(alone.tensors.at(-1)?.won);
    expect(within.tensors[0]?.won).toEqual(alone.tensors[0]?.won);
  });

  test('a document that the recipe does not have is said', async () => {
    await expect(createBench(MODELS).observe(nested(soup(1)), { document: 'gone' })).rejects.toMatchObject({ code: 'missing' });
  });
});

describe('maps, entries and diagnostics of an inner merge', () => {
  const inner = soup(0.9);
  const asked = (bench: Bench, text: string, document?: string) => ({ job: bench.job(text), document });

  test.each([
    ['held', {}],
    ['passing in tiles', { budgetBytes: 12_000 }],
  ])('%s: those of the document alone', async (_, options) => {
    const bench = createBench(MODELS, { backend: createWasmBackend, ...options });
    for (const quantity of [{ kind: 'conflict' }, { kind: 'result' }, { kind: 'won', input: 1 }] as const) {
      const map = async (text: string, document?: string) =>
        unwrap(await bench.engine.tensorMap('m', { ...asked(bench, text, document), tensor: NAME, quantity, bins: [7, 5] }));
      expect(await map(nested(inner), 'soup')).toEqual(await map(inner));
    }
    const entries = async (text: string, document?: string) =>
      unwrap(await bench.engine.entries('e', { ...asked(bench, text, document), tensor: NAME, row: 2, column: 3, rows: 5, columns: 7 }));
    expect(await entries(nested(inner), 'soup')).toEqual(await entries(inner));
  });

  test('diagnostics', async () => {
    const bench = createBench(MODELS, { backend: createWasmBackend });
    const diagnose = async (text: string, document?: string) => unwrap(await bench.engine.diagnostics('d', asked(bench, text, document)));
    expect(await diagnose(nested(inner), 'soup')).toEqual(await diagnose(inner));
  });
});
