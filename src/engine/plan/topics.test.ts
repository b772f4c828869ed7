/** What the planner's problems are about, as data: who offers to mend them needs no words. */
import { expect, test } from 'vitest';
import { createEngine } from '../engine.ts';
import type { ProblemTopic } from '../plan-types.ts';
import { memorySource, type TestModel, testHost } from '../testing.ts';

const shapes = (rows: number, width = 4, layers = 2): TestModel['tensors'] =>
  [
    { name: 'model.embed_tokens.weight', shape: [rows, width] },
    ...Array.from({ length: layers }, (_, layer) => ({ name: `model.layers.${layer}.mlp.up_proj.weight`, shape: [3, width] })),
  ].map((tensor) => ({ ...tensor, dtype: 'F32', values: Array(tensor.shape.reduce((a, b) => a * b, 1)).fill(1) }));

const MODELS: Readonly<Record<string, TestModel>> = {
  base: { tensors: shapes(10) },
  same: { tensors: shapes(10) },
  grown: { tensors: shapes(12) },
  wide: { tensors: shapes(10, 5) },
  deep: { tensors: shapes(10, 4, 3) },
  headless: { tensors: shapes(10).slice(1) },
  free: { tensors: shapes(10), licence: 'apache-2.0' },
  tied: { tensors: shapes(10), licence: 'llama3.2' },
};

async function topicsOf(recipe: string, truncateEmbeddings = false): Promise<readonly (ProblemTopic | undefined)[]> {
  const models = Object.fromEntries(Object.entries(MODELS).map(([ref, model]) => [ref, memorySource(ref, model)]));
  const sources = Object.fromEntries(Object.keys(MODELS).map((path) => [path, { kind: 'folder', path } as const]));
  const planned = await createEngine(testHost(models)).plan('plan', { recipe, sources, options: { truncateEmbeddings } });
  if (!planned.ok) throw new Error(planned.fault.what);
  return planned.value.problems.map(({ about }) => about);
}

const linear = (...models: readonly string[]): string =>
  `merge_method: linear\nmodels: [${models.map((model) => `{model: ${model}, parameters: {weight: 1}}`).join(', ')}]\n`;

test.each<readonly [recipe: string, about: ProblemTopic]>([
  [linear('same', 'grown'), { kind: 'vocabulary', models: ['same', 'grown'] }],
  [linear('same', 'wide'), { kind: 'misfit', models: ['wide'] }],
  [
    'merge_method: task_arithmetic\nbase_model: base\nmodels: [{model: wide, parameters: {weight: 1}}]\n',
    { kind: 'misfit', models: ['wide'] },
  ],
  [linear('same', 'deep'), { kind: 'misfit', models: ['deep'] }],
  [linear('same', 'headless'), { kind: 'misfit', models: ['headless'] }],
  [
    'merge_method: passthrough\nslices: [{sources: [{model: same, layer_range: [0, 5]}]}]\n',
    { kind: 'layer-range', model: 'same', layers: 2 },
  ],
  [linear('free', 'tied'), { kind: 'licences' }],
  [
    'merge_method: linear\nmodels: [{model: same, parameters: {weight: [{filter: mlp, value: 1}]}}, {model: base, parameters: {weight: 1}}]\n',
    { kind: 'filter-gap', key: 'weight', model: 'same' },
  ],
  [
    'merge_method: ties\nbase_model: base\nmodels: [{model: same, parameters: {weight: 1, density: 0.5}}]\nalloy: {trim: model}\n',
    { kind: 'whole-model-trim' },
  ],
])('%s', async (recipe, about) => {
  expect(await topicsOf(recipe)).toContainEqual(about);
});

test('vocabularies that are cut, as the options ask, are a topic too', async () => {
  expect(await topicsOf(linear('same', 'grown'), true)).toContainEqual({ kind: 'vocabulary-cut' });
});
