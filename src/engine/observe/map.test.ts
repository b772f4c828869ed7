/** Maps and entries against each other, against the whole tensor's numbers, and however the tensor comes by. */
import { describe, expect, test } from 'vitest';
import { defined } from '../../base/assert.ts';
import { createReferenceBackend } from '../../compute/reference/backend.ts';
import { createWasmBackend } from '../../compute/wasm/backend.ts';
import type { EntryView, MapQuantity, TensorMap } from '../observe-types.ts';
import { type Bench, createBench, family, SHAPES, unwrap } from './testing.ts';

const MODELS = family(SHAPES, ['base', 'a', 'b', 'c']);
const NAME = 'model.layers.0.self_attn.q_proj.weight';
const [ROWS, COLUMNS] = [40, 33];

const recipe = (method: string, more = '', refs: readonly string[] = ['a', 'b', 'c']): string => `
merge_method: ${method}
base_model: base
models:
${refs.map((ref, i) => `  - {model: ${ref}, parameters: {weight: ${[0.5, 0.3, 0.8][i]}, density: 0.6}}`).join('\n')}
dtype: float32
${more}`;

const METHODS = ['ties', 'dare_ties', 'della', 'breadcrumbs', 'task_arithmetic', 'sce'] as const;
const recipeFor = (method: string) =>
  method === 'sce'
    ? recipe(method).replaceAll(/, density: 0.6/g, '')
    : method === 'della'
      ? recipe(method).replaceAll('0.6', '0.5')
      : recipe(method);

const mapOf = async (
  bench: Bench,
  text: string,
  quantity: MapQuantity,
  bins: readonly [number, number],
  window?: TensorMap['window'],
): Promise<TensorMap> => unwrap(await bench.engine.tensorMap('map', { job: bench.job(text), tensor: NAME, quantity, bins, window }));

const entriesOf = async (
  bench: Bench,
  text: string,
  [row, rows] = [0, ROWS],
  [column, columns] = [0, COLUMNS],
): Promise<readonly EntryView[]> =>
  unwrap(await bench.engine.entries('entries', { job: bench.job(text), tensor: NAME, row, column, rows, columns }));

interface Fraction {
  readonly top: number;
  readonly bottom: number;
}

/** What each entry adds to a mean. Where a method elects nothing, entries tell no winner. */
const QUANTITIES: readonly (readonly [MapQuantity, (entry: EntryView) => Fraction])[] = [
  [{ kind: 'conflict' }, (e) => ({ top: Number(new Set(signs(e)).size > 1), bottom: Number(signs(e).length > 1) })],
  [
    { kind: 'conflict', between: [0, 2] },
    (e) => ({ top: Number(new Set(signs(e, [0, 2])).size > 1), bottom: Number(signs(e, [0, 2]).length > 1) }),
  ],
  [{ kind: 'trimmed', input: 1 }, (e) => ({ top: Number(!e.inputs[1]?.kept), bottom: 1 })],
  [{ kind: 'change', input: 2 }, (e) => ({ top: Math.abs(e.inputs[2]?.change ?? 0), bottom: 1 })],
  [
    { kind: 'difference', inputs: [0, 2] },
    (e) => ({ top: Math.abs(Math.fround((e.inputs[0]?.value ?? 0) - (e.inputs[2]?.value ?? 0))), bottom: 1 }),
  ],
  [{ kind: 'magnitude' }, (e) => ({ top: e.inputs.slice(0, 3).reduce((n, { change }) => n + Math.abs(change), 0), bottom: 3 })],
  [{ kind: 'result' }, (e) => ({ top: Math.abs(Math.fround(e.result - (e.base ?? 0))), bottom: 1 })],
];

const signs = ({ inputs }: EntryView, of: readonly number[] = [0, 1, 2]): number[] =>
  inputs.flatMap(({ kept, change }, i) => (of.includes(i) && kept && change !== 0 ? [Math.sign(change)] : []));

/** Means over bins of `rows` × `columns` entries. */
function meansOf(
  entries: readonly EntryView[],
  fraction: (entry: EntryView) => Fraction,
  { rowsPerBin, columnsPerBin, binRows, binColumns, window }: TensorMap,
): number[] {
  const [tops, bottoms] = [new Array<number>(binRows * binColumns).fill(0), new Array<number>(binRows * binColumns).fill(0)];
  for (const entry of entries) {
    const [row, column] = [entry.row - window.rows[0], entry.column - window.columns[0]];
    if (row < 0 || entry.row >= window.rows[1] || column < 0 || entry.column >= window.columns[1]) continue;
    const bin = Math.floor(row / rowsPerBin) * binColumns + Math.floor(column / columnsPerBin);
    const { top, bottom } = fraction(entry);
    tops[bin] = (tops[bin] ?? 0) + top;
    bottoms[bin] = (bottoms[bin] ?? 0) + bottom;
  }
  return tops.map((top, i) => top / (bottoms[i] ?? 0));
}

function near(found: ArrayLike<number>, expected: readonly number[]): void {
  const wrong = expected.flatMap((value, i) =>
    Math.abs((found[i] ?? Number.NaN) - value) <= 1e-5 * Math.max(1, Math.abs(value)) || (Number.isNaN(value) && Number.isNaN(found[i]))
      ? []
      : [[i, found[i], value]],
  );
  expect(wrong).toEqual([]);
  expect(found.length).toBe(expected.length);
}

describe.each([
  ['held on the twin', { backend: () => createReferenceBackend('float32') }],
  ['held by WebAssembly', { backend: createWasmBackend }],
  ['passing in tiles of a few rows', { backend: createWasmBackend, budgetBytes: 12_000 }],
  ['passing in parts of rows', { backend: createWasmBackend, budgetBytes: 1_500 }],
])('%s', (way, options) => {
  const bench = createBench(MODELS, options);

  // Ranks are those of whole rows; and many small tiles take long.
  test.each(METHODS.filter((m) => way.startsWith('held') || m === 'ties' || m === 'sce'))(
    '%s: bins are means of entries',
    async (method) => {
      const text = recipeFor(method);
      const entries = await entriesOf(bench, text);
      expect(entries).toHaveLength(ROWS * COLUMNS);
      for (const [quantity, fraction] of QUANTITIES) {
        const map = await mapOf(bench, text, quantity, [7, 5]);
        expect([map.rowsPerBin, map.columnsPerBin, map.binRows, map.binColumns]).toEqual([6, 7, 7, 5]);
        near(map.values, meansOf(entries, fraction, map));
        near(map.rowMeans, meansOf(entries, fraction, { ...map, columnsPerBin: COLUMNS, binColumns: 1 }));
        near(map.columnMeans, meansOf(entries, fraction, { ...map, rowsPerBin: ROWS, binRows: 1 }));
      }
    },
  );

  test('a window, down to single entries', async () => {
    const text = recipe('ties');
    const entries = await entriesOf(bench, text);
    const window = { rows: [3, 9], columns: [30, 33] } as const;
    for (const [quantity, fraction] of QUANTITIES.slice(0, 3)) {
      const map = await mapOf(bench, text, quantity, [100, 2], window);
      expect([map.binRows, map.binColumns, map.rowsPerBin]).toEqual([6, 2, 1]);
      near(map.values, meansOf(entries, fraction, map));
    }
  });

  test('a part of the entries is a part of all', async () => {
    const all = await entriesOf(bench, recipe('ties'));
    const part = await entriesOf(bench, recipe('ties'), [38, 5], [31, 9]);
    expect(part).toEqual(all.filter(({ row, column }) => row >= 38 && column >= 31));
  });
});

describe('an entry', () => {
  const bench = createBench(MODELS);

  test('has the sign that was elected, and who agrees', async () => {
    const entries = await entriesOf(bench, recipe('ties'));
    const weights = [0.5, 0.3, 0.8];
    for (const { inputs, elected, base, result } of entries) {
      const votes = inputs
        .slice(0, 3)
        .map(({ kept, change }, i) => (kept ? Math.fround(Math.fround(change) * Math.fround(weights[i] ?? 0)) : 0));
      const total = votes.reduce((a, b) => Math.fround(a + b), 0);
      expect(elected).toBe(votes.every((v) => v === 0) ? undefined : total >= 0 ? 1 : -1);
      expect(inputs.slice(0, 3).map(({ vote }) => vote)).toEqual(votes);
      expect(inputs.slice(0, 3).map(({ agrees }) => agrees)).toEqual(votes.map((v) => (v === 0 ? undefined : Math.sign(v) === elected)));
      const agreeing = votes.map((v, i) => ({ v, w: weights[i] ?? 0 })).filter(({ v }) => v !== 0 && Math.sign(v) === elected);
      const mean = agreeing.length ? agreeing.reduce((n, { v }) => n + v, 0) / agreeing.reduce((n, { w }) => n + w, 0) : 0;
      expect(result).toBeCloseTo((base ?? 0) + mean, 5);
    }
  });

  test('more than a screen of them is refused', async () => {
    const asked = bench.engine.entries('e', { job: bench.job(recipe('ties')), tensor: NAME, row: 0, column: 0, rows: 40, columns: 33 });
    expect(unwrap(await asked)).toHaveLength(1320);
    await expect(
      bench.engine.entries('e', { job: bench.job(recipe('ties')), tensor: NAME, row: -1, column: 0, rows: 1, columns: 1 }),
    ).resolves.toMatchObject({ ok: false, fault: { code: 'unsupported' } });
  });
});

test('the map of a whole tensor has the numbers of the observation', async () => {
  const bench = createBench(MODELS);
  const observed = await bench.observe(recipe('ties'));
  const tensor = defined(
    observed.tensors.find(({ name }) => name === NAME),
    NAME,
  );
  const one = async (quantity: MapQuantity) => await mapOf(bench, recipe('ties'), quantity, [1, 1]);
  const conflict = await one({ kind: 'conflict' });
  expect(conflict.counts[0]).toBe(tensor.contested);
  near(conflict.values, [tensor.conflict?.value ?? 0]);
  near([conflict.chance ?? 0], [tensor.conflictChance ?? 1]);
  near((await one({ kind: 'conflictMass' })).values, [tensor.conflictMass?.value ?? 0]);
  near((await one({ kind: 'margin' })).values, [tensor.margin?.value ?? 0]);
  for (const input of [0, 1, 2]) {
    near((await one({ kind: 'won', input })).values, [tensor.won[input] ?? 0]);
    near((await one({ kind: 'trimmed', input })).values, [tensor.trimmed[input] ?? 0]);
  }
});

test.each(['conflict', 'conflictMass', 'margin'] as const)('%s between two of three is that of a merge of these two', async (kind) => {
  const bench = createBench(MODELS);
  const pair = await mapOf(bench, recipe('ties'), { kind, between: [0, 1] }, [7, 5]);
  const alone = await mapOf(bench, recipe('ties', '', ['a', 'b']), { kind }, [7, 5]);
  expect(pair).toEqual(alone);
  expect(pair.chance).toBe(kind === 'conflict' ? 0.5 : undefined);
  expect(pair.values).not.toEqual((await mapOf(bench, recipe('ties'), { kind }, [7, 5])).values);
});

test('where nothing counts there is no value', async () => {
  const map = await mapOf(createBench(MODELS), recipe('ties', '', ['a']), { kind: 'conflict' }, [4, 4]);
  expect([...map.values].every(Number.isNaN) && [...map.counts].every((n) => n === 0)).toBe(true);
  expect(map.chance).toBeUndefined();
});

test('what cannot be shown is said', async () => {
  const bench = createBench(MODELS);
  const asked = (more: object) =>
    bench.engine.tensorMap('m', { job: bench.job(recipe('ties')), tensor: NAME, quantity: { kind: 'conflict' }, bins: [4, 4], ...more });
  await expect(asked({ tensor: 'nothing' })).resolves.toMatchObject({ ok: false, fault: { code: 'missing', where: 'nothing' } });
  await expect(asked({ quantity: { kind: 'won', input: 9 } })).resolves.toMatchObject({ ok: false, fault: { code: 'missing' } });
  await expect(asked({ quantity: { kind: 'margin', between: [0, 9] } })).resolves.toMatchObject({ ok: false, fault: { code: 'missing' } });
  await expect(asked({ window: { rows: [5, 5], columns: [0, 1] } })).resolves.toMatchObject({ ok: false });
});

describe('the memory of a map', () => {
  const BUDGET = 256_000;

  /** Most bytes that a backend held at once while the map of a tensor of so many rows was made, and the map. */
  async function mapOfTall(rows: number): Promise<{ readonly peak: number; readonly map: TensorMap; readonly weights: number }> {
    const shapes = { [NAME]: [rows, 256] };
    let [held, peak] = [0, 0];
    const backend = async () => {
      const real = await createWasmBackend();
      return {
        ...real,
        alloc(bytes: number) {
          held += bytes;
          peak = Math.max(peak, held);
          return real.alloc(bytes);
        },
        free(buffer: ReturnType<typeof real.alloc>) {
          held -= buffer.bytes;
          real.free(buffer);
        },
      };
    };
    const bench = createBench(family(shapes, ['base', 'a', 'b']), { shapes, backend, budgetBytes: BUDGET });
    const map = await mapOf(bench, recipe('ties', '', ['a', 'b']), { kind: 'conflict' }, [64, 64]);
    return { peak, map, weights: rows * 256 * 4 * 3 };
  }

  test('is that of its bins and of a few tiles, however many entries stream by', async () => {
    const [small, large] = [await mapOfTall(512), await mapOfTall(4096)];
    for (const { map } of [small, large]) expect([map.values.length, map.counts.length]).toEqual([64 * 64, 64 * 64]);
    expect(large.weights).toBeGreaterThan(10 * BUDGET);
    expect(large.peak).toBeLessThan(large.weights / 10);
    expect(large.peak).toBe(small.peak);
    expect(large.map.counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(4 * small.map.counts.reduce((a, b) => a + b, 0));
  });
});
