import { expect, test } from 'vitest';
import { normalKept, roundingFloor } from './floors.ts';

/** Evenly spread in the logarithm over several powers of two. */
const values = Array.from({ length: 20_000 }, (_, i) => 2 ** ((i * 0.6180339887) % 8));

test.each([
  ['BF16', 7],
  ['F16', 10],
] as const)('rounding to %s leaves out what is said', (dtype, bits) => {
  let [error, size] = [0, 0];
  for (const value of values) {
    const spacing = 2 ** (Math.floor(Math.log2(value)) - bits);
    error += (Math.round(value / spacing) * spacing - value) ** 2;
    size += value ** 2;
  }
  expect(roundingFloor(dtype) / Math.sqrt(error / size)).toBeCloseTo(1, 1);
});

test('a normal vector keeps most of its length in few entries', () => {
  // ∫ z² φ beyond the quantile, from tables of the normal distribution.
  expect(normalKept(0.1)).toBeCloseTo(Math.sqrt(2 * (1.6449 * 0.10314 + 0.05)), 2);
  expect(normalKept(0.5)).toBeCloseTo(Math.sqrt(2 * (0.6745 * 0.31778 + 0.25)), 2);
  expect(normalKept(1)).toBeCloseTo(1, 3);
});
