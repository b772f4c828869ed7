import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseNumber } from './parse-number.ts';

describe('numbers as typed', () => {
  test.each([
    ['.6', 0.6],
    ['0,6', 0.6],
    ['60%', 0.6],
    ['60 %', 0.6],
    ['1/3', 1 / 3],
    ['2/4%', 0.005],
    ['−0.3', -0.3],
    ['+1.', 1],
    [' 1e-5 ', 1e-5],
    ['-1/4', -0.25],
  ])('%s', (text, expected) => expect(parseNumber(text)).toBe(expected));

  test.each(['', 'x', '1/0', '1/2/3', '1.2.3', '--1', '%', '/2', 'e5', '1e999', 'Infinity', '0x10', '1,000.5'])('%j is none', (text) =>
    expect(parseNumber(text)).toBeUndefined(),
  );

  test('reads back every finite number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(parseNumber(String(number))).toBe(number === 0 && Object.is(number, -0) ? 0 : number);
      }),
    );
  });
});
