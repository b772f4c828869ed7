import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nudge, refusal, shareOf, snap, valueAt } from './slider-scale.ts';

const weight = { min: 0, max: 1, step: 0.01 };
const signed = { min: -1, max: 1, step: 0.05 };
const whole = { min: 1, max: 100, step: 1, whole: true };

describe('steps', () => {
  test('snap leaves no dust', () => {
    expect(snap(0.30000000000000004, weight)).toBe(0.3);
    expect(snap(0.7 + 0.1, weight)).toBe(0.8);
    expect(snap(-0.32, signed)).toBe(-0.3);
  });

  test('a tenth of a step and ten steps', () => {
    expect(nudge(0.6, 0.1, weight)).toBe(0.601);
    expect(nudge(0.6, -10, weight)).toBe(0.5);
    expect(nudge(10, 0.1, whole)).toBe(10);
    expect(nudge(10, 10, whole)).toBe(20);
  });

  test('stops at the ends, but leaves a value beyond them where it is', () => {
    expect(nudge(0.995, 1, weight)).toBe(1);
    expect(nudge(1.4, 1, weight)).toBe(1.4);
    expect(nudge(1.4, -1, weight)).toBe(1.39);
  });

  test('the track gives only steps within the ends', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.5, max: 1.5, noNaN: true }), fc.constantFrom(weight, signed, whole), (share, scale) => {
        const value = valueAt(share, scale);
        expect(value).toBeGreaterThanOrEqual(scale.min);
        expect(value).toBeLessThanOrEqual(scale.max);
        expect(snap(value, scale)).toBe(value);
        expect(shareOf(value, scale)).toBeCloseTo(Math.min(1, Math.max(0, share)), 1);
      }),
    );
  });
});

describe('limits', () => {
  test('say what is allowed', () => {
    expect(refusal(1.4, 'density', { ...weight, limits: { min: 0, max: 1 } })).toBe('Density goes from 0 to 1.');
    expect(refusal(0, 'density', { ...weight, limits: { min: 0, max: 1, exclusive: true } })).toBe(
      'Density goes from 0 to 1, ends excluded.',
    );
    expect(refusal(-1, 'tol', { ...weight, limits: { min: 0 } })).toBe('Tol is at least 0.');
    expect(refusal(3, 'tol', { ...weight, limits: { max: 2, exclusive: true } })).toBe('Tol is less than 2.');
    expect(refusal(1.5, 'max_iter', whole)).toBe('Max_iter is a whole number.');
  });

  test('are no business of the slider’s ends', () => {
    expect(refusal(1.4, 'weight', weight)).toBeUndefined();
    expect(refusal(1, 'density', { ...weight, limits: { min: 0, max: 1 } })).toBeUndefined();
  });
});
