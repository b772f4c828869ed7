import { describe, expect, test } from 'vitest';
import { observationOf, observedTensor } from '../testing/observed.ts';
import { readingOf } from './sentence.ts';
import { pairsOf, totalsOf } from './totals.ts';

const observation = observationOf(1);
const two = [observedTensor(0, 'q', [64, 64], 0.4), observedTensor(0, 'down', [64, 192], 0.6)];

describe('tensors rolled up', () => {
  test('lengths add as one long vector', () => {
    const { parents, resultNorm } = totalsOf(observation, two);
    expect(resultNorm).toBeCloseTo(Math.hypot(10, 10), 12);
    expect(parents[0]?.distance).toBeCloseTo(Math.hypot(1, 1), 12);
    expect(parents[0]?.relativeChange).toBeCloseTo(3 / 10, 12);
    expect(parents[2]?.change).toBeUndefined();
  });

  test('shares weigh as many entries as they are of', () => {
    const { conflict, contested } = totalsOf(observation, two);
    expect(contested).toBe((64 * 64 + 64 * 192) / 2);
    expect(conflict?.value).toBeCloseTo((0.4 * 1 + 0.6 * 3) / 4, 12);
  });

  test('sampled errors add in squares', () => {
    const sampled = two.map((tensor) => ({ ...tensor, contested: 100, conflict: { value: 0.5, error: 0.02 } }));
    expect(totalsOf(observation, sampled).conflict?.error).toBeCloseTo(Math.hypot(2, 2) / 200, 12);
  });

  test('the cosine is that of the vectors end to end', () => {
    const tensors = [two[0], two[1] && { ...two[1], cosines: [-0.5] }].filter((tensor) => tensor !== undefined);
    expect(totalsOf(observation, tensors).pairs).toEqual([{ pair: [0, 1], cosine: 0 }]);
  });

  test('an input that takes no part in a tensor adds nothing', () => {
    const absent = two.map((tensor, i) =>
      i === 0 ? { ...tensor, norms: [Number.NaN, 10, 10], distances: [Number.NaN, 2, 3], changes: [Number.NaN, 4, 0] } : tensor,
    );
    const { parents, pairs } = totalsOf(observation, absent);
    expect(parents[0]?.norm).toBeCloseTo(10, 12);
    expect(parents[0]?.relativeDistance).toBeCloseTo(0.1, 12);
    expect(Number.isFinite(pairs[0]?.cosine)).toBe(true);
  });
});

test('pairs leave the base out', () => expect(pairsOf(observation.inputs)).toEqual([[0, 1]]));

test('the sentence names the nearest parent and what chance would give', () => {
  expect(readingOf(totalsOf(observation, two))).toBe(
    'The merge lies nearest to code, 10 % away. Where the two changed both, they pull apart in 55 %, more often than by chance (50 %).',
  );
});

test('distances that read the same make neither parent the nearest', () => {
  const tensors = two.map((tensor) => ({ ...tensor, distances: [1, 1.0001, 3], conflict: undefined, contested: 0 }));
  expect(readingOf(totalsOf(observation, tensors))).toBe('The merge lies as near to code as to safety, 10 % away.');
});
