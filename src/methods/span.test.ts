/** The geometry of span methods, against the definitions on the vectors themselves. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defined } from '../base/assert.ts';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import { createGram } from './gram.ts';
import { METHODS } from './methods.ts';
import { ratio } from './model-stock/rule.ts';
import { alongTile } from './span.ts';
import { type Example, mergeInMemory, type Outcome } from './testing.ts';
import type { Work } from './work.ts';

type V = readonly number[];
const dot = (a: V, b: V): number => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
const norm = (a: V): number => Math.sqrt(dot(a, a));
const scaled = (a: V, factor: number): number[] => a.map((x) => x * factor);

const run = (method: string, example: Example): Promise<Outcome> =>
  mergeInMemory(createReferenceBackend('float64'), defined(METHODS.get(method), method), example);

/** Vectors of `count` float32 entries that are neither short nor nearly alike. */
const vectors = (count: number, size: number) =>
  fc
    .array(fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: size, maxLength: size }), {
      minLength: count,
      maxLength: count,
    })
    .filter(
      (list) =>
        list.every((a) => norm(a) > 0.1) &&
        list.every((a, i) => list.every((b, j) => i === j || Math.abs(dot(a, b)) < 0.99 * norm(a) * norm(b))),
    );

const close = (got: ArrayLike<number>, expected: V) => {
  for (const [i, value] of expected.entries()) expect(got[i]).toBeCloseTo(value, 4);
};

test('a Gram matrix knows lengths and products of combinations', () => {
  const agrees = fc.property(
    vectors(3, 5),
    fc.tuple(...Array.from({ length: 6 }, () => fc.integer({ min: -3, max: 3 }))),
    ([a = [], b = [], c = []], factors) => {
      const gram = createGram(3, [dot(a, a), dot(a, b), dot(a, c), dot(b, b), dot(b, c), dot(c, c)]);
      const combine = ([x = 0, y = 0, z = 0]: V) => a.map((_, i) => x * (a[i] ?? 0) + y * (b[i] ?? 0) + z * (c[i] ?? 0));
      const [u, v] = [factors.slice(0, 3), factors.slice(3)];
      expect(gram.inner(u, v)).toBeCloseTo(dot(combine(u), combine(v)), 8);
      expect(gram.length(u)).toBeCloseTo(norm(combine(u)), 6);
      expect([gram.product(2, 1), gram.norm(1)]).toEqual([dot(b, c), norm(b)]);
    },
  );
  fc.assert(agrees);
});

describe('SLERP', () => {
  const slerp = (a: V, b: V, t: number) => run('slerp', { shape: [a.length], inputs: [b, a], base: 1, shared: { t } });

  test('between unit vectors stays on the sphere, at t of the angle', async () => {
    const onSphere = fc.asyncProperty(vectors(2, 4), fc.double({ min: 0, max: 1, noNaN: true }), async ([a = [], b = []], t) => {
      const [u, v] = [scaled(a, 1 / norm(a)), scaled(b, 1 / norm(b))];
      const values = [...(await slerp(u, v, t)).values];
      expect(norm(values)).toBeCloseTo(1, 5);
      expect(Math.acos(Math.min(1, dot(values, u)))).toBeCloseTo(t * Math.acos(dot(u, v)), 2);
    });
    await fc.assert(onSphere);
  });

  test('begins at the base, wherever that stands, and ends at the other', async () => {
    close((await slerp([1, 2, 3], [3, -1, 2], 0)).values, [1, 2, 3]);
    close((await slerp([1, 2, 3], [3, -1, 2], 1)).values, [3, -1, 2]);
  });

  test('of nearly parallel tensors is linear, and says so', async () => {
    for (const sign of [1, -1]) {
      const { values, notes } = await slerp([1, 0, 1], [sign, 0.01, sign], 0.25);
      close(values, [0.75 + sign * 0.25, 0.0025, 0.75 + sign * 0.25]);
      expect(notes.join()).toContain('Nearly parallel');
    }
  });

  test('of a zero tensor takes sin(tπ/2) of the other, as mergekit does', async () => {
    close((await slerp([0, 0, 0], [3, -1, 2], 0.3)).values, scaled([3, -1, 2], Math.sin(0.15 * Math.PI)));
  });
});

describe('NuSLERP', () => {
  const weights = [{ weight: 0.7 }, { weight: 0.3 }];
  const nuslerp = (shape: readonly number[], inputs: readonly V[], shared: Example['shared'] = {}, more: Partial<Example> = {}) =>
    run('nuslerp', { shape, inputs, models: weights, shared, ...more });
  const A = [1, 2, -3, 0.5, 1, -1];
  const B = [2, -1, 0.5, 3, 1, 2];

  test('by row and by column is SLERP of each', async () => {
    const part = async (indices: readonly number[]) => {
      const pick = (list: V) => indices.map((i) => list[i] ?? 0);
      return [...(await run('slerp', { shape: [indices.length], inputs: [pick(A), pick(B)], base: 0, shared: { t: 0.3 } })).values];
    };
    const rows = [...(await part([0, 1, 2])), ...(await part([3, 4, 5]))];
    close((await nuslerp([2, 3], [A, B], { nuslerp_flatten: false }, { tileRows: 1 })).values, rows);
    const columns = await Promise.all([part([0, 3]), part([1, 4]), part([2, 5])]);
    const byColumn = await nuslerp([2, 3], [A, B], { nuslerp_flatten: false, nuslerp_row_wise: true }, { tileRows: 1 });
    close(
      byColumn.values,
      [0, 1].flatMap((row) => columns.map((column) => column[row] ?? 0)),
    );
  });

  test('a tensor of one dimension is one vector by row and by column', async () => {
    const whole = (await nuslerp([6], [A, B])).values;
    for (const row of [true, false])
      expect((await nuslerp([6], [A, B], { nuslerp_flatten: false, nuslerp_row_wise: row })).values).toEqual(whole);
  });

  test('opposite directions are interpolated linearly', async () => {
    close(
      (
        await nuslerp(
          [4],
          [
            [1, 2, 3, 4],
            [-2, -4, -6, -8],
          ],
        )
      ).values,
      scaled([1, 2, 3, 4], 0.7 - 0.6),
    );
  });

  test('weights that sum to nothing count alike', async () => {
    const middle = await nuslerp([6], [A, B], {}, { models: [{ weight: 1 }, { weight: -1 }] });
    close(middle.values, [...(await nuslerp([6], [A, B], {}, { models: [{ weight: 1 }, { weight: 1 }] })).values]);
  });

  test('with a base it goes along the task vectors', async () => {
    const base = [1, 1, 1, 1, 1, 1];
    const difference = (a: V) => a.map((x) => x - 1);
    const apart = await nuslerp([6], [difference(A), difference(B)]);
    close(
      (await nuslerp([6], [A, B, base], {}, { base: 2 })).values,
      [...apart.values].map((x) => x + 1),
    );
  });
});

describe('means of directions', () => {
  test('multi-SLERP is the weighted mean of the directions, at the weighted mean of the lengths', async () => {
    const asDefined = fc.asyncProperty(vectors(3, 4), async (list) => {
      const weights = [0.5, 0.3, 0.2];
      const mean = [0, 1, 2, 3].map((i) => list.reduce((sum, v, k) => sum + ((weights[k] ?? 0) * (v[i] ?? 0)) / norm(v), 0));
      fc.pre(norm(mean) > 0.05);
      const length = list.reduce((sum, v, k) => sum + (weights[k] ?? 0) * norm(v), 0);
      const { values } = await run('multislerp', { shape: [4], inputs: list, models: weights.map((weight) => ({ weight: 2 * weight })) });
      close(values, scaled(mean, length / norm(mean)));
    });
    await fc.assert(asDefined);
  });

  test('the Karcher mean of two is the middle of their arc, at their mean length', async () => {
    const inTheMiddle = fc.asyncProperty(vectors(2, 4), async ([a = [], b = []]) => {
      const middle = a.map((x, i) => x / norm(a) + (b[i] ?? 0) / norm(b));
      const { values } = await run('karcher', { shape: [4], inputs: [a, b] });
      close(values, scaled(middle, (norm(a) + norm(b)) / 2 / norm(middle)));
    });
    await fc.assert(inTheMiddle);
  });

  test('at the Karcher mean of several the ways to them cancel', async () => {
    const balanced = fc.asyncProperty(vectors(4, 5), async (list) => {
      // In one half of the sphere the mean is unique and the steps shrink.
      const upward = list.map(([first = 0, ...rest]) => [Math.abs(first) + 6, ...rest]);
      const { values } = await run('karcher', { shape: [5], inputs: upward, shared: { max_iter: 100, tol: 1e-9 } });
      const mean = scaled([...values], 1 / norm([...values]));
      const steps = upward.map((v) => {
        const cosine = Math.min(1, dot(v, mean) / norm(v));
        const side = v.map((x, i) => x / norm(v) - cosine * (mean[i] ?? 0));
        return scaled(side, norm(side) < 1e-6 ? 0 : Math.acos(cosine) / norm(side));
      });
      for (let i = 0; i < 5; i++) expect(steps.reduce((sum, step) => sum + (step[i] ?? 0), 0)).toBeCloseTo(0, 4);
    });
    await fc.assert(balanced);
  });

  test('the Karcher mean leaves zeros out of the direction but not out of the length', async () => {
    close(
      (
        await run('karcher', {
          shape: [2],
          inputs: [
            [3, 4],
            [0, 0],
          ],
        })
      ).values,
      [1.5, 2],
    );
    close(
      (
        await run('karcher', {
          shape: [2],
          inputs: [
            [0, 0],
            [0, 0],
          ],
        })
      ).values,
      [0, 0],
    );
  });
});

describe('Model Stock', () => {
  const ofCosine = (cosine: number, count: number) =>
    ratio(
      createGram(
        count,
        Array.from({ length: count }, (_, i) => Array.from({ length: count - i }, (_, j) => (j === 0 ? 1 : cosine))).flat(),
      ),
    );

  test('goes N·cos θ / (1 + (N − 1)·cos θ) of the way', () => {
    expect(ofCosine(1, 3)).toBe(1);
    expect(ofCosine(0, 4)).toBe(0);
    expect(ofCosine(0.5, 2)).toBeCloseTo(2 / 3, 12);
    expect(ofCosine(-0.2, 3)).toBeCloseTo(-1, 12);
    expect(ofCosine(-0.5, 3)).toBe(0);
  });
});

test('numbers by row or column follow a tile, also inside a row', () => {
  const work = { columns: 10 } as Work;
  const numbers = Float64Array.from({ length: 10 }, (_, i) => i);
  expect([...alongTile(work, 'row', { first: 30, rows: 2, columns: 10 }, numbers)]).toEqual([3, 4]);
  expect([...alongTile(work, 'column', { first: 30, rows: 2, columns: 10 }, numbers)]).toEqual([...numbers]);
  expect([...alongTile(work, 'row', { first: 34, rows: 1, columns: 3 }, numbers)]).toEqual([3]);
  expect([...alongTile(work, 'column', { first: 34, rows: 1, columns: 3 }, numbers)]).toEqual([4, 5, 6]);
});
