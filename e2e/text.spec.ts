/** The recipe as text: written by hand, shared as a link, taken back step by step, and all of it without a network. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { chromium } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/test.ts';

const editor = (page: Page) => page.getByRole('textbox', { name: 'Recipe as YAML' });
const pane = (page: Page) => page.getByRole('complementary', { name: 'YAML' });

const NESTED = `# inner: the mean of both skills
name: inner # used below
merge_method: linear
models:
  - model: ./demo/code
    parameters:
      weight: 0.5
  - model: ./demo/safety
    parameters:
      weight: 0.5
dtype: float32
---
# half way back to the base
merge_method: slerp
base_model: ./demo/base
models:
  - model: ./demo/base
  - model: inner
parameters:
  t: 0.5
dtype: bfloat16
`;

async function openEditor(page: Page): Promise<void> {
  await page.keyboard.press('y');
  await expect(editor(page)).toBeVisible();
}

/** As a person who pastes over everything: typing would be indented by the editor. */
async function replaceText(page: Page, text: string): Promise<void> {
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.evaluate((value) => navigator.clipboard.writeText(value), text);
  await page.keyboard.press('ControlOrMeta+v');
}

const editorText = async (page: Page): Promise<string> =>
  (await pane(page).locator('.cm-line').allInnerTexts()).map((line) => line.replace(/\n$/, '')).join('\n');

test('a nested recipe goes through the text and back with its comments', async ({ page, studio }) => {
  await page.setViewportSize({ width: 1440, height: 1200 });
  await studio.open();
  await openEditor(page);
  await replaceText(page, NESTED);
  await expect(pane(page).getByText('mergekit, 2 documents')).toBeVisible();
  await studio.showForm();
  await expect(page.getByRole('region', { name: 'Merge inner' })).toBeVisible();
  const t = page.getByRole('slider', { name: 'position t' }).first();
  await t.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => editorText(page)).toBe(NESTED.replace('  t: 0.5', '  t: 0.51'));
  await studio.merge.click();
  await studio.finish();
  expect((await studio.download('mergekit_config.yml')).toString()).toContain('# half way back to the base');
});

test('an error is underlined, explained and mended with one click', async ({ page, studio }) => {
  await studio.open();
  await openEditor(page);
  const before = await editorText(page);
  await replaceText(page, before.replace('density', 'densty'));
  await expect(pane(page).locator('.cm-lintRange-error')).toHaveText('densty');
  await expect(studio.merge).toHaveAttribute('aria-disabled', 'true');
  await pane(page).getByRole('button', { name: 'Change to density' }).click();
  await expect.poll(() => editorText(page)).toBe(before);
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
});

test('a recipe is written with the list of what can stand at each place', async ({ page, studio }, info) => {
  const list = page.getByRole('listbox', { name: 'Completions' });
  const choose = (name: RegExp) => list.getByRole('option', { name }).click();
  await studio.open();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await openEditor(page);
  await replaceText(page, '# by hand\n');
  await page.keyboard.type('merge');
  await choose(/^merge_method/);
  await page.keyboard.type('slerp');
  await expect(list).toBeHidden();
  await page.keyboard.type('\nbase_model: ');
  await choose(/^\.\/demo\/base/);
  await page.keyboard.type('\nmod');
  await choose(/^models/);
  await choose(/^\.\/demo\/base/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('- ');
  await page.keyboard.press('ControlOrMeta+Space');
  await choose(/^model$/);
  await choose(/^\.\/demo\/code/);
  await page.keyboard.press('Enter');
  for (let i = 0; i < 2; i++) await page.keyboard.press('Backspace');
  await page.keyboard.type('param');
  await choose(/^parameters/);
  await page.keyboard.press('ControlOrMeta+Space');
  await expect(list).toBeVisible();
  await page.screenshot({ path: info.outputPath('completion.png') });
  await expectAccessible(page, 'the list', '.cm-tooltip-autocomplete');
  await choose(/^t(?! over)/);
  await page.keyboard.type('0.25');
  expect(await editorText(page)).toContain(
    '# by hand\nmerge_method: slerp\nbase_model: ./demo/base\nmodels:\n  - model: ./demo/base\n  - model: ./demo/code',
  );
  await expect(pane(page).getByText('mergekit, 1 document')).toBeVisible();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ControlOrMeta+i');
  await expect(page.getByText('How the models are merged.').first()).toBeVisible();
  await page.screenshot({ path: info.outputPath('explanation.png') });
});

for (const [fault, broken, sentence, mend] of [
  ['a tab', (text: string) => text.replace('    parameters:', '\tparameters:'), /YAML is indented with spaces/, 'Change tabs to spaces'],
  ['an open quote', (text: string) => text.replace('dtype: bfloat16', 'dtype: "bfloat16'), /This quote is not closed/, 'Close the quote'],
  ['a key given twice', (text: string) => `${text.trimEnd()}\ndtype: float32\n`, /The key “dtype” is given twice/, 'Remove this line'],
  [
    'a number out of range',
    (text: string) => text.replace('density: 0.5', 'density: 1.5'),
    /density must be between 0 and 1/,
    'Change to 1',
  ],
  ['an unknown method', (text: string) => text.replace('ties', 'tise'), /There is no method “tise”/, 'Change to TIES'],
] as const) {
  test(`${fault} in the text is told in its line, and mended with one click`, async ({ page, studio }, info) => {
    await studio.open();
    await openEditor(page);
    await replaceText(page, broken(await editorText(page)));
    await expect(pane(page).getByText(/^Line \d+: /)).toHaveText(sentence);
    await expect(pane(page).locator('.cm-lint-marker-error')).toHaveCount(1);
    await pane(page).screenshot({ path: info.outputPath('fault.png') });
    await pane(page).getByRole('button', { name: mend }).click();
    await expect(pane(page).locator('.cm-lint-marker-error')).toHaveCount(0);
    await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  });
}

test('the card and the graph are files too', async ({ page, studio }) => {
  await studio.open();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await page.keyboard.press('Shift+S');
  const dialog = page.getByRole('dialog', { name: 'Share this recipe' });
  const saved = async (name: string) => {
    const arriving = page.waitForEvent('download');
    await dialog.getByRole('button', { name }).click();
    return readFile(await (await arriving).path());
  };
  await dialog.getByText('Model card', { exact: true }).click();
  expect((await saved('Save README.md')).toString()).toContain('# Code and safety');
  await dialog.getByText('Graph', { exact: true }).click();
  await expect(dialog.getByRole('img', { name: 'The merge graph of Code and safety' })).toBeVisible();
  expect((await saved('Save SVG')).toString()).toMatch(/^<svg .*TIES/s);
  expect((await saved('Save PNG')).subarray(1, 4).toString()).toBe('PNG');
});

test('a link brings the recipe into another profile, as a step that undo takes back', async ({ page, studio, baseURL, launchOptions }) => {
  await studio.open();
  await openEditor(page);
  await replaceText(page, NESTED);
  await editor(page).blur();
  await page.keyboard.press('Shift+S');
  const dialog = page.getByRole('dialog', { name: 'Share this recipe' });
  const href = await dialog.getByRole('textbox', { name: 'Link' }).inputValue();
  await dialog.getByRole('button', { name: 'Copy link' }).click();
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(href);
  expect(href.startsWith(baseURL ?? '?')).toBe(true);

  const browser = await chromium.launch(launchOptions);
  const other = await browser.newPage({ viewport: { width: 1440, height: 1200 } });
  await other.goto(href);
  await expect(other.getByText(/came with the link/)).toBeVisible();
  expect(new URL(other.url()).hash).toBe('');
  await openEditor(other);
  await expect.poll(() => editorText(other)).toBe(NESTED);
  await other.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect.poll(() => editorText(other)).toContain('Two fine-tunes of one base');

  await other.goto(`${baseURL}#recipe=1.${'A'.repeat(50)}`);
  await expect(other.getByText(/holds no recipe that can be read/)).toBeVisible();
  await expect.poll(() => editorText(other)).toContain('Two fine-tunes of one base');
  await browser.close();
});

test('fifty edits of all kinds are taken back and made again', async ({ page, studio }) => {
  test.slow();
  await studio.open();
  await openEditor(page);
  const start = await editorText(page);
  await studio.showForm();
  const slider = page.getByRole('slider', { name: 'weight of code', exact: true });
  const field = page.getByRole('textbox', { name: 'weight of safety, number' });
  for (let i = 0; i < 25; i++) {
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    await field.fill(`0.${10 + i}`);
    await field.press('Enter');
  }
  const end = await editorText(page);
  expect(end).toContain('weight: 0.75');
  const undo = page.getByRole('button', { name: /^Undo/ });
  await undo.click();
  for (let i = 1; i < 50; i++) await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => editorText(page)).toBe(start);
  await expect(undo).toHaveAttribute('aria-disabled', 'true');
  const redo = page.getByRole('button', { name: /^Redo/ });
  await redo.click();
  for (let i = 1; i < 50; i++) await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect.poll(() => editorText(page)).toBe(end);
});

test('the built studio opens and merges without a network', async ({ page, studio, context }) => {
  await studio.open();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await context.setOffline(true);
  await page.reload();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await openEditor(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+Enter');
  await studio.finish();
  await context.setOffline(false);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('every dialog looks right and reads well', async ({ page, studio }, info) => {
      test.slow();
      const picture = (name: string) => page.screenshot({ path: info.outputPath(`${name}-${colorScheme}.png`) });
      const dialog = page.getByRole('dialog');
      await studio.open();
      await expect(studio.merge).not.toHaveAttribute('aria-disabled');
      await openEditor(page);
      await replaceText(page, (await editorText(page)).replace('density', 'densty'));
      await expect(pane(page).getByRole('button', { name: 'Change to density' })).toBeVisible();
      await picture('yaml');
      await expectAccessible(page, 'yaml', 'aside[aria-label=YAML]');
      await pane(page).getByRole('button', { name: 'Change to density' }).click();
      await pane(page).getByRole('button', { name: 'Close the YAML' }).click();
      for (const [name, key] of [
        ['palette', 'ControlOrMeta+k'],
        ['shortcuts', '?'],
        ['share', 'Shift+S'],
        ['shelf', 'h'],
      ] as const) {
        await page.keyboard.press(key);
        await expect(dialog).toBeVisible();
        if (name === 'palette') await page.keyboard.type('ties');
        if (name === 'shelf') await dialog.getByText(/^Presets/).click();
        await page.waitForTimeout(300);
        for (const width of [1440, 390]) {
          await page.setViewportSize({ width, height: 900 });
          await picture(`${name}-${width}`);
          await expectAccessible(page, `${name}, ${width} px`, '[role=dialog]');
        }
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.keyboard.press('Escape');
        await expect(dialog).toBeHidden();
      }
    });
  });
}
