import { describe, expect, test } from 'vitest';
import { aboutTime, counted, duration, percent, setting, written, writtenBytes, writtenCount } from './format.ts';

describe('quantities', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [632_416, '632 kB'],
    [999_999, '1.00 MB'],
    [2_471_645_608, '2.47 GB'],
    [43_200_000, '43.2 MB'],
  ])('%d bytes are %s', (number, text) => expect(writtenBytes(number)).toBe(text));

  test('parameters count in B, not G', () => {
    expect(writtenCount(1_236_000_000)).toBe('1.24 B');
    expect(writtenCount(158_080)).toBe('158 k');
    expect(writtenCount(45)).toBe('45');
  });

  test.each([
    [0.01, '< 0.1 s'],
    [0.2, '0.2 s'],
    [41.4, '41 s'],
    [59.7, '1:00 min'],
    [139, '2:19 min'],
    [3840, '1:04 h'],
  ])('%d seconds are %s', (seconds, text) => expect(written(duration(seconds))).toBe(text));

  test('estimated times are about something, or under the least', () => {
    expect(aboutTime(41.4)).toBe('about 41 s');
    expect(aboutTime(0.01)).toBe('under 0.1 s');
  });

  test('shares', () => {
    expect([percent(0.62), percent(0.0431), percent(0), percent(1), percent(-0.005)]).toEqual(['62 %', '4.3 %', '0 %', '100 %', '−0.5 %']);
  });
});

describe('settings', () => {
  test.each([
    [0.6, 0.01, '0.60'],
    [0.125, 0.01, '0.125'],
    [1 / 3, 0.01, '0.333333'],
    [-0.3, 0.05, '−0.30'],
    [10, 1, '10'],
    [1e-5, 1e-6, '1e−5'],
    [0, 1e-6, '0'],
  ])('%d by steps of %d is %s', (number, step, text) => expect(setting(number, step)).toBe(text));
});

test('plurals', () => {
  expect([counted(1, 'tensor'), counted(1024, 'tensor'), counted(0, 'body', 'bodies')]).toEqual(['1 tensor', '1,024 tensors', '0 bodies']);
});
