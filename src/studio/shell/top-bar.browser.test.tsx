import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { recipeStore, undo } from '../state/recipe-store.ts';
import { setView } from '../state/view-store.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';

const menu = page.getByRole('button', { name: /, recipe menu$/ });

beforeEach(async () => {
  await page.viewport(1440, 900);
});
afterEach(closeStudio);

test.each([
  [1440, 'a merge', { kind: 'merge', name: undefined }],
  [1440, 'the output', { kind: 'output' }],
  [800, 'a merge', { kind: 'merge', name: undefined }],
  [390, 'a merge', { kind: 'merge', name: undefined }],
] as const)(
  'Rename… lets you type at once, %d pixels wide, with %s selected; the old name comes back in one step',
  async (width, _, selection) => {
    await page.viewport(width, 844);
    openStudio({}, undefined, 'graph');
    setView({ selection });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Rename…' }).click();
    const name = page.getByRole('textbox', { name: 'Name of the merge' });
    await expect.element(name).toHaveFocus();
    // The menu gives the focus back a moment after it has closed.
    await new Promise((done) => setTimeout(done, 300));
    await expect.element(name).toHaveFocus();
    await userEvent.keyboard('{ControlOrMeta>}a{/ControlOrMeta}My precious');
    expect(recipeStore.getState().name).toBe('My precious');
    undo();
    expect(recipeStore.getState().name).toBe('Test');
  },
);

test('a menu that is closed without a choice gives the focus back', async () => {
  openStudio({}, undefined, 'graph');
  await menu.click();
  await expect.element(page.getByRole('menuitem', { name: 'Rename…' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(menu).toHaveFocus();
});
