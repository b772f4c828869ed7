import { describe, expect, test } from 'vitest';
import { observationOf, observedTensor } from '../testing/observed.ts';
import { readingOf } from './sentence.ts';
import { namesOf, pairsOf, totalsOf } from './totals.ts';
import { cosineText, normText, partText, shareText } from './words.ts';

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

test('two parents of one name are told apart, and an adapter is named', () => {
  const refs = ['x/a+y/lora', 'x/a', 'z/b', 'w/b'];
  const { parents } = totalsOf({ ...observation, inputs: refs.map((ref) => ({ ref, label: ref, base: false })) }, two);
  expect(parents.map(({ name }) => name)).toEqual(['a + lora', 'a', 'z/b', 'w/b']);
});

test('what all names begin with is left out, as on the graph; adapters of one model keep its name', () => {
  const names = (...refs: string[]) => namesOf(refs.map((ref) => ({ ref, label: ref, base: false })));
  expect(names('x/long-name-1', 'x/long-name-2')).toEqual(['1', '2']);
  expect(names('x/a+y/one', 'x/a+y/two')).toEqual(['a + one', 'a + two']);
});

describe('layers that were taken as they are', () => {
  const inputs = ['x/a', 'x/b'].map((ref) => ({ ref, label: ref, base: false }));
  /** As the engine tells it of a tensor that has one parent. */
  const taken = (layer: number, parent: number) => {
    const only = (value: number) => [0, 1].map((i) => (i === parent ? value : Number.NaN));
    const unvoted = { conflict: undefined, conflictChance: undefined, contested: 0, changes: [], cosines: [Number.NaN] };
    return { ...observedTensor(layer, 'q', [64, 64], 0), ...unvoted, norms: only(10), distances: only(0) };
  };
  const stack = totalsOf({ ...observation, inputs }, [taken(0, 0), taken(1, 0), taken(2, 1)]);

  test('have an origin, no distance and no cosine', () => {
    expect(stack.layers).toBe(3);
    expect(stack.parents.map(({ layers, relativeDistance }) => [layers, relativeDistance])).toEqual([
      [2, undefined],
      [1, undefined],
    ]);
    expect(stack.pairs).toEqual([{ pair: [0, 1], cosine: undefined }]);
    expect(readingOf(stack)).toBe('Each of its 3 layers comes from one model: 2 from a and 1 from b.');
  });

  test('beside layers that were mixed: distances are of the parts', () => {
    const mixed = { ...observedTensor(3, 'q', [64, 64], 0), changes: [], norms: [10, 10], distances: [1, 2], conflict: undefined };
    const { parents, pairs } = totalsOf({ ...observation, inputs }, [taken(0, 0), mixed]);
    expect(parents[1]?.relativeDistance).toBeCloseTo(0.2, 12);
    expect(pairs[0]?.cosine).toBeCloseTo(0.5, 12);
    const reading = readingOf(totalsOf({ ...observation, inputs }, [taken(0, 0), mixed]));
    expect(reading).toBe('In the layers that a model takes part in, the merge lies nearest to a, 7.1 % away.');
  });

  test('one model alone is compared with itself', () => {
    const alone = { ...taken(0, 0), norms: [10], distances: [1] };
    expect(readingOf(totalsOf({ ...observation, inputs: inputs.slice(0, 1) }, [alone]))).toBe('The merge is 10 % away from a.');
  });
});

test('what only a sample tells is marked, with no more digits than it tells', () => {
  const sampled = two.map((tensor) => ({
    ...tensor,
    coverage: { ...tensor.coverage, entries: tensor.coverage.of / 4 },
    cosines: [0.0023],
  }));
  const totals = totalsOf(observation, sampled);
  expect(totals.sampled).toBe(true);
  expect(totalsOf(observation, two).sampled).toBe(false);
  expect(partText(totals.parents[0]?.relativeDistance, true)).toBe('≈ 10 %');
  expect(normText(792.84, true)).toBe('≈ 793');
  expect(normText(792.84, false)).toBe('792.8');
  expect(cosineText(-0.002373, { sampled: true, looked: 2_000_000 })).toBe('≈ −0.002');
  expect(cosineText(-0.002373, { sampled: false, looked: 2_000_000 })).toBe('−0.002373');
  expect(shareText({ value: 0.5, error: Number.NaN })).toBe('≈ 50.0 %');
  expect(shareText({ value: 0.3134, error: 0.0003 })).toBe('31.34 ± 0.03 %');
  expect(readingOf(totals)).toMatch(/nearest to code, ≈ 10 % away/);
});
