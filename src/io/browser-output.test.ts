import { describe, expect, test } from 'vitest';
import { placeFor } from './browser-output.ts';

const MEMORY = 1000;

describe('where output goes in a browser', () => {
  test('to the disk where it works and has room, or does not say how much', () => {
    expect(placeFor(5000, { state: 'works', roomBytes: 5000 }, MEMORY)).toBe('disk');
    expect(placeFor(5000, { state: 'works', roomBytes: undefined }, MEMORY)).toBe('disk');
  });

  test.each([
    ['is full', { state: 'full', roomBytes: undefined }, /room for 0 bytes more.* 1 kB are needed/],
    ['has too little room', { state: 'works', roomBytes: 999 }, /room for 999 bytes more/],
    ['is not there', { state: 'missing', roomBytes: undefined }, /no file system of its own/],
  ] as const)('to memory where the disk %s, and says so', (_, disk, why) => {
    expect(placeFor(1000, disk, MEMORY)).toEqual({ notice: expect.stringMatching(why) });
    expect(placeFor(1000, disk, MEMORY)).toEqual({ notice: expect.stringMatching(/lost when the tab closes/) });
  });

  test.each(['full', 'missing'] as const)('nowhere where the disk is %s and memory is too small', (state) => {
    expect(() => placeFor(1001, { state, roomBytes: 0 }, MEMORY)).toThrow(
      expect.objectContaining({ code: 'disk', hint: expect.any(String) }),
    );
  });
});
