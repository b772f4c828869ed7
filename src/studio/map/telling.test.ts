import { expect, test } from 'vitest';
import type { Observation, TensorObservation } from '../../engine/client.ts';
import { observationOf, observedTensor } from '../testing/observed.ts';
import { choicesBetween, quantityOf } from './quantities.ts';
import { chanceOf } from './shown.ts';
import { mostTelling } from './telling.ts';

const tensor = (module: string, conflict: number, contested: number): TensorObservation => ({
  ...observedTensor(0, module, [64, 64], conflict),
  contested,
});

function telling(key: string, tensors: readonly TensorObservation[]): string | undefined {
  const observation = { ...observationOf(), tensors };
  const quantity = quantityOf(observation.inputs, key);
  return quantity && mostTelling({ observation, quantity, chance: chanceOf(observation, quantity) });
}

test('the farthest from chance tells most, on either side of it', () => {
  expect(telling('conflict', [tensor('q', 0.55, 2000), tensor('k', 0.4, 2000), tensor('v', 0.5, 2000)])).toBe('model.layers.0.k.weight');
});

test('a few entries far from chance tell less than many nearly as far', () => {
  expect(telling('conflict', [tensor('q', 0.6, 2000), tensor('ln1', 0.72, 24)])).toBe('model.layers.0.q.weight');
});

test('not one with too few entries to tell', () => {
  expect(telling('conflict', [tensor('q', 0.52, 2000), tensor('k', 0, 3)])).toBe('model.layers.0.q.weight');
  expect(telling('conflict', [tensor('k', 0, 3)])).toBeUndefined();
});

test('the largest where chance says nothing', () => {
  const far = { ...tensor('k', 0.5, 0), changes: [30, 4, 0] };
  expect(telling('change 0', [tensor('q', 0.9, 2000), far])).toBe(far.name);
});

test('the choice between two of three models, each with chance as for two', () => {
  const { inputs } = observationOf();
  const three: Observation['inputs'] = [...inputs, { ref: './demo/maths', label: 'maths', base: false }];
  const pairs = (key: string, of = three) => {
    const quantity = quantityOf(of, key);
    return quantity ? choicesBetween(of, quantity).map(({ pairOf, chance }) => [pairOf?.names, chance]) : [];
  };
  expect(pairs('conflict')).toEqual([
    [undefined, 0.75],
    ['code and safety', 0.5],
    ['code and maths', 0.5],
    ['safety and maths', 0.5],
  ]);
  expect(pairs('margin 0 3')).toEqual(pairs('conflictMass'));
  expect([pairs('conflict', inputs), pairs('result')].map(({ length }) => length)).toEqual([1, 1]);
});
