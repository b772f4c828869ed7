import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distribute, normalise, type Weight, weightsOf } from './weights.ts';

const weights = (...values: (number | [number])[]): Weight[] =>
  values.map((value) => ({ place: [], value: Array.isArray(value) ? value[0] : value, locked: Array.isArray(value) }));

describe('normalise', () => {
  test('scales what is unlocked', () => {
    expect(normalise(weights(1, 3))).toEqual([0.25, 0.75]);
    expect(normalise(weights([0.6], 1, 1))).toEqual([0.6, 0.2, 0.2]);
    expect(normalise(weights(-1, 3))).toEqual([-0.5, 1.5]);
  });

  test('says why not', () => {
    expect(normalise(weights(0.5, 0.5))).toBe('They sum to 1 already');
    expect(normalise(weights(1, -1))).toMatch(/sum to 0/);
    expect(normalise(weights([1.2], 1))).toMatch(/leave nothing/);
    expect(normalise(weights([1], [1]))).toMatch(/locked/);
    expect(normalise(weights(1))).toMatch(/only one/);
    expect(normalise([...weights(1), { place: [], value: undefined, locked: false }])).toMatch(/over the layers/);
  });

  test('gives a sum of 1 to what can be read', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 10, noNaN: true }), { minLength: 2, maxLength: 9 }), (values) => {
        const made = normalise(weights(...values));
        if (typeof made === 'string') return;
        expect(made.reduce((total, value) => total + value, 0)).toBeCloseTo(1, 5);
      }),
    );
  });
});

test('distribute shares what is left', () => {
  expect(distribute(weights([0.4], 5, 0, 1))).toEqual([0.4, 0.2, 0.2, 0.2]);
  expect(distribute(weights(0.5, 0.5))).toBe('They are equal already');
});

test('the base has no weight, except in linear merges', () => {
  const document = { base: 'b', models: [{ model: 'b' }, { model: 'a', parameters: { weight: 0.3 } }] };
  expect(weightsOf({ method: 'ties', ...document }, { a: true })).toEqual([
    { place: ['models', 1, 'parameters', 'weight'], value: 0.3, locked: true },
  ]);
  expect(weightsOf({ method: 'linear', ...document }, {})).toHaveLength(2);
});
