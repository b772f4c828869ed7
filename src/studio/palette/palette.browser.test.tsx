import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { resetKeys } from '../commands/key-settings.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { viewStore } from '../state/view-store.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';

const field = page.getByRole('combobox', { name: 'Search models and commands' });
const option = (name: string | RegExp) => page.getByRole('option', { name });

beforeEach(() => page.viewport(1440, 900));
afterEach(() => {
  closeStudio();
  resetKeys();
});

describe('the palette', () => {
  test('finds a method, and Enter changes the merge', async () => {
    openStudio();
    await expect.element(page.getByText('Ready')).toBeVisible();
    await userEvent.keyboard('{ControlOrMeta>}k{/ControlOrMeta}');
    await expect.element(field).toHaveFocus();
    await userEvent.keyboard('dare tie');
    await expect.element(option(/DARE-TIES/).first()).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{Enter}');
    await expect.poll(() => recipeStore.getState().recipe?.documents[0]?.method).toBe('dare_ties');
    expect(recipeStore.getState().past).toHaveLength(1);
  });

  test('runs a command that opens another dialog; focus comes back to where it was', async () => {
    openStudio();
    const opener = page.getByRole('button', { name: 'Search models and commands' });
    await opener.click();
    await userEvent.keyboard('shortc{Enter}');
    await expect.element(page.getByRole('dialog', { name: 'Shortcuts' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('dialog', { name: 'Shortcuts' })).not.toBeInTheDocument();
    await opener.click();
    await expect.element(field).toHaveFocus();
    await userEvent.keyboard('{Escape}');
    await expect.element(opener).toHaveFocus();
  });

  test('leaves the keys to the page at once when it is closed, however long it fades', async () => {
    openStudio();
    await expect.element(page.getByText('Ready')).toBeVisible();
    await userEvent.keyboard('{ControlOrMeta>}k{/ControlOrMeta}');
    await expect.element(field).toHaveFocus();
    await userEvent.keyboard('{Escape}?');
    await expect.element(page.getByRole('dialog', { name: 'Shortcuts' })).toBeVisible();
  });

  test('says why a command cannot be run, and does not run it', async () => {
    openStudio();
    await page.getByRole('button', { name: 'Search models and commands' }).click();
    await userEvent.keyboard('redo');
    await expect.element(option(/^Redo Nothing to redo/)).toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{Enter}');
    expect(viewStore.getState().dialog).toBe('palette');
  });
});

describe('keys', () => {
  test('are changed on the sheet; Escape leaves a key as it is, and the sheet open', async () => {
    openStudio();
    await expect.element(page.getByText('Ready')).toBeVisible();
    await userEvent.keyboard('?');
    await page.getByRole('button', { name: 'Change keys…' }).click();
    const key = page.getByRole('button', { name: /^Key of YAML/ });
    await key.click();
    await userEvent.keyboard('{Escape}');
    await expect.element(key).toHaveTextContent('Y');
    await key.click();
    await userEvent.keyboard('u');
    await expect.element(key).toHaveTextContent('U');
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    await userEvent.keyboard('y');
    expect(viewStore.getState().yamlOpen).toBe(false);
    await userEvent.keyboard('u');
    expect(viewStore.getState().yamlOpen).toBe(true);
  });

  test('letters are typed in text fields, and can be switched off', async () => {
    openStudio();
    await page.getByRole('textbox', { name: /Paste a model/ }).click();
    await userEvent.keyboard('y');
    expect(viewStore.getState().yamlOpen).toBe(false);
    await page.getByRole('button', { name: 'Shortcuts' }).click();
    await page.getByRole('button', { name: 'Change keys…' }).click();
    await page.getByRole('switch', { name: /Single-letter keys/ }).click();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
    await userEvent.keyboard('y');
    expect(viewStore.getState().yamlOpen).toBe(false);
  });
});
