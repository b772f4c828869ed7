import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closest, distance } from './spelling.ts';

test.each([
  ['densty', 'density'],
  ['Weight', 'weight'],
  ['wieght', 'weight'],
  ['base', 'base_model'],
  ['gama', 'gamma'],
])('%s is %s', (word, meant) => {
  expect(closest(word, ['weight', 'density', 'gamma', 'base_model', 't'])).toBe(meant);
});

test('what resembles nothing is left alone', () => {
  expect(closest('temperature', ['weight', 'density', 't'])).toBeUndefined();
  expect(closest('x'.repeat(100), [`y${'x'.repeat(99)}`])).toBeUndefined();
});

test('distance counts the slips between two words', () => {
  expect([distance('', 'abc'), distance('abc', 'abc'), distance('ab', 'ba'), distance('kitten', 'sitting')]).toEqual([3, 0, 1, 3]);
  const symmetric = fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
    expect(distance(a, b)).toBe(distance(b, a));
    expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
  });
  fc.assert(symmetric);
});
