import { expect, test } from 'vitest';
import { parseRecipe } from '../../recipe/parse.ts';
import { pinRecipe } from './pin.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const commits: Readonly<Record<string, string>> = { 'o/a': A, 'o/b@main': B, 'o/l': B, './demo/x': 'no commit' };
const pin = (text: string) => {
  const { recipe } = parseRecipe(text);
  if (!recipe) throw new Error(JSON.stringify(parseRecipe(text).problems));
  return pinRecipe(text, recipe, (ref) => commits[ref]);
};

test('every mention is pinned, comments stay', () => {
  const text = `# why
merge_method: ties # trimmed
base_model: o/a
models:
  - model: o/b@main # the skill
    parameters: {weight: 1, density: 0.5}
  - model: o/a+o/l
tokenizer_source: o/a
`;
  expect(pin(text)).toEqual({
    text: text.replaceAll('o/a', `o/a@${A}`).replace('o/b@main', `o/b@${B}`).replace('+o/l', `+o/l@${B}`),
    pinned: [`o/b@${B}`, `o/a@${A}+o/l@${B}`, `o/a@${A}`],
    loose: [],
  });
});

test('slices, long tokenizers and nested documents', () => {
  const text = `name: inner
merge_method: slerp
slices:
  - sources:
      - {model: o/a, layer_range: [0, 4]}
      - {model: o/b@main, layer_range: [0, 4]}
    base_model: o/a
parameters: {t: 0.5}
---
merge_method: linear
models:
  - model: inner
    parameters: {weight: 1}
  - model: ./demo/x
    parameters: {weight: 1}
tokenizer:
  source: o/a
  tokens:
    <pad>: {source: o/a}
`;
  const { text: made, loose } = pin(text);
  expect(made.match(new RegExp(`o/a@${A}`, 'g'))).toHaveLength(4);
  expect(made).not.toMatch(/o\/a[^@]/);
  expect(made).toContain('- model: inner');
  expect(loose).toEqual(['./demo/x']);
  expect(parseRecipe(made).problems).toEqual([]);
});

test('a comment that looks like a key does no harm', () => {
  const text = 'merge_method: linear # tokenizer: none\nmodels:\n  - {model: o/a, parameters: {weight: 1}}\ntokenizer_source: o/a\n';
  expect(parseRecipe(pin(text).text).recipe).toBeDefined();
  expect(pin(text)).toMatchObject({ text, loose: ['o/a'] });
});
