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
