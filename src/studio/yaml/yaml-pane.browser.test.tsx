import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { PRESETS } from '../state/presets.ts';
import { changeText, openRecipe, recipeStore, redo, undo } from '../state/recipe-store.ts';
import { setView } from '../state/view-store.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';

const text = () => recipeStore.getState().text;
const editor = page.getByRole('textbox', { name: 'Recipe as YAML' });
const shown = () => [...document.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n');

async function openPane(recipe = PRESETS[0].text): Promise<void> {
  openStudio({}, recipe);
  setView({ yamlOpen: true });
  await expect.element(editor).toBeVisible();
}

/** Puts the cursor behind the first occurrence of these words. */
async function cursorBehind(words: string): Promise<void> {
  const line = [...document.querySelectorAll('.cm-line')].find((one) => one.textContent?.includes(words));
  if (!line) throw new Error(`No line has “${words}”.`);
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let left = (line.textContent ?? '').indexOf(words) + words.length;
  (editor.element() as HTMLElement).focus();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (left <= length) {
      getSelection()?.collapse(node, left);
      break;
    }
    left -= length;
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
}

beforeEach(() => page.viewport(1440, 900));
afterEach(closeStudio);

describe('both ways', () => {
  test('typing changes the recipe, as one step', async () => {
    await openPane();
    const before = text();
    await cursorBehind('weight: 0.5');
    await userEvent.keyboard('25');
    expect(text()).toBe(before.replace('weight: 0.5', 'weight: 0.525'));
    expect(recipeStore.getState().recipe?.documents[0]?.models?.[0]?.parameters).toMatchObject({ weight: 0.525 });
    expect(recipeStore.getState().past).toHaveLength(1);
    undo();
    await expect.poll(shown).toBe(before);
    redo();
    await expect.poll(shown).toContain('0.525');
  });

  test('an edit elsewhere leaves the cursor and the comments', async () => {
    await openPane();
    await cursorBehind('dtype: bfloat16');
    const step = text().replace('weight: 0.5', 'weight: 0.75').replace('normalize: true', 'normalize: false');
    changeText('elsewhere', step);
    await expect.poll(shown).toBe(step);
    await userEvent.keyboard(' # kept');
    expect(text()).toBe(step.replace('bfloat16', 'bfloat16 # kept'));
  });

  test('undo in the editor is the undo of the recipe', async () => {
    await openPane();
    changeText('elsewhere', text().replace('density: 0.5', 'density: 0.6'));
    await expect.poll(shown).toContain('0.6');
    await cursorBehind('dtype: bfloat16');
    await userEvent.keyboard('{ControlOrMeta>}z{/ControlOrMeta}');
    expect(text()).toBe(PRESETS[0].text);
  });

  test('another recipe replaces the text, also one with other line ends', async () => {
    await openPane();
    openRecipe('other', 'merge_method: linear\r\nmodels:\r\n  - model: ./demo/code\r\n    parameters: {weight: 1}\r\n');
    await expect.poll(shown).toContain('merge_method: linear');
    expect(text()).toContain('\r\n');
    await cursorBehind('weight: 1');
    await userEvent.keyboard('.5');
    expect(recipeStore.getState().recipe?.documents[0]?.models?.[0]?.parameters).toMatchObject({ weight: 1.5 });
  });
});

describe('errors', () => {
  test('a misspelt parameter is marked, explained and mended', async () => {
    await openPane();
    await cursorBehind('dens');
    await userEvent.keyboard('{Delete}');
    await expect.poll(() => document.querySelector('.cm-lintRange-error')?.textContent).toBe('densty');
    expect(document.querySelectorAll('.cm-lint-marker-error')).toHaveLength(1);
    const pane = page.getByRole('complementary', { name: 'YAML' });
    await expect.element(pane.getByText(/^Line 8: TIES has no parameter “densty”/)).toBeVisible();
    await pane.getByRole('button', { name: 'Change to density' }).click();
    expect(text()).toBe(PRESETS[0].text);
    await expect.poll(() => document.querySelector('.cm-lintRange-error')).toBe(null);
  });

  test('a text that is no YAML leaves the last good recipe, and can be restored', async () => {
    await openPane();
    await cursorBehind('models:');
    await userEvent.keyboard(' [[');
    expect(recipeStore.getState().recipe?.documents).toHaveLength(1);
    const pane = page.getByRole('complementary', { name: 'YAML' });
    await expect.element(pane.getByText(/stays as it was/)).toBeVisible();
    await pane.getByRole('button', { name: 'Restore text' }).click();
    expect(text()).toBe(PRESETS[0].text);
  });
});

describe('help while typing', () => {
  const list = page.getByRole('listbox', { name: 'Completions' });
  /** The list takes no Enter in its first moments, so that a line that was just ended is not one. */
  const settled = () => new Promise((resolve) => setTimeout(resolve, 150));
  const explained = () => document.querySelector('.cm-explanation')?.textContent ?? '';
  const chosen = () => document.querySelector('.cm-tooltip-autocomplete [aria-selected]')?.textContent;

  test('a key is completed with what follows it; the comments stay, and one undo takes it back', async () => {
    await openPane();
    const before = text();
    await cursorBehind('normalize: true');
    await userEvent.keyboard('{Enter}lam');
    await expect.element(list).toBeVisible();
    await expect.element(editor).toHaveAttribute('aria-autocomplete', 'list');
    expect(chosen()).toBe('lambdaScale λ');
    await settled();
    await userEvent.keyboard('{Enter}');
    await expect.element(list).not.toBeInTheDocument();
    expect(text()).toBe(before.replace('normalize: true', 'normalize: true\n  lambda: 1'));
    // The number is a field to type over.
    await userEvent.keyboard('0.8');
    expect(recipeStore.getState().recipe?.documents[0]?.parameters).toMatchObject({ lambda: 0.8 });
    undo();
    await expect.poll(shown).toBe(before);
  });

  test('methods say what they do; models are those that are open', async () => {
    await openPane();
    await cursorBehind('merge_method: ');
    await userEvent.keyboard('{Control>} {/Control}');
    await expect.element(page.getByRole('option', { name: /^ties Keeps the largest entries/ })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await cursorBehind('base_model: ');
    await userEvent.keyboard('{Control>} {/Control}');
    await page.getByRole('option', { name: /^\.\/demo\/safety/ }).click();
    await expect.poll(() => recipeStore.getState().recipe?.documents[0]?.base).toBe('./demo/safety');
    await userEvent.keyboard(' # kept');
    expect(text()).toContain('base_model: ./demo/safety # kept\n');
  });

  test('an edit elsewhere while the list is open is not lost', async () => {
    await openPane();
    await cursorBehind('normalize: true');
    await userEvent.keyboard('{Enter}res');
    await expect.element(list).toBeVisible();
    changeText('elsewhere', text().replace('weight: 0.5', 'weight: 0.75'));
    await expect.poll(shown).toContain('weight: 0.75');
    await userEvent.keyboard('{Control>} {/Control}');
    await expect.element(list).toBeVisible();
    await settled();
    await userEvent.keyboard('{Enter}');
    expect(text()).toContain('weight: 0.75');
    expect(text()).toContain('normalize: true\n  rescale: ');
  });

  test('a word explains itself on a key, and Escape closes that', async () => {
    await openPane();
    await cursorBehind('dens');
    await userEvent.keyboard('{ControlOrMeta>}i{/ControlOrMeta}');
    await expect.poll(explained).toContain('The share of the task vector that is kept');
    expect(explained()).toContain('for each model');
    await userEvent.keyboard('{Escape}');
    await expect.poll(explained).toBe('');
    await expect.element(editor).toBeVisible();
  });
});
