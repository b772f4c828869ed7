import { expect, test } from 'vitest';
import { createReferenceBackend } from '../../compute/reference/backend.ts';
import { type Example, mergeInMemory } from '../testing.ts';
import { sce } from './rule.ts';
import { SCE } from './spec.ts';

const run = (example: Example) => mergeInMemory(createReferenceBackend('float32'), { spec: SCE, rule: sce }, example);

const BASE = [1, -2, 0.5, 0, 0.25, 4, -1, 3];
const MODELS = [
  [1.5, -2.25, 0.5, 0.125, 0.25, 3.5, -0.75, 3],
  [0.5, -2.5, 1.5, 0, 0.5, 4.25, -2, 3.75],
  [1.25, -1, 0.25, -0.5, -0.75, 4.5, -1, 2],
];

test('of entries that vary equally, those with the lowest index are selected', async () => {
  // Entries 2, 4 and 6 vary equally and two of them fit; torch takes 4 and 6, and its choice has no rule.
  const { values } = await run({ shape: [2, 4], inputs: [...MODELS, BASE], base: 3, shared: { select_topk: 0.5 } });
  expect([...values]).toEqual([1, -1, 1.5, 0, -0.75, 4, -1, 2]);
});

test('the share is of the entries that differ, not of all', async () => {
  const zeros = [0, 0, 0, 0];
  const { values } = await run({ shape: [4], inputs: [[2, 1, 0, 0], zeros, zeros], base: 2, shared: { select_topk: 0.5 } });
  expect([...values]).toEqual([2, 0, 0, 0]);
});

test('models weigh as the mean square of what is kept of them, or the same where that is nothing', async () => {
  const weighed = await run({
    shape: [2],
    inputs: [
      [1, 0],
      [3, 0],
      [0, 0],
    ],
    base: 2,
  });
  expect(weighed.values[0]).toBeCloseTo(0.1 * 1 + 0.9 * 3, 6);
  const small = await run({
    shape: [2],
    inputs: [
      [1e-4, 0],
      [3e-4, 0],
      [0, 0],
    ],
    base: 2,
  });
  expect(small.values[0]).toBeCloseTo(2e-4, 9);
  expect(small.notes).toEqual(['The changes are so small that all models weigh the same.']);
});
