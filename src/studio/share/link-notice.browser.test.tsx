import { afterEach, beforeEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { changeText, recipeStore, undo } from '../state/recipe-store.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';
import { encodeRecipe } from './link-codec.ts';
import { dismissNews, followLinks } from './link-store.ts';

const SHARED = 'merge_method: linear\nmodels:\n  - model: ./demo/code\n    parameters: {weight: 1}\n';
const notice = page.getByText('“Shared” came with the link.');
const back = page.getByText(/Undo brings back “Test”/);

beforeEach(async () => {
  await page.viewport(1440, 900);
});
afterEach(() => {
  dismissNews();
  closeStudio();
});

test('undo is offered as long as it takes back the link, and no longer', async () => {
  openStudio();
  history.replaceState(history.state, '', await encodeRecipe({ name: 'Shared', text: SHARED }));
  followLinks();
  await expect.element(back).toBeVisible();
  changeText('weight', SHARED.replace('weight: 1', 'weight: 2'));
  await expect.element(back).not.toBeInTheDocument();
  await expect.element(notice).toBeVisible();
  undo();
  await expect.element(back).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  expect(recipeStore.getState().name).toBe('Test');
  await expect.element(notice).not.toBeInTheDocument();
});
