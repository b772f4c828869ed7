import { beforeEach, expect, test } from 'vitest';
import { MAX_TEXT } from '../../recipe/limits.ts';
import { bookStore } from '../history/book.ts';
import { createFakeEngine } from '../testing/fake-engine.ts';
import { setEngineClient } from './engine.ts';
import { beginWith, recipeStore } from './recipe-store.ts';
import { copyName, duplicateRecipe, takeText } from './recipe-text.ts';
import { viewStore } from './view-store.ts';

const RECIPE = 'merge_method: linear\nmodels:\n  - model: a/b\n    parameters: {weight: 1}\n';
const state = () => recipeStore.getState();

beforeEach(() => {
  setEngineClient(createFakeEngine());
  viewStore.setState(viewStore.getInitialState(), true);
  bookStore.setState({ recipes: [] });
  beginWith('X', RECIPE, { loose: ['c/d'] });
});

test('of a model card that is pasted the recipe is opened', () => {
  const other = RECIPE.replace('a/b', 'e/f');
  takeText(`---\nbase_model: e/f\n---\n# A merge\n\n\`\`\`yaml\n${other}\`\`\`\n`);
  expect([state().text, state().problems]).toEqual([other, []]);
});

test('a text that is too long for a recipe is told so, and nothing else is done with it', () => {
  takeText(`${RECIPE}${'# a long remark\n'.repeat(MAX_TEXT)}`);
  expect(state().text).toBe(RECIPE);
  expect(viewStore.getState().dropNotice).toMatch(/^The pasted text has 4,194,\d+ characters; a recipe has 262,144 at most/);
});

test('copies have names of their own, and keep what lies on the graph', () => {
  duplicateRecipe();
  expect([state().name, state().loose]).toEqual(['X copy', ['c/d']]);
  duplicateRecipe();
  expect(state().name).toBe('X copy 2');
  expect(copyName('X copy 2', new Set(['X', 'X copy', 'X copy 2']))).toBe('X copy 3');
  expect(copyName('Y', new Set(['X copy']))).toBe('Y copy');
});
