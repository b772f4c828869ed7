/** A model with an adapter beside the bare model: each keeps its own numbers, also where the adapter changes nothing. */
import { expect, test } from 'vitest';
import { defined } from '../../base/assert.ts';
import type { CheckpointSource } from '../../io/source.ts';
import { createEngine } from '../engine.ts';
import { memorySource, type TestTensor, testHost } from '../testing.ts';
import { family, normals, unwrap } from './testing.ts';

const SHAPES: Readonly<Record<string, readonly number[]>> = {
  'model.embed_tokens.weight': [23, 11],
  'model.layers.0.self_attn.q_proj.weight': [12, 11],
  'model.layers.0.input_layernorm.weight': [11],
  'model.norm.weight': [11],
};
const Q = 'model.layers.0.self_attn.q_proj';
const MODELS = family(SHAPES, ['a', 'b']);
const A = normals(1, 2 * 11);
const B = normals(2, 12 * 2);
/** The adapter brings the last norm anew, and changes the query. */
const NORM = normals(3, 11);

const changed = Array.from(valuesOf('a', `${Q}.weight`), (value, i) => {
  const [row, column] = [Math.floor(i / 11), i % 11];
  return value + [0, 1].reduce((sum, k) => sum + (B[row * 2 + k] ?? 0) * (A[k * 11 + column] ?? 0), 0);
});

function valuesOf(ref: string, name: string): Float64Array {
  return defined(MODELS.get(ref)?.get(name), `${name} of ${ref}`);
}

function sources(): Readonly<Record<string, CheckpointSource>> {
  const model = (ref: string) =>
    memorySource(ref, {
      tensors: Object.entries(SHAPES).map(([name, shape]): TestTensor => ({ name, dtype: 'F32', shape, values: valuesOf(ref, name) })),
    });
  const lora = memorySource('lora', {
    tensors: [
      { name: `base_model.model.${Q}.lora_A.weight`, dtype: 'F32', shape: [2, 11], values: A },
      { name: `base_model.model.${Q}.lora_B.weight`, dtype: 'F32', shape: [12, 2], values: B },
      { name: 'base_model.model.model.norm.weight', dtype: 'F32', shape: [11], values: NORM },
    ],
  });
  const adapterConfig = { peft_type: 'LORA', r: 2, lora_alpha: 2, modules_to_save: ['norm'] };
  return { a: model('a'), b: model('b'), lora: { ...lora, facts: async (signal) => ({ ...(await lora.facts(signal)), adapterConfig }) } };
}

async function observe(recipe: string) {
  const models = sources();
  const specs = Object.fromEntries(Object.keys(models).map((path) => [path, { kind: 'folder', path } as const]));
  return unwrap(await createEngine(testHost(models)).observe('o', { job: { recipe, sources: specs } }));
}

const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

/** By tensor, of the model alone and of the model with its adapter. */
const EXPECTED: Readonly<Record<string, readonly [number, number]>> = Object.fromEntries(
  Object.keys(SHAPES).map((name) => {
    const own = norm(valuesOf('a', name));
    return [name, [own, name === `${Q}.weight` ? norm(changed) : name === 'model.norm.weight' ? norm(NORM) : own]];
  }),
);

test.each([
  ['whole models', 'models: [{model: a+lora}, {model: b}, {model: a}]'],
  [
    'slices of both',
    'slices: [{sources: [{model: a+lora, layer_range: [0, 1]}, {model: b, layer_range: [0, 1]}, {model: a, layer_range: [0, 1]}]}]',
  ],
])('%s', async (_, models) => {
  const { inputs, tensors } = await observe(`merge_method: linear\n${models}\nparameters: {weight: 1}\ndtype: float32\n`);
  expect(inputs.map(({ ref, label }) => [ref, label])).toEqual([
    ['a+lora', 'a + lora'],
    ['b', 'b'],
    ['a', 'a'],
  ]);
  expect(tensors.length).toBe(Object.keys(SHAPES).length);
  for (const { name, norms } of tensors) {
    const [alone, adapted] = defined(EXPECTED[name], name);
    expect(norms[0], name).toBeCloseTo(adapted, 4);
    expect(norms[1], name).toBeCloseTo(norm(valuesOf('b', name)), 4);
    expect(norms[2], name).toBeCloseTo(alone, 4);
  }
});

test('a base that the adapter was trained on takes part beside it', async () => {
  const { tensors } = await observe(
    'merge_method: task_arithmetic\nbase_model: a\nmodels: [{model: a+lora, parameters: {weight: 1}}, {model: b, parameters: {weight: 1}}]\ndtype: float32\n',
  );
  for (const { name, norms, changes } of tensors) {
    const [alone, adapted] = defined(EXPECTED[name], name);
    expect(norms[0], name).toBeCloseTo(adapted, 4);
    expect(norms[2], name).toBeCloseTo(alone, 4);
    expect(changes[0] === 0, name).toBe(adapted === alone);
  }
});
