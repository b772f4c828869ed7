import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defined } from '../base/assert.ts';
import { applyFix, editRecipe, type RecipeEdit } from './edit.ts';
import type { Path } from './findings.ts';
import { parseRecipe } from './parse.ts';
import type { Recipe } from './recipe.ts';
import { recipeToYaml } from './serialize.ts';
import { anyRecipe } from './testing.ts';

const TEXT = `# what the skills add
merge_method: ties # elect by sum
base_model: b
models:
- model: a # the first
  parameters:
    weight: 0.5 # half
    density: &d 0.5

# the second
- model: c
  parameters: {weight: 0.3, density: *d}
dtype: bfloat16
---
# a soup
name: soup
merge_method: linear
models:
- model: x
  parameters: {weight: 1}
`;

const COMMENTS = ['# what the skills add', '# elect by sum', '# the first', '# half', '# the second', '# a soup'];

const set =
  (document: number, ...path: Path): ((value?: RecipeEdit['value']) => RecipeEdit) =>
  (value) => ({ document, path, value });

const recipeOf = (text: string): Recipe => defined(parseRecipe(text).recipe, `a recipe in\n${text}`);
const edited = (...edits: RecipeEdit[]): Recipe['documents'] => recipeOf(editRecipe(TEXT, edits)).documents;

describe('a value in place of a value', () => {
  test('changes its characters and no others', () => {
    expect(editRecipe(TEXT, [set(0, 'models', 0, 'parameters', 'weight')(0.75)])).toBe(TEXT.replace('0.5 # half', '0.75 # half'));
    expect(editRecipe(TEXT, [set(0, 'merge_method')('dare_ties')])).toBe(TEXT.replace('ties #', 'dare_ties #'));
    expect(editRecipe(TEXT, [set(1, 'merge_method')('karcher'), set(0, 'base_model')('no')])).toBe(
      TEXT.replace('linear', 'karcher').replace(': b\n', ': "no"\n'),
    );
  });

  test('is written so that brackets do not end it', () => {
    expect(editRecipe('models: [{model: a}]\n', [set(0, 'models', 0, 'model')('a, b}')])).toBe('models: [{model: "a, b}"}]\n');
  });
});

describe('other edits keep every comment', () => {
  const cases: [string, RecipeEdit, (documents: Recipe['documents']) => void][] = [
    [
      'a gradient',
      set(0, 'models', 0, 'parameters', 'weight')([0, 1]),
      ([d]) => expect(d?.models?.[0]?.parameters?.weight).toEqual([0, 1]),
    ],
    [
      'a filter',
      set(0, 'parameters', 'lambda')([{ filter: 'mlp', value: 2 }]),
      ([d]) => expect(d?.parameters?.lambda).toEqual([{ filter: 'mlp', value: 2 }]),
    ],
    ['a new level', set(1, 'parameters', 'normalize')(false), ([, d]) => expect(d?.parameters).toEqual({ normalize: false })],
    ['a dialect', set(0, 'alloy', 'elect_by')('count'), ([d]) => expect(d?.alloy).toEqual({ elect_by: 'count' })],
    ['no dtype', set(0, 'dtype')(), ([d]) => expect(d?.dtype).toBeUndefined()],
    ['one more model', set(0, 'models', 2)({ model: 'z', parameters: { weight: 1 } }), ([d]) => expect(d?.models).toHaveLength(3)],
  ];

  test.each(cases)('%s', (_, edit, check) => {
    const text = editRecipe(TEXT, [edit]);
    for (const comment of COMMENTS) expect(text).toContain(comment);
    check(recipeOf(text).documents);
  });

  test('and the text’s own way of indenting', () => {
    const text = editRecipe(TEXT, [set(0, 'parameters', 'lambda')(0.5)]);
    expect(text).toBe(TEXT.replace('dtype: bfloat16\n', 'dtype: bfloat16\nparameters:\n  lambda: 0.5\n'));
  });
});

describe('shared anchors', () => {
  test('an alias that is edited no longer follows', () => {
    const [document] = edited(set(0, 'models', 1, 'parameters', 'density')(0.9));
    expect(document?.models?.map(({ parameters }) => parameters?.density)).toEqual([0.5, 0.9]);
  });

  test('others keep the value when the anchor is edited or removed', () => {
    expect(edited(set(0, 'models', 0, 'parameters', 'density')(0.9))[0]?.models?.[1]?.parameters?.density).toBe(0.5);
    expect(edited(set(0, 'models', 0)())[0]?.models).toEqual([{ model: 'c', parameters: { weight: 0.3, density: 0.5 } }]);
  });
});

test('merged mappings stay as they are', () => {
  const text = 'merge_method: linear\nmodels:\n  - {model: a, parameters: &p {weight: 1}}\n  - {model: b, parameters: {<<: *p}}\n';
  const changed = editRecipe(text, [set(0, 'models', 1, 'parameters', 'weight')(2)]);
  expect(changed).toContain('{<<: *p, weight: 2}');
  expect(recipeOf(changed).documents[0]?.models?.map(({ parameters }) => parameters?.weight)).toEqual([1, 2]);
});

test('what is left empty goes', () => {
  const text = editRecipe(TEXT, [set(1, 'models', 0, 'parameters', 'weight')()]);
  expect(text).toBe(TEXT.replace('- model: x\n  parameters: {weight: 1}\n', '- model: x\n'));
});

test('a text with a fault, or a place that is not there, is refused', () => {
  expect(() => editRecipe('a: [', [set(0, 'merge_method')('ties')])).toThrow('cannot be changed');
  expect(() => editRecipe(TEXT, [set(2, 'merge_method')('ties')])).toThrow('cannot be changed');
  expect(() => editRecipe(TEXT, [set(0, 'dtype', 'parameters', 't')(1)])).toThrow('cannot be changed');
});

test('editing any recipe’s text is editing the recipe', () => {
  const agrees = fc.property(
    anyRecipe,
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant([0, 0.5])),
    (recipe, lambda) => {
      const text = editRecipe(recipeToYaml(recipe), [
        set(0, 'parameters', 'lambda')(lambda),
        set(0, 'merge_method')('sce'),
        set(0, 'dtype')('float16'),
      ]);
      const [first, ...others] = recipe.documents;
      expect(recipeOf(text)).toEqual({
        documents: [{ ...first, method: 'sce', dtype: 'float16', parameters: { ...first?.parameters, lambda } }, ...others],
      });
    },
  );
  fc.assert(agrees);
});

test('a fix replaces the word at its place', () => {
  const text = 'merge_method: tis # here\nbase_model: b\nmodels: [{model: a, parameters: {wieght: 1}}]\n';
  const mend = (broken: string): string => {
    const [problem] = parseRecipe(broken).problems;
    return problem ? mend(applyFix(broken, problem)) : broken;
  };
  expect(mend(text)).toBe('merge_method: ties # here\nbase_model: b\nmodels: [{model: a, parameters: {weight: 1}}]\n');
});
