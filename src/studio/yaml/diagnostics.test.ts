import { expect, test } from 'vitest';
import { parseRecipe } from '../../recipe/parse.ts';
import { textMarks } from './diagnostics.ts';

const marked = (text: string) => textMarks(text, parseRecipe(text).problems).map(({ from, to }) => text.slice(from, to));

test('the word at fault is marked', () => {
  const text = 'merge_method: ties\nbase_model: b\nmodels:\n  - model: a\n    parameters: {weight: 1, densty: 0.5}\n';
  expect(marked(text)).toContain('densty');
  expect(marked('merge_method: tees\nbase_model: b\nmodels:\n  - model: a\n')).toContain('tees');
});

test('values in quotes and with colons are words', () => {
  const at = (line: string, column: number) => textMarks(line, [{ severity: 'error', message: '', path: '', line: 1, column }])[0];
  expect(at('a: "two words" # three', 4)).toMatchObject({ from: 3, to: 14 });
  expect(at('model: C:/folder/b', 8)).toMatchObject({ from: 7, to: 18 });
});

test('places beyond the text are kept inside it, faults without a place have no mark', () => {
  const problem = { severity: 'error', message: '', path: '' } as const;
  expect(textMarks('ab\n', [{ ...problem, line: 1, column: 99 }, problem, { ...problem, line: 99, column: 1 }])).toMatchObject([
    { from: 2, to: 2 },
  ]);
});
