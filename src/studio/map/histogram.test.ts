import { expect, test } from 'vitest';
import { filterShares, histogramOf, movedFilter, STEPS } from './histogram.ts';
import type { ColourScale } from './scale.ts';

const SCALE: ColourScale = { kind: 'diverging', low: 0.25, high: 0.75, reference: 0.5 };

test('values beyond the scale stand in its outermost steps, NaN nowhere', () => {
  const { counts, total } = histogramOf([0, 0.25, 0.5, 0.75, 1, Number.NaN], SCALE);
  expect(total).toBe(5);
  expect(counts[0]).toBe(2);
  expect(counts[STEPS - 1]).toBe(2);
  expect(counts[STEPS / 2]).toBe(1);
});

test('a handle at the scale’s end lets everything beyond it through; both there are no filter', () => {
  const from = movedFilter(undefined, 0, 0.5, SCALE);
  expect(from).toEqual([0.5, Number.POSITIVE_INFINITY]);
  expect(movedFilter(from, 0, 0, SCALE)).toBeUndefined();
  expect(filterShares(from, SCALE)).toEqual([0.5, 1]);
});

test('handles do not pass each other', () => {
  const filter = movedFilter(movedFilter(undefined, 1, 0.5, SCALE), 0, 0.9, SCALE);
  expect(filter?.[0]).toBeCloseTo(0.5, 12);
  expect(filter?.[1]).toBeCloseTo(0.5, 12);
});
