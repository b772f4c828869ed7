import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Keep } from '../compute/backend.ts';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import { mergeInMemory } from './testing.ts';
import { bitsAt, countNonZero, keepBand, keepLargest, type Ordering } from './threshold.ts';
import type { Work } from './work.ts';

const backend = createReferenceBackend('float32');
const SPEC = { id: 'test', label: 'Test', summary: '', kind: 'election', base: 'required', models: { min: 1 }, parameters: [] } as const;
const MAGNITUDE: Ordering = { vectors: [{ x: 0, reference: 1 }] };

/** Runs `rule` on one tensor and a base of zeros, in tiles of one row of three. */
async function onTensor(values: readonly number[], rule: (work: Work) => Promise<void>): Promise<Float32Array> {
  const example = { shape: [values.length / 3, 3], inputs: [values, values.map(() => 0)], base: 1, tileRows: 1 };
  return (await mergeInMemory(backend, { spec: SPEC, rule }, example)).values;
}

/** What a keep rule leaves of a tensor. */
const kept = (values: readonly number[], choose: (work: Work) => Promise<Keep>): Promise<Float32Array> =>
  onTensor(values, async (work) => {
    const model = { x: 0, keep: await choose(work), factor: 1, weight: 1 };
    const counting = { sign: 'none', votes: 'weighted', zero: 1, normalize: 'none', divisor: 1 } as const;
    await work.emit('elect', { base: 1, models: [model], ...counting, lambda: 1 });
  });

/** Few different sizes, so that many entries are equal. */
const values = fc
  .array(fc.constantFrom(0, -0, 1, -1, 0.5, -2, 2, 3e-40, 1e30), { minLength: 3, maxLength: 24 })
  .map((list) => list.slice(0, list.length - (list.length % 3)));

/** Positions in order of size; `sign` 1 ascending, −1 descending; equals by index. */
const ranked = (list: readonly number[], sign: 1 | -1): number[] =>
  list.map((_, i) => i).sort((a, b) => sign * (Math.abs(list[a] ?? 0) - Math.abs(list[b] ?? 0)) || a - b);

const only = (list: readonly number[], positions: readonly number[]): number[] =>
  list.map((value, i) => (positions.includes(i) ? Math.fround(value) + 0 : 0));

test('the k largest are kept, and among equals those with the lowest index', async () => {
  const asSorted = fc.asyncProperty(values, fc.nat(26), async (list, k) => {
    expect([...(await kept(list, (work) => keepLargest(work, MAGNITUDE, k)))]).toEqual(only(list, ranked(list, -1).slice(0, k)));
  });
  await fc.assert(asSorted);
});

test('a band of ascending positions is kept', async () => {
  const asSorted = fc.asyncProperty(values, fc.nat(24), fc.nat(24), async (list, first, count) => {
    const end = Math.min(first + count, list.length);
    expect([...(await kept(list, (work) => keepBand(work, MAGNITUDE, first, end)))]).toEqual(only(list, ranked(list, 1).slice(first, end)));
  });
  await fc.assert(asSorted);
});

describe('positions', () => {
  const list = [1, -2, 0, 2, 0.5, -0];

  test('have bits, and counts on both sides', async () => {
    const found: unknown[] = [];
    await onTensor(list, async (work) => {
      for (const position of [0, 2, 4]) found.push(await bitsAt(work, MAGNITUDE, position));
      found.push(await countNonZero(work, MAGNITUDE));
    });
    expect(found).toEqual([
      { bits: 0, below: 0, equal: 2, above: 4 },
      { bits: 0x3f000000, below: 2, equal: 1, above: 3 },
      { bits: 0x40000000, below: 4, equal: 2, above: 0 },
      4,
    ]);
  });
});
