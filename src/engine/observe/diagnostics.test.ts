/** Diagnostics against their formulas, and where chance alone should leave them. */
import { expect, test } from 'vitest';
import { defined } from '../../base/assert.ts';
import { createWasmBackend } from '../../compute/wasm/backend.ts';
import type { Diagnostics } from '../observe-types.ts';
import { createBench, family, unwrap } from './testing.ts';

const SHAPES = { 'model.layers.0.mlp.up_proj.weight': [64, 50], 'model.layers.1.mlp.up_proj.weight': [64, 50] };
const REFS = ['base', 'a', 'b', 'c'];
const MODELS = family(SHAPES, REFS);

async function diagnose(recipe: string, progress?: (done: number) => void): Promise<Diagnostics> {
  const bench = createBench(MODELS, { shapes: SHAPES, backend: createWasmBackend });
  return unwrap(await bench.engine.diagnostics('d', { job: bench.job(recipe) }, progress));
}

const recipe = (method: string, density = 1): string => `
merge_method: ${method}
base_model: base
models:
  - {model: a, parameters: {weight: 1, density: ${density}}}
  - {model: b, parameters: {weight: 1, density: ${density}}}
  - {model: c, parameters: {weight: 1, density: ${density}}}
dtype: float32
`;

/** All task vectors of a model, tensor by tensor. */
const tasksOf = (ref: string): number[][] =>
  Object.keys(SHAPES).map((name) => {
    const base = defined(MODELS.get('base')?.get(name), name);
    return Array.from(defined(MODELS.get(ref)?.get(name), name), (v, i) => Math.fround(v - (base[i] ?? 0)));
  });

const largest = (task: readonly number[], k: number): number[] =>
  [...task.keys()].sort((i, j) => Math.abs(task[j] ?? 0) - Math.abs(task[i] ?? 0) || i - j).slice(0, k);

test('independent experts are in conflict, and agree on what is large, as chance has it', async () => {
  const done: number[] = [];
  const { conflictByModels, overlap, dareVariance, angles } = await diagnose(recipe('task_arithmetic'), (share) => done.push(share));
  expect(conflictByModels.map(({ models, chance }) => [models, chance])).toEqual([
    [2, 0.5],
    [3, 0.75],
  ]);
  for (const { share, chance } of conflictByModels) expect(Math.abs(share - chance)).toBeLessThan((5 * 0.5) / Math.sqrt(6400));
  for (const { jaccard, chance, k } of overlap) expect(Math.abs(jaccard - chance)).toBeLessThan(5 / Math.sqrt(6400 * k));
  expect([dareVariance, angles]).toEqual([undefined, undefined]);
  expect(done.at(-1)).toBe(1);
});

test('sets of largest entries and their norms are as they are defined', async () => {
  const { overlap, trim } = await diagnose(recipe('ties', 0.5));
  const [a, b] = [tasksOf('a'), tasksOf('b')];
  for (const { k, jaccard } of overlap.filter(({ pair }) => pair.join() === '0,1')) {
    let [both, either] = [0, 0];
    for (const [i, task] of a.entries()) {
      const [one, other] = [task, b[i] ?? []].map((t) => new Set(largest(t, Math.trunc(k * t.length))));
      both += one?.intersection(other ?? new Set()).size ?? 0;
      either += one?.union(other ?? new Set()).size ?? 0;
    }
    expect(jaccard).toBe(both / either);
  }
  const squares = (task: readonly number[], places: readonly number[]) => places.reduce((sum, i) => sum + (task[i] ?? 0) ** 2, 0);
  for (const { input, density, norm } of trim) {
    const tasks = tasksOf(defined(REFS[input + 1], 'a model'));
    const kept = tasks.reduce((sum, t) => sum + squares(t, largest(t, Math.max(1, Math.trunc(density * t.length)))), 0);
    const all = tasks.reduce((sum, t) => sum + squares(t, [...t.keys()]), 0);
    expect(Math.abs(norm - Math.sqrt(kept / all))).toBeLessThan(1 / 256);
  }
  expect(trim.filter(({ density }) => density === 1).map(({ norm }) => norm)).toEqual([1, 1, 1]);
});

test('what DARE adds, and the angles of SLERP', async () => {
  const { dareVariance } = await diagnose(recipe('dare_linear', 0.2));
  expect(dareVariance?.map(({ input, relative }) => [input, Number(relative.toFixed(9))])).toEqual([
    [0, 4],
    [1, 4],
    [2, 4],
  ]);
  const { angles, conflictByModels, overlap } = await diagnose(
    'merge_method: slerp\nbase_model: a\nmodels: [{model: a}, {model: b}]\nparameters: {t: 0.5}\ndtype: float32\n',
  );
  expect(angles?.map(({ layer }) => layer)).toEqual([0, 1]);
  for (const { tensor, degrees, linear } of angles ?? []) {
    const [x, y] = ['a', 'b'].map((ref) => defined(MODELS.get(ref)?.get(tensor), tensor));
    const dot = (p: Float64Array | undefined, q: Float64Array | undefined) =>
      [...(p ?? [])].reduce((sum, v, i) => sum + v * (q?.[i] ?? 0), 0);
    const cosine = dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
    expect(degrees).toBeCloseTo((Math.acos(cosine) * 180) / Math.PI, 2);
    expect(linear).toBe(cosine > 0.9995);
  }
  expect([conflictByModels, overlap]).toEqual([[], []]);
});
