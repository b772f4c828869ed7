import { expect, test } from 'vitest';
import type { MergeDocument, Recipe } from './recipe.ts';
import { documentOrder, mergeSlices, outputDocument, recipeModels } from './slices.ts';

const named = (name: string | undefined, ...models: string[]): MergeDocument => ({
  method: 'linear',
  ...(name !== undefined && { name }),
  models: models.map((model) => ({ model, parameters: { weight: 1 } })),
});

test('whole models are one slice, and a base that is not listed comes last', () => {
  const document: MergeDocument = { ...named(undefined, 'a', 'c'), base: 'b', parameters: { lambda: 1 }, alloy: { votes: 'weighted' } };
  const [slice, ...others] = mergeSlices(document);
  expect(others).toEqual([]);
  expect(slice).toMatchObject({ base: 'b', path: ['models'], levels: { document: { lambda: 1 }, alloy: { votes: 'weighted' } } });
  expect(slice?.sources.map(({ model, path }) => [model, path.join('.')])).toEqual([
    ['a', 'models.0'],
    ['c', 'models.1'],
    ['b', 'base_model'],
  ]);
});

test('slices keep their sources, and a base of their own wins', () => {
  const slice = { sources: [{ model: 'a', layerRange: [0, 2] as const }], base: 'x', parameters: { t: 0.5 } };
  const [first] = mergeSlices({ method: 'slerp', base: 'b', slices: [slice] });
  expect(first?.sources.map(({ model }) => model)).toEqual(['a']);
  expect(first).toMatchObject({ base: 'x', levels: { slice: { t: 0.5 } }, path: ['slices', 0] });
});

test('modules are named, and their parameters are a level', () => {
  const modules = { text: { models: [{ model: 'a' }], parameters: { scale: 2 } }, vision: { models: [{ model: 'b' }] } };
  expect(mergeSlices({ method: 'passthrough', modules }).map(({ module, levels }) => [module, levels.body?.scale])).toEqual([
    ['text', 2],
    ['vision', undefined],
  ]);
});

test('the checkpoints of a recipe are what it names and does not make', () => {
  const recipe: Recipe = {
    documents: [
      { ...named('soup', 'x', 'y'), tokenizer: { source: 'z', tokens: { '<t>': { source: { kind: 'model', model: 'w' } } } } },
      { ...named(undefined, 'soup', 'y'), base: 'b' },
    ],
  };
  expect(recipeModels(recipe)).toEqual(['x', 'y', 'z', 'w', 'b']);
});

test('documents come after those they need', () => {
  const recipe: Recipe = { documents: [named(undefined, 'one', 'x'), named('one', 'two'), named('two', 'y'), named('idle', 'y')] };
  expect(outputDocument(recipe)).toBe(0);
  expect(documentOrder(recipe)).toEqual([2, 1, 0]);
  expect(outputDocument({ documents: [named('a', 'x'), named('b', 'a')] })).toBe(1);
});

test('documents that need each other have no order', () => {
  expect(documentOrder({ documents: [named('a', 'b'), named('b', 'a')] })).toBeUndefined();
  expect(documentOrder({ documents: [named('a', 'a')] })).toBeUndefined();
});
