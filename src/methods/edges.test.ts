/** What every method does when a tensor is missing from models, and other corners that mergekit defines or dies of. */
import { describe, expect, test } from 'vitest';
import { defined } from '../base/assert.ts';
import { createReferenceBackend } from '../compute/reference/backend.ts';
import { METHODS } from './methods.ts';
import { type Example, mergeInMemory, type Outcome } from './testing.ts';

const BASE = [1, -2, 0.5, -0];
const MODEL = [1.5, -2.25, 0.5, 0.125];

const run = (method: string, example: Partial<Example>): Promise<Outcome> =>
  mergeInMemory(createReferenceBackend('float32'), defined(METHODS.get(method), method), { shape: [2, 2], inputs: [], ...example });

const weights = (...list: number[]) => list.map((weight) => ({ weight }));
const WITH_BASE = [...METHODS.values()].filter(({ spec }) => spec.base === 'required' || spec.base === 'member').map(({ spec }) => spec.id);

test.each(WITH_BASE)('%s: the base alone is the base', async (method) => {
  const { values } = await run(method, { inputs: [BASE], base: 0, shared: { t: 0.3 } });
  expect([...values]).toEqual(BASE);
});

test.each(['slerp', 'nuslerp', 'multislerp', 'karcher', 'arcee_fusion', 'passthrough'])(
  '%s: a tensor alone passes through',
  async (method) => {
    const { values } = await run(method, { inputs: [MODEL], shared: { t: 0.3 }, models: weights(0.3) });
    expect([...values]).toEqual(MODEL);
  },
);

describe('one model and a base', () => {
  const one = { inputs: [MODEL, BASE], base: 1, models: [...weights(0.5), {}] };

  test('Model Stock keeps the base and says so', async () => {
    const { values, notes } = await run('model_stock', one);
    expect([...values]).toEqual(BASE);
    expect(notes).toEqual(['Only one model has this tensor, and Model Stock compares several: the base stays.']);
  });

  test('multi-SLERP and NuSLERP take the model', async () => {
    for (const method of ['multislerp', 'nuslerp']) expect([...(await run(method, one)).values]).toEqual(MODEL);
  });

  test('in TIES its weight cancels out, in task arithmetic it does not', async () => {
    expect([...(await run('ties', one)).values]).toEqual(MODEL.map((x) => x + 0));
    expect([...(await run('task_arithmetic', one)).values]).toEqual([1.25, -2.125, 0.5, 0.0625]);
  });

  test('SCE with a selection finds nothing that differs', async () => {
    expect([...(await run('sce', { ...one, shared: { select_topk: 0.5 } })).values]).toEqual(BASE);
  });
});

describe('where mergekit divides by zero', () => {
  test('linear and multi-SLERP refuse weights that sum to zero', async () => {
    const cancelling = { inputs: [MODEL, BASE], models: weights(0.5, -0.5) };
    await expect(run('linear', cancelling)).rejects.toThrow('The weights sum to zero');
    await expect(run('multislerp', cancelling)).rejects.toThrow('The weights sum to zero');
    expect([...(await run('linear', { ...cancelling, shared: { normalize: false } })).values]).toEqual([0.25, -0.125, 0, 0.0625]);
  });

  test('task vectors whose weights sum to zero are not divided', async () => {
    const { values } = await run('task_arithmetic', {
      inputs: [MODEL, [2, 2, 2, 2], BASE],
      base: 2,
      models: [...weights(1, -1), {}],
      shared: { normalize: true },
    });
    expect([...values]).toEqual([0.5, -6.25, -1, -1.875]);
  });

  test('multi-SLERP of models that equal the base is the base', async () => {
    const { values, notes } = await run('multislerp', { inputs: [BASE, BASE, BASE, BASE], base: 3, models: [...weights(1, 1, 1), {}] });
    expect([...values].map((x) => x + 0)).toEqual(BASE.map((x) => x + 0));
    expect(notes).toEqual(['The directions cancel: weights were applied to the tensors themselves.']);
  });

  test('DELLA gives an entry that is a row of its own the density', async () => {
    const { values } = await run('della', { shape: [4, 1], inputs: [MODEL, BASE], base: 1, models: [{ weight: 1, density: 0.5 }, {}] });
    expect([...values].every(Number.isFinite)).toBe(true);
  });

  test('DELLA refuses probabilities outside 0 to 1', async () => {
    const outside = run('della', { inputs: [MODEL, BASE], base: 1, models: [{ weight: 1, density: 0.9 }, {}] });
    await expect(outside).rejects.toThrow('leave the range between 0 and 1');
  });

  test('the Karcher mean of equal tensors needs no tolerance to stop', async () => {
    const { values } = await run('karcher', { inputs: [MODEL, MODEL], shared: { tol: 0 } });
    expect([...values]).toEqual(MODEL);
  });

  test('Model Stock stays at the base where its formula has a pole', async () => {
    const { values } = await run('model_stock', {
      inputs: [
        [1, 0, 0, 0],
        [-1, 0, 0, 0],
        [0, 0, 0, 0],
      ],
      base: 2,
      shape: [1, 4],
    });
    expect([...values].map((x) => x + 0)).toEqual([0, 0, 0, 0]);
  });
});

describe('density', () => {
  const at = async (method: string, density: number) =>
    [...(await run(method, { inputs: [MODEL, BASE], base: 1, models: [{ weight: 1, density }, {}] })).values].map((x) => x + 0);
  const all = MODEL.map((x) => x + 0);
  const none = BASE.map((x) => x + 0);

  test.each(['ties', 'dare_linear', 'dare_ties', 'breadcrumbs', 'breadcrumbs_ties', 'della', 'della_linear'])(
    '%s: 1 keeps all, 0 nothing',
    async (method) => {
      expect(await at(method, 1)).toEqual(all);
      expect(await at(method, 0)).toEqual(none);
    },
  );

  test('TIES keeps at least one entry, Breadcrumbs none below one', async () => {
    expect(await at('ties', 0.01)).toEqual([1.5, -2, 0.5, 0]);
    expect(await at('breadcrumbs', 0.2)).toEqual(none);
  });
});
