import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { parseRecipe } from './parse.ts';
import { recipeToYaml } from './serialize.ts';
import { anyRecipe } from './testing.ts';

test('a recipe reads back as it was written', () => {
  const readsBack = fc.property(anyRecipe, (recipe) => {
    expect(parseRecipe(recipeToYaml(recipe)).recipe).toEqual(recipe);
  });
  fc.assert(readsBack, { numRuns: 200 });
});

test('keys stand in the usual order, gradients in one line, and what mergekit does not know at the end', () => {
  const text = recipeToYaml({
    documents: [
      {
        method: 'ties',
        base: 'b',
        models: [{ model: 'a', parameters: { weight: [0, 0.5], density: [{ filter: 'mlp', value: 0.3 }, { value: 0.6 }] } }],
        parameters: { normalize: true },
        dtype: 'bfloat16',
        tokenizer: { source: 'union' },
        alloy: { elect_by: 'count' },
      },
    ],
  });
  expect(text).toBe(`merge_method: ties
base_model: b
models:
  - model: a
    parameters:
      weight: [0, 0.5]
      density:
        - filter: mlp
          value: 0.3
        - value: 0.6
parameters:
  normalize: true
dtype: bfloat16
tokenizer_source: union
alloy:
  elect_by: count
`);
});

test('YAML 1.1, which mergekit reads, takes names for text', () => {
  const names = ['no', 'on', 'y', '1e-5', '1_000', '12:30:00', '2001-01-01', '0o17', '0x1f', '.5', '=', 'Null'];
  const text = recipeToYaml({ documents: [{ method: 'linear', models: names.map((model) => ({ model, parameters: { weight: 1 } })) }] });
  const models: { model: unknown }[] = parseYaml(text, { version: '1.1' }).models;
  expect(models.map(({ model }) => model)).toEqual(names);
});
