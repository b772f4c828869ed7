/** Slices and modules of models that have several parts, and ranges of layers that a model does not have. */
import { expect, test } from 'vitest';
import type { JsonRecord } from '../../formats/json.ts';
import { createEngine } from '../engine.ts';
import { memorySource, runRecipe, type TestTensor, testHost } from '../testing.ts';

const ones = (...names: readonly string[]): TestTensor[] => names.map((name) => ({ name, dtype: 'F32', shape: [2], values: [1, 1] }));
const stack = (layers: number, nameOf: (layer: number) => string) => Array.from({ length: layers }, (_, i) => nameOf(i));

const seeing = () =>
  memorySource('seeing', {
    tensors: ones(
      'language_model.model.norm.weight',
      ...stack(4, (i) => `language_model.model.layers.${i}.mlp.up_proj.weight`),
      ...stack(3, (i) => `vision_tower.vision_model.encoder.layers.${i}.mlp.fc1.weight`),
      'multi_modal_projector.mm_input_projection_weight',
    ),
    config: {
      model_type: 'gemma3',
      architectures: ['Gemma3ForConditionalGeneration'],
      text_config: { num_hidden_layers: 4 },
      vision_config: { num_hidden_layers: 3 },
    },
  });
const noise = () =>
  memorySource('noise', {
    tensors: ones('conv_in.weight', ...stack(2, (i) => `down_blocks.${i}.w`), ...stack(3, (i) => `up_blocks.${i}.w`)),
    config: { model_type: 'noise' },
  });
const plain = () => memorySource('plain', { tensors: ones(...stack(3, (i) => `model.layers.${i}.mlp.up_proj.weight`)) });

async function errorsOf(recipe: string): Promise<string[]> {
  const models = { seeing: seeing(), noise: noise(), plain: plain() };
  const sources = Object.fromEntries(Object.keys(models).map((path) => [path, { kind: 'folder', path } as const]));
  const planned = await createEngine(testHost(models)).plan('plan', { recipe: `merge_method: passthrough\n${recipe}`, sources });
  if (!planned.ok) return [planned.fault.what];
  return planned.value.problems.filter(({ severity }) => severity === 'error').map(({ what }) => what);
}

const slices = (model: string, from: number, to: number) => `slices: [{sources: [{model: ${model}, layer_range: [${from}, ${to}]}]}]\n`;

test.each([
  ['seeing', 'Slices cut one stack of layers, and seeing has several: text_decoder, vision_tower.'],
  ['noise', 'Slices cut one stack of layers, and noise has several: down_blocks, up_blocks.'],
])('slices do not say which stack of %s they cut', async (model, what) => {
  expect(await errorsOf(slices(model, 0, 2))).toEqual([what]);
});

test('modules that leave a part out are refused', async () => {
  const text = 'modules: {text_decoder: {models: [{model: seeing}]}}\n';
  expect(await errorsOf(text)).toEqual(['The recipe says nothing about vision_tower, multi_modal_projector of seeing.']);
});

test('the slices of one module leave the others as they are, and config.json counts its layers', async () => {
  const whole = ['vision_tower', 'multi_modal_projector'].map((part) => `  ${part}: {models: [{model: seeing}]}\n`);
  const recipe = `merge_method: passthrough\nmodules:\n  text_decoder: {${slices('seeing', 1, 3).trim()}}\n${whole.join('')}`;
  const run = await runRecipe({ seeing: seeing() }, recipe);
  const layersOf = (name: string) => [...run.tensors.keys()].filter((key) => key.includes(name) && key.includes('layers')).length;
  expect([layersOf('language_model'), layersOf('vision_tower')]).toEqual([2, 3]);
  const config = JSON.parse(await run.text('config.json')) as JsonRecord;
  expect(config).toMatchObject({ text_config: { num_hidden_layers: 2 }, vision_config: { num_hidden_layers: 3 } });
});

test('`default` beside stacks is what belongs to none of them', async () => {
  const recipe = `merge_method: passthrough
modules:
  down_blocks: {${slices('noise', 0, 1).trim()}}
  up_blocks: {models: [{model: noise}]}
  default: {models: [{model: noise}]}
`;
  const { tensors } = await runRecipe({ noise: noise() }, recipe);
  expect([...tensors.keys()].sort()).toEqual(['conv_in.weight', 'down_blocks.0.w', 'up_blocks.0.w', 'up_blocks.1.w', 'up_blocks.2.w']);
});

test('a range beyond the model is one error, and nothing is planned behind it', async () => {
  const outside = 'layer_range [0, 9999] lies outside the 3 layers of plain.';
  expect(await errorsOf(slices('plain', 0, 9999))).toEqual([outside]);
  const inner = `${slices('plain', 0, 9999)}name: inner\n---\nmerge_method: passthrough\nmodels: [{model: inner}]\n`;
  expect(await errorsOf(inner)).toEqual([outside]);
  expect(await errorsOf(slices('plain', 0, 1e6))).toEqual([
    expect.stringContaining('layer_range ends at layer 1000000; the limit is 10000'),
  ]);
});
