import { describe, expect, test } from 'vitest';
import { layerDistances, type RunRecord } from './book.ts';
import { figureRows } from './run-figures.ts';
import { findItems, shelfItems } from './shelf-items.ts';

const run = (changes: Partial<RunRecord> = {}): RunRecord => ({
  id: '1',
  name: 'General with skills',
  what: 'TIES, 2 models',
  text: 'merge_method: ties\nmodels:\n  - model: a/code\n',
  at: 0,
  status: 'done',
  seconds: 2,
  readBytes: 1000,
  writeBytes: 500,
  requests: 0,
  tensors: 45,
  moved: [{ input: 'a/code', median: 0.02 }],
  ...changes,
});

describe('figureRows', () => {
  const several = figureRows([
    run(),
    run({ seconds: 3, moved: [{ input: 'b/base', median: 0.1 }] }),
    run({ seconds: 1, tensors: undefined }),
  ]);
  const row = (name: string) => several.find((one) => one.name === name)?.cells;

  test('runs have their difference to the first, where both have numbers', () => {
    expect(row('Time')).toEqual([{ text: '2.0 s' }, { text: '3.0 s', difference: '+50 %' }, { text: '1.0 s', difference: '−50 %' }]);
    expect(row('Read')?.[1]).toMatchObject({ difference: 'same' });
  });

  test('what a run did not record is said so', () => {
    expect(row('Moved from code')?.[1]).toEqual({ text: 'not recorded' });
    expect(row('Tensors')?.[2]).toEqual({ text: 'not recorded' });
  });
});

test('layers have the median of their tensors, one line for each input', () => {
  const tensor = (name: string, ...relative: number[]) => ({
    name,
    elements: 1,
    moved: relative.map((one, i) => ({ input: ['base', 'code'][i] ?? '', base: i === 0, relative: one })),
  });
  const tensors = [
    tensor('model.embed_tokens.weight', 9, 9),
    tensor('model.layers.0.a.weight', 0.1, 0.5),
    tensor('model.layers.0.b.weight', 0.2),
    tensor('model.layers.0.c.weight', 0.9),
    tensor('model.layers.2.a.weight', 0.4, 0.3),
  ];
  expect(layerDistances(tensors)).toEqual([
    { input: 'base', base: true, medians: [0.2, undefined, 0.4] },
    { input: 'code', base: false, medians: [0.5, undefined, 0.3] },
  ]);
});

test('a search looks into names, notes and recipes', () => {
  const items = shelfItems('runs', { runs: [run(), run({ id: '2', name: 'Half way', text: 'merge_method: slerp' })], recipes: [] });
  expect(findItems(items, 'a/code skills')).toHaveLength(1);
  expect(findItems(items, 'slerp')).toMatchObject([{ id: '2' }]);
  expect(findItems(items, '')).toHaveLength(2);
  expect(findItems(shelfItems('presets', { runs: [], recipes: [] }), 'wise-ft')).toHaveLength(1);
});
