/** Parameters that are wrong for a single tensor only, and work in float64. */
import { describe, expect, test } from 'vitest';
import { createEngine } from '../engine.ts';
import { memorySource, runRecipe, type TestTensor, testHost } from '../testing.ts';

const LAYERS = [0, 1, 2];
const deep = (): TestTensor[] =>
  LAYERS.map((layer) => ({ name: `model.layers.${layer}.self_attn.q_proj.weight`, dtype: 'F32', shape: [2, 2], values: [1, 2, 3, 4] }));

describe('found by the plan, before any byte is read', () => {
  const weights = (a: string, b: string) =>
    `merge_method: linear\nmodels:\n  - {model: a, parameters: {weight: ${a}}}\n  - {model: b, parameters: {weight: ${b}}}\n`;

  test.each([
    ['weights that cancel at no layer', weights('[1, -0.5]', '[1, -1.5]').replaceAll('[1, ', '[1, 0.25, '), undefined],
    [
      'weights that cancel in the middle layer',
      weights('[1, -0.5]', '[1, -1.5]'),
      ['The weights of a tensor sum to zero, and the merge divides by their sum.', 'model.layers.1.self_attn.q_proj.weight'],
    ],
    [
      'weights that cancel where two filters meet',
      weights('[{filter: self_attn, value: -1}, {value: 1}]', '[{filter: q_proj, value: 1}, {value: 2}]'),
      ['The weights of a tensor sum to zero, and the merge divides by their sum.', expect.stringContaining('model.layers.0.self_attn')],
    ],
    [
      'a window of two filters',
      `merge_method: della
base_model: a
models: [{model: b, parameters: {weight: 1, density: [{filter: self_attn, value: 0.7}, {value: 0.5}], epsilon: [{filter: q_proj, value: 0.35}, {value: 0.1}]}}]
`,
      ['density ± epsilon leaves the range between 0 and 1.', expect.stringContaining('model.layers.0.self_attn')],
    ],
  ])('%s', async (_, recipe, expected) => {
    const models = { a: memorySource('a', { tensors: deep() }), b: memorySource('b', { tensors: deep() }) };
    const sources = Object.fromEntries(Object.keys(models).map((path) => [path, { kind: 'folder', path } as const]));
    const planned = await createEngine(testHost(models)).plan('plan', { recipe, sources });
    if (!planned.ok) throw new Error(planned.fault.what);
    expect(planned.value.problems.map(({ what, where }) => [what, where])).toEqual(expected ? [expected] : []);
  });
});

/** A tensor of one number in each model. */
const numbers = (dtype: 'F32' | 'F64', ...values: readonly number[]) =>
  Object.fromEntries(
    values.map((value, i) => [
      `m${i}`,
      memorySource(`m${i}`, { tensors: [{ name: 'model.norm.weight', dtype, shape: [1], values: [value] }] }),
    ]),
  );

/** Weights that float32 does not hold, nor their sum. */
const WEIGHTS = [0.1, 0.1, 0.1];
const weighed = (method: string, base: string) =>
  `merge_method: ${method}\n${base}models: [${WEIGHTS.map((weight, i) => `{model: m${i}, parameters: {weight: ${weight}}}`).join(', ')}]\n`;

describe('float64', () => {
  test.each([
    ['linear', '', 0.3],
    ['multislerp', '', 0.3],
    ['task_arithmetic', 'base_model: m3\nparameters: {normalize: true}\n', 0.3],
    ['dare_linear', 'base_model: m3\nparameters: {normalize: true, rescale: false}\n', 0.3],
  ])('%s divides by a sum of weights that was not rounded to float32', async (method, base, want) => {
    const { tensors } = await runRecipe(numbers('F64', 0.3, 0.3, 0.3, 0), weighed(method, base));
    const [value = 0] = tensors.get('model.norm.weight')?.values ?? [];
    expect(Math.abs(value / want - 1)).toBeLessThan(1e-14);
  });

  test.each(['float32', 'float64'])('is what `dtype: float64` computes in, written as %s', async (written) => {
    const recipe = `merge_method: linear
parameters: {normalize: false}
dtype: float64
out_dtype: ${written}
models: [{model: m0, parameters: {weight: 1}}, {model: m1, parameters: {weight: 1}}, {model: m2, parameters: {weight: -1}}]
`;
    const { tensors } = await runRecipe(numbers('F32', 1, 2 ** -30, 1), recipe);
    expect([...(tensors.get('model.norm.weight')?.values ?? [])]).toEqual([2 ** -30]);
  });
});
