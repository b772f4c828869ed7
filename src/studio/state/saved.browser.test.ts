import { afterEach, beforeEach, expect, test } from 'vitest';
import { bookStore } from '../history/book.ts';
import { createFakeEngine } from '../testing/fake-engine.ts';
import { setEngineClient } from './engine.ts';
import { PRESETS } from './presets.ts';
import { changeText, openRecipe, recipeStore } from './recipe-store.ts';
import { keep, restore, startOver } from './saved.ts';
import { setView, viewStore } from './view-store.ts';

const KEY = 'alloy.studio';
const FIRST = { name: 'First', text: PRESETS[0].text };
const recipeOf = (model: string) => `merge_method: linear\nmodels:\n  - model: ${model}\n`;

const stored = () => JSON.parse(localStorage.getItem(KEY) ?? '{}') as { name?: string; text?: string };
const shelf = () => bookStore.getState().recipes.map(({ name }) => name);
/** As another tab of the studio would. */
const writeElsewhere = (name: string, text: string) => localStorage.setItem(KEY, JSON.stringify({ ...stored(), name, text }));
let end = () => {};

beforeEach(() => {
  setEngineClient(createFakeEngine());
  localStorage.removeItem(KEY);
  bookStore.setState({ recipes: [] });
  viewStore.setState(viewStore.getInitialState(), true);
  end = restore(FIRST);
});
afterEach(() => {
  end();
  localStorage.removeItem(KEY);
});

/** The page is left and opened again. */
function openAgain(): void {
  end();
  end = restore(FIRST);
}

test('what is changed is there again, with the screen as it was', () => {
  openRecipe('Mine', recipeOf('a/b'));
  setView({ dockFolded: true });
  keep();
  setView({ dockFolded: false });
  openAgain();
  expect([recipeStore.getState().name, recipeStore.getState().text]).toEqual(['Mine', recipeOf('a/b')]);
  expect(viewStore.getState().dockFolded).toBe(true);
});

test('a tab in which nothing was done writes nothing over the work of another', () => {
  keep();
  openAgain();
  writeElsewhere('Theirs', recipeOf('c/d'));
  keep();
  expect(stored().name).toBe('Theirs');
  expect(shelf()).toEqual([]);
});

test('a tab that writes puts the recipe of another onto the shelf', () => {
  keep();
  writeElsewhere('Theirs', recipeOf('c/d'));
  setView({ dockFolded: true });
  keep();
  expect(stored().text).toBe(FIRST.text);
  expect(shelf()).toEqual(['Theirs']);
  changeText('more', recipeOf('a/b'));
  keep();
  expect(shelf()).toEqual(['Theirs']);
});

test('neither the recipe at hand nor a preset of another tab goes to the shelf', () => {
  openRecipe('Mine', recipeOf('a/b'));
  keep();
  for (const text of [recipeOf('a/b'), PRESETS[0].text]) {
    writeElsewhere('Theirs', text);
    setView({ dockFolded: !viewStore.getState().dockFolded });
    keep();
  }
  expect(shelf()).toEqual([]);
});

test('starting over leaves the recipe on the shelf and the page empty', () => {
  openRecipe('Mine', recipeOf('a/b'));
  startOver();
  openAgain();
  expect(recipeStore.getState().text).toBe('');
  expect(shelf()).toEqual(['Mine']);
});
