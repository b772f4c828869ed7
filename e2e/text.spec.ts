/** The recipe as text: written by hand, shared as a link, taken back step by step, and all of it without a network. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { chromium } from '@playwright/test';
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

/** Of the part that the test is about; the whole page is looked at elsewhere. */
async function axe(page: Page, part: string, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  expect
    .soft(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' ')}`),
      where,
    )
    .toEqual([]);
}

test('a nested recipe goes through the text and back with its comments', async ({ page, studio }) => {
  await page.setViewportSize({ width: 1440, height: 1200 });
  await studio.open();
  await openEditor(page);
  await replaceText(page, NESTED);
  await expect(pane(page).getByText('mergekit, 2 documents')).toBeVisible();
  await page.getByRole('tab', { name: 'Merge' }).click();
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
  await page.getByRole('tab', { name: 'Merge' }).click();
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
  for (let i = 0; i < 50; i++) await undo.click();
  await expect.poll(() => editorText(page)).toBe(start);
  await expect(undo).toHaveAttribute('aria-disabled', 'true');
  const redo = page.getByRole('button', { name: /^Redo/ });
  for (let i = 0; i < 50; i++) await redo.click();
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
      await axe(page, 'aside[aria-label=YAML]', 'yaml');
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
          await axe(page, '[role=dialog]', `${name}, ${width} px`);
        }
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.keyboard.press('Escape');
        await expect(dialog).toBeHidden();
      }
    });
  });
}
