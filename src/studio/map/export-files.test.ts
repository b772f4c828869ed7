import { expect, test } from 'vitest';
import { csvText, drawnTitle } from './export-files.ts';

const from = { title: 'Norm', coverage: 'a sample of 4.0 % of the weights', recipe: 'merge_method: linear\n' };

test('a file says what was looked at for its numbers', () => {
  const lines = csvText(from, ['tensor', 'value'], [['x', 1]]).split('\n');
  expect(lines[0]).toBe('# Norm');
  expect(lines).toContain('# of a sample of 4.0 % of the weights');
  expect(drawnTitle(from)).toBe('Norm (a sample of 4.0 % of the weights)');
});
