import { describe, expect, test } from 'vitest';
import { chanceBound, conflictChance, isUntold, shareError } from './chance.ts';

describe('telling a share from chance', () => {
  test('a handful near chance says nothing, many do', () => {
    expect(isUntold(0.6, 20, 0.5)).toBe(true);
    expect(isUntold(0.6, 2000, 0.5)).toBe(false);
  });

  test('a handful far from chance is told', () => {
    expect(isUntold(1, 20, 0.5)).toBe(false);
    expect(isUntold(0, 20, 0.5)).toBe(false);
  });

  test('many entries at chance are a finding, not a lack of one', () => {
    expect(isUntold(0.5, 1_000_000, 0.5)).toBe(false);
  });

  test('the bound is that of a binomial share', () => {
    expect(chanceBound(100, 0.5)).toBeCloseTo(1.96 * 0.05, 12);
    expect(chanceBound(0, 0.5)).toBe(Number.POSITIVE_INFINITY);
  });
});

test('n independent signs disagree in 1 − 2^(1 − n) of the entries', () => {
  expect([2, 3, 4].map(conflictChance)).toEqual([0.5, 0.75, 0.875]);
});

test('a few that agree have an error nevertheless', () => {
  expect(shareError(1, 5)).toBeGreaterThan(0.1);
  expect(shareError(0.5, 10_000)).toBeCloseTo(0.005, 4);
});
