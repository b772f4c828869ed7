import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyFix } from './edit.ts';
import { parseRecipe } from './parse.ts';

const HEAD = 'merge_method: linear\nmodels:\n  - model: a\n    parameters:\n      weight: 1\n';

const first = (text: string) => parseRecipe(text).problems[0];

test.each([
  ['a quote', `${HEAD}dtype: "float32\nout_dtype: float16\n`, 6, 'This quote is not closed.'],
  ['a single quote', `${HEAD}name: 'x\n`, 6, 'This quote is not closed.'],
  ['a bracket', HEAD.replace('1', '[0.1, 0.2'), 5, 'This “[” is not closed.'],
  ['a brace', `${HEAD}parameters: {normalize: true\ndtype: float32\n`, 6, 'This “{” is not closed.'],
  ['a bracket too many', `${HEAD}]\n`, 6, 'This “]” closes nothing.'],
  ['a repeated key', `${HEAD}dtype: float32\nname: x\ndtype: float16\n`, 8, 'The key “dtype” is given twice.'],
  ['no colon', `${HEAD}dtype float32\n`, 6, '“dtype” needs a colon before its value.'],
  ['no blank behind a colon', `${HEAD}dtype:float32\n`, 6, 'The colon needs a blank behind it.'],
  ['no blank behind a dash', HEAD.replace('- model', '-model'), 3, 'A dash needs a blank behind it.'],
  ['a colon in a value', `${HEAD}name: a: b\n`, 6, 'A value with a colon and a blank in it must be in quotes.'],
  ['a sign that YAML keeps for itself', `${HEAD}name: @b\n`, 6, 'A value that begins with @ must be in quotes.'],
  ['percent', HEAD.replace('1', '50%'), 5, 'weight must be a number, not “50%”.'],
  ['a fraction', HEAD.replace('1', '1/4'), 5, 'weight must be a number, not “1/4”.'],
  ['a comma', HEAD.replace('1', '0,5'), 5, 'weight must be a number, not “0,5”.'],
])('%s is told in its line, and can be mended', (_, text, line, message) => {
  const problem = first(text);
  expect(problem).toMatchObject({ line, message });
  expect(problem?.fix).toBeDefined();
  expect(problem && parseRecipe(applyFix(text, problem)).problems).toEqual([]);
});

test.each([2, 4, 8])('tabs are as wide as the text needs: %i', (width) => {
  const text = `merge_method: linear\nmodels: [{model: a}]\nparameters:\n${' '.repeat(width)}normalize: true\n\tweight: 1\n`;
  const problem = first(text);
  expect(problem).toMatchObject({ message: 'YAML is indented with spaces, not with tabs.' });
  expect(problem && parseRecipe(applyFix(text, problem)).problems).toEqual([]);
});

test('half a line has no mend, and no second sentence', () => {
  expect(parseRecipe(`${HEAD}to\n`).problems).toMatchObject([{ line: 6, message: '“to” has no colon and no value.' }]);
  expect(parseRecipe(HEAD.replace('weight: 1', 'wei\n      density: 1')).problems).toMatchObject([{ line: 5, message: /^“wei” has/ }]);
  expect(first(`${HEAD}dtype: float32\ndtype:\n  a: 1\n`)?.fix).toBeUndefined();
});

test('whatever the text, its problems lie inside it and their mends can be carried out', () => {
  const parts = fc.constantFrom(
    'a',
    'weight',
    ': ',
    ':',
    '\n',
    '  ',
    '\t',
    '- ',
    '-',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    ', ',
    '@',
    '%',
    '|',
    '#',
    '---\n',
    '1',
  );
  const text = fc.array(parts, { maxLength: 30 }).map((each) => each.join(''));
  fc.assert(
    fc.property(text, (made) => {
      for (const problem of parseRecipe(made).problems) {
        expect(problem.line ?? 1).toBeLessThanOrEqual(made.split('\n').length);
        expect(typeof applyFix(made, problem)).toBe('string');
        if (problem.fix?.range) expect(problem.fix.range[0]).toBeLessThanOrEqual(problem.fix.range[1]);
      }
    }),
    { numRuns: 1500 },
  );
});
