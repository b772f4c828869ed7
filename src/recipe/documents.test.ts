import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defined } from '../base/assert.ts';
import {
  copyDocument,
  insertDocument,
  moveToEnd,
  nameDocument,
  referencesOf,
  removeDocument,
  renameEdits,
  splitDocuments,
} from './documents.ts';
import { editRecipe } from './edit.ts';
import { parseRecipe } from './parse.ts';
import { recipeToYaml } from './serialize.ts';
import { anyRecipe } from './testing.ts';

const TEXT = `# what the skills add
name: skills # a node
merge_method: ties
base_model: b
models:
  - model: a
    parameters: {weight: 0.5}
# end of skills
---
# the output
merge_method: slerp
base_model: skills
models:
  - model: skills # inner
  - model: c
parameters: {t: 0.5}
`;

const documentsOf = (text: string) => defined(parseRecipe(text).recipe, `a recipe in\n${text}`).documents;
const comments = (text: string) => [...text.matchAll(/#.*/g)].map(([comment]) => comment).sort();

test('pieces are the text', () => {
  expect(splitDocuments(TEXT)).toHaveLength(2);
  expect(splitDocuments(TEXT).join('')).toBe(TEXT);
  expect(splitDocuments(`${TEXT}---\n`).join('')).toBe(`${TEXT}---\n`);
});

describe('pieces change places', () => {
  test('one is put in before another, and nothing else changes', () => {
    const text = insertDocument(TEXT, 1, { name: 'soup', merge_method: 'linear', models: [{ model: 'x' }] });
    expect(documentsOf(text).map(({ name }) => name)).toEqual(['skills', 'soup', undefined]);
    expect(comments(text)).toEqual(comments(TEXT));
    expect(removeDocument(text, 1)).toBe(TEXT);
  });

  test('also before the first', () => {
    const text = insertDocument(TEXT, 0, { name: 'soup', merge_method: 'linear', models: [{ model: 'x' }] });
    expect(text.endsWith(`---\n${TEXT}`)).toBe(true);
    expect(removeDocument(text, 0)).toBe(TEXT);
  });

  test('the only one leaves nothing', () => {
    expect(removeDocument('merge_method: linear\nmodels: [{model: a}]', 0)).toBe('');
  });

  test('one goes to the end', () => {
    const text = moveToEnd(TEXT, 0);
    expect(documentsOf(text).map(({ name }) => name)).toEqual([undefined, 'skills']);
    expect(text.startsWith('# the output\n')).toBe(true);
    expect(comments(text)).toEqual(comments(TEXT));
  });

  test('a copy has its own name and the same comments', () => {
    const text = copyDocument(TEXT, 1, 'again');
    expect(documentsOf(text).map(({ name }) => name)).toEqual(['skills', 'again', undefined]);
    expect(text).toContain('---\n# the output\nname: again\nmerge_method: slerp');
    expect(text.match(/# inner/g)).toHaveLength(2);
  });

  test('text with directives is left alone', () => {
    expect(() => removeDocument(`%YAML 1.2\n---\n${TEXT}`, 0)).toThrow('directives');
  });
});

describe('names', () => {
  test('come first, after the comments', () => {
    expect(nameDocument(TEXT, 1, 'out')).toBe(TEXT.replace('# the output\n', '# the output\nname: out\n'));
  });

  test('replace those that are there', () => {
    expect(nameDocument(TEXT, 0, 'craft')).toBe(TEXT.replace('name: skills', 'name: craft'));
  });

  test('fit in mappings of one line', () => {
    const flow = '{merge_method: linear, models: [{model: a}]}\n';
    expect(documentsOf(nameDocument(flow, 0, 'x'))[0]?.name).toBe('x');
    expect(documentsOf(nameDocument(`--- ${flow}`, 0, 'x'))[0]?.name).toBe('x');
  });

  test('are followed wherever documents refer to them', () => {
    const recipe = { documents: documentsOf(TEXT) };
    const text = editRecipe(nameDocument(TEXT, 0, 'craft'), renameEdits(recipe, 'skills', 'craft'));
    expect(text).toBe(TEXT.replaceAll('skills', (word, at) => (at < 20 ? word : 'craft')).replace('# end of craft', '# end of skills'));
  });
});

test('references of any recipe are where they say', () => {
  fc.assert(
    fc.property(anyRecipe, (recipe) => {
      const text = recipeToYaml(recipe);
      const edits = recipe.documents.flatMap((each, document) =>
        referencesOf(each).map(({ path }) => ({ document, path, value: 'same/name' })),
      );
      const after = documentsOf(editRecipe(text, edits));
      for (const document of after) for (const { ref } of referencesOf(document)) expect(ref).toBe('same/name');
    }),
    { numRuns: 100 },
  );
});

test('taking out what was put in gives back any recipe', () => {
  fc.assert(
    fc.property(anyRecipe, fc.nat(5), (recipe, at) => {
      const text = recipeToYaml(recipe);
      const index = at % (recipe.documents.length + 1);
      const put = insertDocument(text, index, { name: 'put in', merge_method: 'linear', models: [{ model: 'm' }] });
      expect(documentsOf(put)[index]?.name).toBe('put in');
      expect(removeDocument(put, index)).toBe(text);
    }),
    { numRuns: 100 },
  );
});
