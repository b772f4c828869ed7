import { describe, expect, test } from 'vitest';
import { observationOf } from '../testing/observed.ts';
import { cellText, decimalsFor, figuresOf, fullText, measuresOf, scaleOf } from './measures.ts';
import { parseValues, valueChoices } from './values.ts';

describe('values', () => {
  const scale = { min: 0, max: 1, step: 0.01, limits: { min: 0, max: 1 } };
  const values = (text: string) => parseValues(text, 'density', scale);

  test.each([
    ['0.2, 0.4,0.6', [0.2, 0.4, 0.6]],
    ['.2 1/4 60 %', [0.2, 0.25, 0.6]],
    ['0,2; 0,4', [0.2, 0.4]],
    ['0.5, 0.5', [0.5]],
    ['0 to 1 in 6', [0, 0.2, 0.4, 0.6, 0.8, 1]],
    ['0.1 to 0.3 by 0.1', [0.1, 0.2, 0.3]],
    ['1 … 0 in 3', [1, 0.5, 0]],
    ['0.3 to 0.9 in 1', [0.3]],
  ])('%s', (text, expected) => expect(values(text)).toEqual(expected));

  test.each([
    ['', /^Type numbers/],
    ['0.2, x', /^Type numbers/],
    ['0.2 to 1 by 0', /^Type numbers/],
    ['0.5, 1.5', /^Density goes from 0 to 1/],
    ['0 to 1 in 400', /at most 15/],
  ])('%s is refused in words', (text, sentence) => expect(values(text)).toMatch(sentence));

  test('the lists offered are all allowed, and whole for whole numbers', () => {
    for (const { values: offered } of valueChoices(scale, 0.9)) expect(values(offered.join(','))).toEqual(offered);
    expect(
      valueChoices({ min: 1, max: 9, step: 1, whole: true, limits: { min: 1 } }, 3)
        .flatMap((choice) => choice.values)
        .every(Number.isInteger),
    ).toBe(true);
  });
});

describe('measures', () => {
  const observation = observationOf(1);
  const figures = figuresOf(observation);
  const measures = measuresOf(observation.inputs, 0.5);
  const measure = (key: string) => measures.find((one) => one.key === key);

  test('every figure has its measure', () => {
    expect(Object.keys(figures).filter((key) => !measure(key))).toEqual([]);
  });

  test('the cosine with a parent is that of the merged change with its own', () => {
    // Each tensor: the merge lies 3 from the base and 1 from code, which lies 3 from the base.
    expect(figures['agreement ./demo/code']?.value).toBeCloseTo((9 + 9 - 1) / (2 * 3 * 3), 12);
    expect(figures['agreement ./demo/base']).toBeUndefined();
  });

  test('a tensor in which a parent takes no part does not count for its cosine', () => {
    const tensors = observation.tensors.map((tensor, i) =>
      i === 0 ? { ...tensor, distances: [Number.NaN, 2, 300], changes: [Number.NaN, 4, 0] } : tensor,
    );
    expect(figuresOf({ ...observation, tensors })['agreement ./demo/code']?.value).toBeCloseTo(17 / 18, 12);
  });

  test('a scale ends where the cells end, or as far on either side of its reference', () => {
    const [distance, conflict] = [measure('distance ./demo/code'), measure('conflict')];
    expect(distance && scaleOf(distance, [0.1, 0.3, 0.2])).toMatchObject({ kind: 'magnitude', low: 0.1, high: 0.3 });
    const cosine = measure('agreement ./demo/code');
    expect(cosine && scaleOf(cosine, [0.55, 0.65])).toMatchObject({ kind: 'magnitude', low: 0.55, high: 0.65 });
    expect(conflict && scaleOf(conflict, [0.53, 0.531])).toMatchObject({ kind: 'diverging', low: 0.45, high: 0.55 });
    expect(conflict && scaleOf(conflict, [0.46, 0.58])).toEqual({ kind: 'diverging', low: 0.4, high: 0.6, reference: 0.5 });
  });

  test('numbers tell cells apart, and say what they are worth', () => {
    const distance = measure('distance ./demo/code');
    if (!distance) throw new Error('no such measure');
    expect(decimalsFor(distance, [0.04, 0.0402])).toBe(3);
    expect(cellText(distance, { value: 0.1234 }, 1)).toBe('12.3');
    expect(fullText(distance, { value: 0.1234 }, 1, false)).toBe('12.3 %');
    expect(fullText(distance, { value: 0.1234 }, 1, true)).toBe('≈ 12.3 %');
    expect(fullText(distance, { value: 0.1234, error: 0.002 }, 1, true)).toBe('12.3 ± 0.2 %');
  });
});
