/** Models are found on the hub, judged before anything is added, and pinned; gated and private ones say what to do. */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { startTestHub } from './hub/hub.ts';
import { syntheticLlama } from './hub/synthetic.ts';
import { expectAccessible } from './support/accessible.ts';
import { FAMILY, TEAM_REPOS } from './support/models.ts';
import type { Studio } from './support/studio.ts';
import { expect, test as stories } from './support/test.ts';

const OWNER = 'hf_owner';
const coder = { folder: FAMILY['team/coder'] ?? '' };
const text = (content: string) => new TextEncoder().encode(content);
const withCard = (front: string) => ({
  ...Object.fromEntries(readdirSync(coder.folder).map((name) => [name, new Uint8Array(readFileSync(join(coder.folder, name)))])),
  'README.md': text(`---\n${front}\n---\n`),
});
/** Markup, a turned reading direction, and a word without end. */
const HOSTILE = `license: "<img src=x onerror=alert(1)>\\u202Eevil"\nbase_model: ["<script>alert(1)</script>", "${'x'.repeat(3000)}"]`;

const test = stories.extend({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  hub: async ({}, use) => {
    const hub = await startTestHub({
      repos: [
        ...TEAM_REPOS,
        { id: 'lab/llama-asks', files: coder, gated: 'manual' },
        { id: 'lab/llama-secret', files: coder, private: true },
        { id: 'lab/llama-gguf', files: { 'llama-q4.gguf': text('GGUF') } },
        {
          id: 'lab/llama-deep',
          files: syntheticLlama({ layers: 9, hidden: 64, intermediate: 64, vocabulary: 64, heads: 1, kvHeads: 1 }, 1),
        },
        { id: 'lab/llama-two', files: coder, branches: { dev: { folder: FAMILY['team/poet'] ?? '' } } },
        { id: 'lab/llama-carded', files: withCard('license: cc-by-nc-4.0\nbase_model: team/llama') },
        { id: 'lab/llama-hostile', files: withCard(HOSTILE) },
        ...Array.from({ length: 120 }, (_, i) => ({ id: `crowd/many-${i}`, files: { 'config.json': text('{}') } })),
      ],
      tokens: { [OWNER]: { name: 'owner', opens: ['lab/llama-asks', 'lab/llama-secret'] } },
    });
    await use(hub);
    await hub.close();
  },
});

const RECIPE = 'merge_method: ties\nbase_model: team/llama\nmodels:\n- model: team/poet\n  parameters: {weight: 0.5}\n';

const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Add a model' });
const field = (page: Page) => dialogOf(page).getByRole('combobox', { name: /on the Hub/ });
const option = (page: Page, name: string) => dialogOf(page).getByRole('option', { name: new RegExp(name) });
const openDialog = (page: Page) =>
  page.getByRole('navigation', { name: 'Models and presets' }).getByRole('button', { name: 'Add a model' }).click();

/** The dialog over a recipe with a base. */
async function begin(page: Page, studio: Studio): Promise<void> {
  await studio.open();
  await studio.paste(RECIPE);
  await openDialog(page);
}

test('rows say what fits and why not, before anything is added; two are added at once, pinned', async ({ page, studio, hub }, info) => {
  await begin(page, studio);
  await field(page).pressSequentially('llama', { delay: 20 });
  await expect(option(page, 'lab/llama-two')).toContainText('fits');
  await expect(option(page, 'lab/llama-deep')).toContainText('267 k, the base 23.2 k');
  await option(page, 'lab/llama-deep').click();
  await expect(option(page, 'lab/llama-deep')).toContainText('9 layers');
  await option(page, 'lab/llama-deep').click();
  await expect(option(page, 'lab/llama-gguf')).toContainText('GGUF only');
  await expect(option(page, 'lab/llama-gguf')).toHaveAttribute('aria-disabled', 'true');
  await expect(option(page, 'team/llama')).toContainText('in use');
  await expect(option(page, 'lab/llama-secret')).toHaveCount(0);
  // One search for the whole word, not one a letter.
  expect(hub.log.filter(({ url, method }) => method === 'GET' && url.startsWith('/api/models?'))).toHaveLength(1);
  expect(hub.log.some(({ served }) => served?.file.endsWith('.safetensors') && served.bytes > 262_144)).toBe(false);
  await page.screenshot({ path: info.outputPath('found.png') });

  await option(page, 'lab/llama-two').click();
  await field(page).fill('team/coder');
  await expect(option(page, 'team/coder')).toHaveAttribute('aria-selected', 'true');
  await expect(
    dialogOf(page)
      .getByText('The base is named in its card')
      .or(dialogOf(page).getByText('Its card names none', { exact: true })),
  ).toBeVisible();
  await dialogOf(page).getByRole('button', { name: 'Add 2 models' }).click();
  const yaml = await recipeText(page);
  expect(yaml).toMatch(/model: team\/coder@[0-9a-f]{40}/);
  expect(yaml).toMatch(/model: lab\/llama-two@[0-9a-f]{40}/);
});

test('keys alone: arrows walk, Space chooses, Enter adds', async ({ page, studio }) => {
  await begin(page, studio);
  await field(page).fill('lab llama-two');
  await expect(option(page, 'lab/llama-two')).toContainText('fits');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press(' ');
  await expect(option(page, 'lab/llama-two')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(dialogOf(page)).toBeHidden();
  expect(await recipeText(page)).toContain('model: lab/llama-two@');
});

test('another revision is another commit', async ({ page, studio }) => {
  await begin(page, studio);
  await field(page).fill('lab/llama-two');
  await expect(option(page, 'lab/llama-two')).toHaveAttribute('aria-selected', 'true');
  await dialogOf(page).getByRole('button', { name: 'Add model' }).click();
  const main = /llama-two@([0-9a-f]{40})/.exec(await recipeText(page))?.[1];
  await page.keyboard.press('ControlOrMeta+z');

  await openDialog(page);
  await field(page).fill('lab/llama-two@dev');
  await expect(option(page, 'lab/llama-two@dev')).toHaveAttribute('aria-selected', 'true');
  await dialogOf(page).getByRole('button', { name: 'Add model' }).click();
  const dev = /llama-two@([0-9a-f]{40})/.exec(await recipeText(page))?.[1];
  expect(dev).toMatch(/^[0-9a-f]{40}$/);
  expect(dev).not.toBe(main);
});

test('a gated model says to ask, and opens with a token; a private one is like a missing one until then', async ({
  page,
  studio,
  hub,
}, info) => {
  await begin(page, studio);
  await field(page).fill('lab/llama-secret');
  const report = dialogOf(page).getByRole('article');
  await expect(report).toContainText('private, or there is none of this name');
  await field(page).fill('lab/llama-asks');
  await expect(option(page, 'lab/llama-asks')).toContainText('ask first');
  await expect(report.getByRole('link', { name: 'Ask for access' })).toHaveAttribute('href', `${hub.url}/lab/llama-asks`);
  await page.screenshot({ path: info.outputPath('asks.png') });
  await report.getByLabel('Read token for the Hub').fill(OWNER);
  await report.getByRole('button', { name: 'Use token' }).click();
  await expect(option(page, 'lab/llama-asks')).toContainText('fits');
  await field(page).fill('lab/llama-secret');
  await expect(option(page, 'lab/llama-secret')).toContainText('fits');
  // The token goes to the hub and never to the CDN.
  expect(hub.log.filter(({ where, authorization }) => where === 'cdn' && authorization !== undefined)).toEqual([]);
});

test('a busy Hub is waited for, and the wait is told', async ({ page, studio, hub }) => {
  await begin(page, studio);
  hub.faults.add({ kind: 'status', status: 429, match: 'GET /api/models?' });
  await field(page).fill('llama-two');
  await expect(dialogOf(page).getByRole('status', { name: 'Searching the Hub' })).toBeVisible();
  await expect(dialogOf(page).getByText('searching', { exact: true })).toBeVisible();
  await expect(dialogOf(page).getByText('Alloy asks again by itself.')).toBeVisible();
  // The first pause takes 20 s: pages cannot read the Hub's own figure.
  await expect(option(page, 'lab/llama-two')).toContainText('fits', { timeout: 40_000 });
});

test('a search that fails says so in its own place; what this browser has stays, and a search again helps', async ({
  page,
  studio,
  hub,
}, info) => {
  await begin(page, studio);
  await field(page).fill('llama-two');
  await expect(option(page, 'lab/llama-two')).toContainText('fits');
  hub.faults.add({ kind: 'reset', match: 'GET /api/models?', times: 99 });
  await field(page).fill('poet');
  // Found before, without the new words.
  await expect(option(page, 'lab/llama-two')).toHaveCount(0);
  const again = dialogOf(page).getByRole('button', { name: 'Search again' });
  await expect(again).toBeVisible({ timeout: 30_000 });
  await expect(dialogOf(page).getByRole('alert')).toContainText('failed');
  await expect(option(page, 'team/poet')).toContainText('in use');
  await page.screenshot({ path: info.outputPath('broken.png') });
  hub.faults.clear();
  await again.click();
  await expect(again).toBeHidden();
});

test('many are listed a page at a time, none is said in a sentence, and chosen ones stay', async ({ page, studio }) => {
  await begin(page, studio);
  await field(page).fill('lab llama-two');
  await option(page, 'lab/llama-two').click();
  await field(page).fill('many');
  await expect(dialogOf(page).getByText('24 models, the Hub has more')).toBeVisible();
  await expect(option(page, 'crowd/many-0')).toHaveAttribute('aria-disabled', 'true');
  await field(page).fill('nothing-of-the-sort here');
  await expect(dialogOf(page).getByText('No model is found by these words.')).toBeVisible();
  await expect(option(page, 'lab/llama-two')).toHaveAttribute('aria-selected', 'true');
});

test('a card is text: markup, turned directions and endless words stay in their place', async ({ page, studio }) => {
  await begin(page, studio);
  await field(page).fill('lab/llama-hostile');
  const report = dialogOf(page).getByRole('article');
  await expect(report).toContainText('<img src=x onerror=alert(1)> evil');
  await expect(report.locator('img, script')).toHaveCount(0);
  expect(await report.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  expect(await report.textContent()).not.toMatch(/\p{Cf}/u);
});

test('the licence that the merge would inherit stands in the report, before anything is added', async ({ page, studio }) => {
  await begin(page, studio);
  await field(page).fill('lab/llama-carded');
  const report = dialogOf(page).getByRole('article');
  await expect(report).toContainText('cc-by-nc-4.0; the merge would fall under one that names none as well');
  await expect(report).toContainText('base: team/llama');
  await field(page).fill('team/coder');
  await expect(report).toContainText('Its card names none: ask the owner before you share the merge');
});

test('a merged file that is dropped alone reopens its recipe', async ({ page, studio }, info) => {
  await studio.open();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await studio.merge.click();
  await studio.finish();
  const file = info.outputPath('merged.safetensors');
  const { writeFile } = await import('node:fs/promises');
  await writeFile(file, await studio.download('model.safetensors'));
  await studio.startAnew();
  await studio.drop(file);
  await expect(page.getByText('was merged by Alloy: this is its recipe.')).toBeVisible();
  expect(await recipeText(page)).toContain('merge_method: ties');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test('the dialog and the layer curve are accessible in every width', async ({ page, studio }, info) => {
      await begin(page, studio);
      await field(page).fill('llama');
      await expect(option(page, 'lab/llama-two')).toContainText('fits');
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: info.outputPath(`sources-${width}.png`) });
        await expectAccessible(page, `sources, ${width}`, '[role=dialog]');
      }
      await page.keyboard.press('Escape');
      await page.setViewportSize({ width: 1440, height: 900 });
      await studio.showForm();
      await page.getByRole('slider', { name: 'weight of poet', exact: true }).focus();
      await page.getByRole('button', { name: 'Arch', exact: true }).click();
      await page.screenshot({ path: info.outputPath('curve-1440.png') });
      await expectAccessible(page, 'curve', 'aside');
      await page.setViewportSize({ width: 390, height: 900 });
      await page.getByRole('button', { name: /^Layer curve of weight of poet/ }).click();
      await expect(page.getByRole('button', { name: 'Arch', exact: true })).toBeVisible();
      await page.screenshot({ path: info.outputPath('curve-390.png') });
      await expectAccessible(page, 'curve, 390', '[aria-label="Selected"]');
    });
  });
}

/** As a person would take it along. */
async function recipeText(page: Page): Promise<string> {
  const arriving = page.waitForEvent('download');
  await page.getByRole('button', { name: /, recipe menu$/ }).click();
  await page.getByRole('menuitem', { name: /Save .*YAML/ }).click();
  return readFile(await (await arriving).path(), 'utf8');
}
