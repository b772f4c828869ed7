import { beforeEach, describe, expect, test } from 'vitest';
import { beginWith, changeText, endGesture, openRecipe, recipeStore, redo, undo } from './recipe-store.ts';

const recipeOf = (model: string) => `merge_method: linear\nmodels:\n  - model: ${model}\n    parameters: {weight: 1}\n`;
const FAULTY = 'merge_method: [linear\n';

const state = () => recipeStore.getState();
const models = () => state().recipe?.documents[0]?.models?.map(({ model }) => model);

beforeEach(() => beginWith('A', recipeOf('a')));

describe('a text with a fault', () => {
  test('comes back with its own last good recipe, not with that of the document it takes the place of', () => {
    changeText('type', FAULTY);
    openRecipe('B', recipeOf('b'));
    expect(models()).toEqual(['b']);
    undo();
    expect([state().name, state().text, state().goodText, models()]).toEqual(['A', FAULTY, recipeOf('a'), ['a']]);
    expect(state().problems).not.toEqual([]);
    redo();
    expect([state().name, state().text, state().goodText, models()]).toEqual(['B', recipeOf('b'), recipeOf('b'), ['b']]);
    undo();
    undo();
    expect([state().text, state().problems]).toEqual([recipeOf('a'), []]);
  });

  test('that is opened has no last good one', () => {
    openRecipe('B', FAULTY);
    expect([state().text, state().goodText, state().recipe]).toEqual([FAULTY, '', undefined]);
    undo();
    expect(models()).toEqual(['a']);
  });
});

test('who listens never sees the name of one document with the recipe of another', () => {
  const seen: unknown[] = [];
  const end = recipeStore.subscribe((now) => seen.push([now.name, now.opened, now.recipe?.documents[0]?.models?.[0]?.model]));
  const { opened } = state();
  openRecipe('B', recipeOf('b'));
  end();
  expect(seen).toEqual([['B', opened + 1, 'b']]);
});

test('the document at hand, opened again, is no step', () => {
  openRecipe('A', recipeOf('a'));
  expect(state().past).toEqual([]);
});

test('a cancelled gesture gives back what could be redone', () => {
  changeText('one', recipeOf('one'));
  changeText('two', recipeOf('two'));
  undo();
  undo();
  for (const name of ['x', 'y']) changeText('drag', recipeOf(name), 'drag');
  endGesture(true);
  expect([models(), state().future.length]).toEqual([['a'], 2]);
  redo();
  redo();
  expect(models()).toEqual(['two']);
});

test('a gesture that is kept leaves nothing to redo', () => {
  changeText('one', recipeOf('one'));
  undo();
  for (const name of ['x', 'y']) changeText('drag', recipeOf(name), 'drag');
  endGesture();
  expect([models(), state().future.length, state().past.length]).toEqual([['y'], 0, 1]);
});
