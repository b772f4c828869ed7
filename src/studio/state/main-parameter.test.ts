import { expect, test } from 'vitest';
import { parseRecipe } from '../../recipe/parse.ts';
import { mainParameter } from './main-parameter.ts';

const of = (text: string, ref?: string) => {
  const document = parseRecipe(text).recipe?.documents[0];
  return document && mainParameter(document, ref);
};

const TIES = `merge_method: ties
base_model: o/base
models:
  - model: o/a
    parameters: {weight: 1}
  - model: o/b
    parameters: {weight: 0.5}
`;

test('the weight of the first model beside the base, or of the one that is asked for', () => {
  expect(of(TIES)).toMatchObject({ ref: 'o/a', model: 0, place: ['models', 0, 'parameters', 'weight'] });
  expect(of(TIES, 'o/b')).toMatchObject({ ref: 'o/b', model: 1, place: ['models', 1, 'parameters', 'weight'] });
  expect(of(TIES, 'o/base')).toBeUndefined();
});

test('what all models share, where none has a number of its own', () => {
  const slerp = of('merge_method: slerp\nbase_model: o/a\nmodels:\n  - model: o/a\n  - model: o/b\nparameters: {t: 0.3}\n');
  expect(slerp).toMatchObject({ spec: { key: 't' }, place: ['parameters', 't'] });
  expect(slerp?.ref).toBeUndefined();
});
