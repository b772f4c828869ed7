import { expect, test } from 'vitest';
import type { MergeDocument } from '../../recipe/recipe.ts';
import { anchorsOf, modelPlaces, modelValue, sharedPlace, sharedValue } from './recipe-places.ts';

const weight = { key: 'weight', label: 'Weight', type: 'number', scope: 'model', help: '', default: 1 } as const;

test('models stand under models, slices or modules, and take the nearest value', () => {
  const document: MergeDocument = {
    method: 'ties',
    parameters: { weight: 0.1 },
    modules: {
      text: { models: [{ model: 'a', parameters: { weight: 0.3 } }, { model: 'b' }] },
      vision: { parameters: { weight: 0.2 }, slices: [{ sources: [{ model: 'c', layerRange: [0, 4] }], parameters: {} }] },
    },
  };
  const places = modelPlaces(document);
  expect(places.map(({ place }) => place.join('.'))).toEqual([
    'modules.text.models.0',
    'modules.text.models.1',
    'modules.vision.slices.0.sources.0',
  ]);
  expect(places.map((place) => modelValue(place, weight))).toEqual([0.3, 0.1, 0.2]);
  expect(places[2]?.layers).toEqual([0, 4]);
});

test('what mergekit does not know is read and written under alloy', () => {
  const spec = { ...weight, key: 'consensus', scope: 'shared', alloyOnly: true, default: 'sum' } as const;
  expect(sharedValue({ method: 'ties', alloy: { consensus: 'count' }, parameters: { consensus: 'no' } }, spec)).toBe('count');
  expect(sharedValue({ method: 'ties' }, spec)).toBe('sum');
  expect(sharedPlace(spec)).toEqual(['alloy', 'consensus']);
});

test('gradients are their anchors, rows each their own', () => {
  expect(anchorsOf(0.5)).toEqual([]);
  expect(anchorsOf([0, 0.5, 1])).toEqual([[0, 0.5, 1]]);
  expect(anchorsOf([{ filter: 'mlp', value: [0, 1] }, { value: 0.4 }])).toEqual([[0, 1], [0.4]]);
});
