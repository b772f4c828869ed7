import { describe, expect, test } from 'vitest';
import type { RunRecord } from './book.ts';
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
  test('two runs have their difference, where both have numbers', () => {
    const rows = figureRows(run(), run({ seconds: 3, moved: [{ input: 'b/base', median: 0.1 }] }));
    const row = (name: string) => rows.find((one) => one.name === name);
    expect(row('Time')).toEqual({ name: 'Time', first: '2.0 s', second: '3.0 s', difference: '+50 %' });
    expect(row('Read')).toMatchObject({ difference: 'same' });
    expect(row('Moved from code')).toMatchObject({ first: '2.0 %', second: '–', difference: '–' });
    expect(row('Requests')).toMatchObject({ difference: '–' });
  });

  test('one run has one column', () => {
    expect(figureRows(run()).every(({ second }) => second === undefined)).toBe(true);
  });
});

test('a search looks into names, notes and recipes', () => {
  const items = shelfItems('runs', { runs: [run(), run({ id: '2', name: 'Half way', text: 'merge_method: slerp' })], recipes: [] });
  expect(findItems(items, 'a/code skills')).toHaveLength(1);
  expect(findItems(items, 'slerp')).toMatchObject([{ id: '2' }]);
  expect(findItems(items, '')).toHaveLength(2);
  expect(findItems(shelfItems('presets', { runs: [], recipes: [] }), 'wise-ft')).toHaveLength(1);
});
