import { expect, test } from 'vitest';
import { createMemoryOutput } from '../io/memory.ts';
import { memorySource, runRecipe } from './testing.ts';

const NAME = 'model.norm.weight';
const RECIPE = 'merge_method: linear\nmodels: [{model: a, parameters: {weight: 1}}]\ndtype: float32\n';

test('output that cannot be removed does not hide why the merge failed', async () => {
  const source = memorySource('a', { tensors: [{ name: NAME, dtype: 'F32', shape: [4], values: [1, 2, 3, 4] }] });
  const a = { ...source, read: () => Promise.reject(new Error('the line broke')) };
  const output = () => ({ ...createMemoryOutput(), abort: () => Promise.reject(new Error('a file is held open')) });
  await expect(runRecipe({ a }, RECIPE, { output })).rejects.toThrow(/the line broke/);
});
