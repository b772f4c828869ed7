import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { modelCard } from './card.ts';
import { parseRecipe } from './parse.ts';

const TEXT = 'merge_method: ties\nbase_model: org/base\nmodels:\n  - model: org/a@v1\n    parameters: {weight: 1}\n';

function cardOf(text: string, models: Parameters<typeof modelCard>[3]) {
  const document = parseRecipe(text).recipe?.documents[0];
  if (!document) throw new Error('no recipe');
  const card = modelCard('Mine', text, document, models);
  return { card, front: parse(card.split('---')[1] ?? '') as unknown };
}

const base = { ref: 'org/base', label: 'org/base', licence: 'mit' };

test('the Hub can read what the merge is made of', () => {
  const { card, front } = cardOf(TEXT, [base, { ref: 'org/a@v1', label: 'org/a', revision: 'abc', licence: 'mit' }]);
  expect(front).toEqual({
    base_model: ['org/base', 'org/a'],
    base_model_relation: 'merge',
    license: 'mit',
    library_name: 'transformers',
    tags: ['mergekit', 'merge'],
  });
  expect(card).toContain('# Mine\n');
  expect(card).toContain('with [org/base](https://huggingface.co/org/base) as the base.');
  expect(card).toContain('- [org/a](https://huggingface.co/org/a) at `abc`');
  expect(card).toContain(`\`\`\`yaml\n${TEXT}\`\`\``);
});

test('no licence is claimed where models differ or one has none; folders are no links', () => {
  for (const licence of ['apache-2.0', undefined]) {
    const { card, front } = cardOf(TEXT, [base, { ref: 'org/a@v1', label: './a', licence }]);
    expect(front).not.toHaveProperty('license');
    expect(front).toMatchObject({ base_model: ['org/base'] });
    expect(card).toContain('\n- ./a\n');
  }
});

test('what brings coefficients is no model of the merge', () => {
  const text = `${TEXT}alloy: {coefficients: org/learned}\n`.replace('ties', 'linear').replace('base_model: org/base\n', '');
  expect(cardOf(text, [base, { ref: 'org/learned', label: 'org/learned' }]).card).not.toContain('learned](');
});
