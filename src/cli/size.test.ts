import { describe, expect, test } from 'vitest';
import { formatBytes, parseSize } from './size.ts';

describe('parseSize', () => {
  test.each([
    ['6000', 6000],
    ['5B', 5e9],
    ['5b', 5e9],
    ['2K', 2000],
    ['300M', 3e8],
    ['500MB', 5e8],
    ['1.5G', 1.5e9],
    ['2 GB', 2e9],
    ['0.1K', 100],
  ])('%s is %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  test.each(['', '0', '-5', '5X', 'B', '1e9', '5 000', '0.0001K', 'NaN', '99999999999B', 'constructor'])('"%s" is refused', (text) => {
    expect(() => parseSize(text)).toThrow('is not a size');
  });
});

describe('formatBytes', () => {
  test.each([
    [0, '0 B'],
    [0.4, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [14_483_000_000, '14.5 GB'],
    [123_456_789, '123 MB'],
    [5e15, '5000 TB'],
  ])('%d is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});
