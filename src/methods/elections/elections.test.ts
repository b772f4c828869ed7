/** The election family against its definition, and the dialects that mergekit has no words for. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defined } from '../../base/assert.ts';
import { createReferenceBackend } from '../../compute/reference/backend.ts';
import { METHODS } from '../methods.ts';
import { type Example, mergeInMemory } from '../testing.ts';

const run = async (method: string, example: Partial<Example>): Promise<number[]> => {
  const found = defined(METHODS.get(method), method);
  return [...(await mergeInMemory(createReferenceBackend('float64'), found, { shape: [1, 6], inputs: [], ...example })).values];
};

interface Expert {
  readonly delta: readonly number[];
  readonly weight: number;
  readonly density: number;
}

const expert = fc.record({
  delta: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 6, maxLength: 6 }),
  weight: fc.constantFrom(0.5, 1, 2, -1),
  density: fc.constantFrom(0.1, 0.34, 0.5, 0.9, 1),
});

/** TIES as the paper and mergekit's weights state it, one entry at a time. */
function ties(experts: readonly Expert[]): number[] {
  const trimmed = experts.map(({ delta, density }) => {
    const order = delta.map((_, i) => i).sort((a, b) => Math.abs(delta[b] ?? 0) - Math.abs(delta[a] ?? 0) || a - b);
    const kept = new Set(order.slice(0, Math.max(1, Math.trunc(density * delta.length))));
    return delta.map((d, i) => (density >= 1 || kept.has(i) ? d : 0));
  });
  return Array.from({ length: 6 }, (_, i) => {
    const votes = experts.map(({ weight }, k) => ({ weight, amount: weight * (trimmed[k]?.[i] ?? 0) }));
    const majority = votes.reduce((sum, { amount }) => sum + amount, 0) >= 0 ? 1 : -1;
    const agreeing = votes.filter(({ amount }) => Math.sign(amount) === majority);
    const divisor = agreeing.reduce((sum, { weight }) => sum + weight, 0) || 1;
    return agreeing.reduce((sum, { amount }) => sum + amount, 0) / divisor;
  });
}

test('TIES is trim, elect, merge', async () => {
  const asDefined = fc.asyncProperty(fc.array(expert, { minLength: 1, maxLength: 4 }), async (experts) => {
    const values = await run('ties', {
      inputs: [...experts.map(({ delta }) => delta.map((d) => d + 10)), Array<number>(6).fill(10)],
      base: experts.length,
      models: [...experts.map(({ weight, density }) => ({ weight, density })), {}],
    });
    for (const [i, expected] of ties(experts).entries()) expect(values[i]).toBeCloseTo(10 + expected, 5);
  });
  await fc.assert(asDefined);
});

describe('rescaling', () => {
  const SIZE = 4096;
  const delta = Array.from({ length: SIZE }, (_, i) => ((i * 37) % 101) - 50);
  const mass = (list: readonly number[]) => list.reduce((sum, x) => sum + Math.abs(x), 0);
  const thinned = (method: string, shared: Example['shared']) =>
    run(method, {
      shape: [64, 64],
      inputs: [delta, delta.map(() => 0)],
      base: 1,
      models: [{ weight: 1, density: 0.4 }, {}],
      shared: { normalize: false, ...shared },
      tileRows: 10,
    });

  test.each(['dare_linear', 'della_linear', 'della'])('%s keeps the sum of magnitudes', async (method) => {
    expect(mass(await thinned(method, {})) / mass(delta)).toBeCloseTo(1, 5);
  });

  test('DARE drops 1 − density, and by 1 / density restores the mean', async () => {
    const values = await thinned('dare_linear', { rescale_by: 'density' });
    const survivors = values.filter((x, i) => x !== 0 && delta[i] !== 0);
    expect(survivors.length / SIZE).toBeGreaterThan(0.36);
    expect(survivors.length / SIZE).toBeLessThan(0.44);
    for (const [i, x] of values.entries()) expect(x === 0 || Math.abs(x - (delta[i] ?? 0) / 0.4) < 1e-4).toBe(true);
  });

  test('DELLA by its own probability divides small entries by less', async () => {
    const values = await thinned('della_linear', { rescale_by: 'probability' });
    const ratios = values.flatMap((x, i) => (x === 0 ? [] : [x / (delta[i] ?? 1)]));
    expect(Math.min(...ratios)).toBeGreaterThanOrEqual(1 / 0.55 - 1e-4);
    expect(Math.max(...ratios)).toBeLessThanOrEqual(1 / 0.25 + 1e-4);
    expect(Math.max(...ratios) - Math.min(...ratios)).toBeGreaterThan(1);
  });

  test('off leaves entries as they are', async () => {
    const values = await thinned('dare_linear', { rescale: false });
    expect(values.every((x, i) => x === 0 || x === delta[i])).toBe(true);
  });

  test('draws do not hang on tiles, and differ between models', async () => {
    const inputs = [delta, delta, delta.map(() => 0)];
    const models = [{ weight: 1, density: 0.4 }, { weight: 1, density: 0.4 }, {}];
    const both = { shape: [64, 64], inputs, base: 2, models, shared: { rescale: false } };
    const [whole, tiled] = [await run('dare_linear', both), await run('dare_linear', { ...both, tileRows: 7 })];
    expect(tiled).toEqual(whole);
    expect(whole.filter((x, i) => delta[i] !== 0 && x === delta[i]).length).toBeGreaterThan(SIZE / 4);
  });
});

describe('dialects', () => {
  const elected = (shared: Example['shared']) =>
    run('ties', {
      shape: [3],
      inputs: [
        [3, 1, 2],
        [-1, -1, -1],
        [-1, 0, -1],
        [0, 0, 0],
      ],
      base: 3,
      models: [{ weight: 1 }, { weight: 1 }, { weight: 1 }, {}],
      shared,
    });

  test.each([
    [{}, [3, 1, 2]],
    [{ elect_by: 'count' }, [-1, 1, -1]],
    [{ zero: 'minus' }, [3, -1, -1]],
    [{ normalize: false, elect_by: 'count' }, [-2, 1, -2]],
  ])('%o', async (shared, expected) => {
    expect(await elected(shared)).toEqual(expected);
  });

  test('votes without weights, and a mean over models', async () => {
    const weighed = (shared: Example['shared']) =>
      run('ties', {
        shape: [1],
        inputs: [[1], [4], [-6], [0]],
        base: 3,
        models: [{ weight: 1 }, { weight: 1 }, { weight: 0.5 }, {}],
        shared,
      });
    expect(await weighed({})).toEqual([2.5]);
    expect(await weighed({ votes: 'unweighted' })).toEqual([-6]);
    expect(await weighed({ votes: 'unweighted', divide_by: 'count' })).toEqual([-3]);
  });
});
