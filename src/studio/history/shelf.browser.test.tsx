import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { changeText, recipeStore, undo } from '../state/recipe-store.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';
import { bookStore, forget, loadBook } from './book.ts';
import { keepHistory } from './keep-history.ts';

const dialog = page.getByRole('dialog', { name: 'Recipes and runs' });
const text = () => recipeStore.getState().text;
let end = () => {};

beforeEach(async () => {
  await page.viewport(1440, 900);
  await loadBook();
  for (const list of ['runs', 'recipes'] as const) for (const { id } of bookStore.getState()[list]) forget(list, id);
  end = keepHistory();
});
afterEach(() => {
  end();
  closeStudio();
});

test('a run is kept with its figures, is found, compared and restored as one step', async () => {
  openStudio();
  await expect.element(page.getByText('Ready')).toBeVisible();
  const merged = text();
  await userEvent.keyboard('{ControlOrMeta>}{Enter}{/ControlOrMeta}');
  await expect.poll(() => bookStore.getState().runs).toHaveLength(1);
  changeText('weight', merged.replace('weight: 0.5', 'weight: 0.7'));
  await userEvent.keyboard('h');
  await dialog.getByRole('searchbox', { name: 'Search recipes and runs' }).fill('ties test');
  await expect.element(dialog.getByRole('rowheader', { name: 'Time' })).toBeVisible();
  await expect.element(dialog.getByText('1 line out, 1 line in')).toBeVisible();
  await dialog.getByRole('button', { name: 'Restore' }).click();
  expect(text()).toBe(merged);
  undo();
  expect(text()).toContain('weight: 0.7');
});

test('runs are there after the page was left, until they are deleted', async () => {
  openStudio();
  await expect.element(page.getByText('Ready')).toBeVisible();
  await userEvent.keyboard('{ControlOrMeta>}{Enter}{/ControlOrMeta}');
  await expect.poll(() => bookStore.getState().runs).toHaveLength(1);
  bookStore.setState({ runs: [] });
  await expect
    .poll(async () => {
      await loadBook();
      return bookStore.getState().runs.length;
    })
    .toBe(1);
  await userEvent.keyboard('h');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect.element(dialog.getByText(/^No run yet/)).toBeVisible();
});

test('a recipe that another one replaces is kept under its name', async () => {
  openStudio({}, 'merge_method: linear\nmodels:\n  - model: ./demo/code\n    parameters: {weight: 1}\n');
  await page.getByRole('button', { name: 'Test, recipe menu' }).click();
  await page.getByRole('menuitem', { name: 'New recipe' }).click();
  expect(text()).toBe('');
  await expect.poll(() => bookStore.getState().recipes).toMatchObject([{ name: 'Test' }]);
  await page.getByRole('button', { name: 'Untitled, recipe menu' }).click();
  await page.getByRole('menuitem', { name: 'Recipes and runs…' }).click();
  await dialog.getByText(/^Recipes 1/).click();
  await dialog.getByRole('button', { name: 'Restore' }).click();
  expect(text()).toContain('linear');
});
