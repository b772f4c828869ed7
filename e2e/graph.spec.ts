/** Nested merges on the canvas: built with the mouse and with the keyboard alone, and undone to the first step. */
import type { Page } from '@playwright/test';
import { FAMILY } from './support/models.ts';
import { expect, test } from './support/test.ts';

/** A folder with a checkpoint. */
const MODEL = FAMILY['team/poet'] ?? '';

const node = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
const port = (page: Page, id: string, name: string) => node(page, id).locator(`.react-flow__handle[data-handleid="${name}"]`);

/** The recipe's text, from the editor beside the page. */
async function recipe(page: Page): Promise<string> {
  return page.evaluate(() => {
    dispatchEvent(new Event('pagehide'));
    return String(JSON.parse(localStorage.getItem('alloy.studio') ?? '{}').text);
  });
}

async function drag(page: Page, from: ReturnType<typeof port>, to: { readonly x: number; readonly y: number }): Promise<void> {
  await from.hover();
  await page.mouse.down();
  await page.mouse.move(to.x - 40, to.y - 20, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await page.mouse.up();
}

async function footOf(page: Page, id: string): Promise<{ x: number; y: number }> {
  const box = await node(page, id).boundingBox();
  return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) - 12 };
}

test('a nested merge by drag: dropped on nothing, on a merge, on a port; then merged', async ({ page, studio }, info) => {
  await studio.open();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  const canvas = await page.locator('.react-flow').boundingBox();
  await drag(page, port(page, 'source ./demo/code', 'out'), { x: (canvas?.x ?? 0) + 330, y: (canvas?.y ?? 0) + 50 });
  await page.getByRole('menuitem', { name: 'Linear', exact: true }).click();
  await expect(page.getByRole('group', { name: 'Merge linear: Linear, 1 parent' })).toBeVisible();
  await drag(page, port(page, 'source ./demo/base', 'out'), await footOf(page, 'merge linear'));
  await expect(page.getByRole('group', { name: 'Merge linear: Linear, 2 parents' })).toBeVisible();
  await page.screenshot({ path: info.outputPath('nested.png') });
  expect(await recipe(page)).toContain('---\n# Two fine-tunes of one base');
  expect(await recipe(page)).toContain('- model: linear');

  // What was a circle is refused, with the reason.
  await drag(page, port(page, 'merge ', 'out'), await footOf(page, 'merge linear'));
  await expect(page.getByText('This merge makes the output: put another merge behind it first')).toBeVisible();

  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await studio.merge.click();
  await studio.finish();
});

test('a model from the panel: dropped on nothing, on a merge, on a model; each one undo step', async ({ page, studio }, info) => {
  await studio.open();
  await page.getByRole('button', { name: /^Average/ }).click();
  await expect(page.getByRole('group', { name: 'Merge of the output: Linear, 2 parents' })).toBeVisible();
  const before = await recipe(page);
  const models = page.getByRole('navigation', { name: 'Models and presets' });
  const take = async () => {
    await models.getByText('base', { exact: true }).hover();
    await page.mouse.down();
  };
  const letGo = async ({ x, y }: { readonly x: number; readonly y: number }) => {
    await page.mouse.move(x - 30, y - 10, { steps: 4 });
    await page.mouse.move(x, y, { steps: 4 });
    await page.screenshot({ path: info.outputPath(`over-${x.toFixed(0)}.png`) });
    await page.mouse.up();
  };
  const base = page.getByRole('group', { name: 'Model base' });

  const canvas = await page.locator('.react-flow').boundingBox();
  await take();
  await letGo({ x: (canvas?.x ?? 0) + 60, y: (canvas?.y ?? 0) + 40 });
  await expect(base).toBeVisible();
  expect(await recipe(page)).toBe(before);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(base).toBeHidden();
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await page.reload();
  await expect(base).toBeVisible();
  await base.click();
  await page.keyboard.press('Delete');
  await expect(base).toBeHidden();

  await take();
  await letGo(await footOf(page, 'merge '));
  await expect(page.getByRole('group', { name: 'Merge of the output: Linear, 3 parents' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  expect(await recipe(page)).toBe(before);

  await take();
  await letGo(await footOf(page, 'source ./demo/code'));
  await page.getByRole('menuitem', { name: 'Linear', exact: true }).click();
  await expect(page.getByRole('group', { name: 'Merge linear: Linear, 2 parents' })).toBeVisible();
  expect(await recipe(page)).toMatch(/name: linear[\s\S]*demo\/code[\s\S]*demo\/base[\s\S]*---[\s\S]*model: linear/);
  await page.keyboard.press('ControlOrMeta+z');
  expect(await recipe(page)).toBe(before);
});

test('a search result is dragged out of its dialog', async ({ page, studio }) => {
  await studio.open();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  const at = await footOf(page, 'merge ');
  await page.getByRole('navigation', { name: 'Models and presets' }).getByRole('button', { name: 'Add a model' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a model' });
  await dialog.getByRole('combobox', { name: /on the Hub/ }).fill('poet');
  const row = dialog.getByRole('option', { name: /team\/poet/ });
  await row.hover();
  await row.getByTitle('Drag it onto the graph').hover();
  await page.mouse.down();
  await page.mouse.move(at.x - 20, at.y - 10, { steps: 4 });
  await expect(dialog).toBeHidden();
  await page.mouse.move(at.x, at.y, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByRole('group', { name: 'Merge of the output: TIES, 4 parents' })).toBeVisible();
  expect(await recipe(page)).toContain('- model: team/poet');
});

test('files from the desktop go where they are let go', async ({ page, studio }) => {
  await studio.open();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  const before = await recipe(page);
  const canvas = await page.locator('.react-flow').boundingBox();
  await studio.dropAt({ x: (canvas?.x ?? 0) + 60, y: (canvas?.y ?? 0) + 40 }, MODEL);
  await expect(page.getByRole('group', { name: 'Model x1' })).toBeVisible();
  expect(await recipe(page)).toBe(before);
  await studio.dropAt(await footOf(page, 'merge '), MODEL);
  await expect(page.getByRole('group', { name: 'Merge of the output: TIES, 4 parents' })).toBeVisible();
});

test('several files at once are all offered: to a merge with a model, to a merge; each one undo step', async ({ page, studio }, info) => {
  await studio.open();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  const before = await recipe(page);
  await studio.dropAt(await footOf(page, 'source ./demo/code'), ...Object.values(FAMILY));
  const menu = page.getByRole('menu', { name: 'Merge code with 3 models by' });
  await expect(menu.getByRole('menuitem', { name: 'SLERP takes two models', exact: true })).toBeDisabled();
  await page.screenshot({ path: info.outputPath('several.png') });
  await menu.getByRole('menuitem', { name: 'Linear', exact: true }).click();
  await expect(page.getByRole('group', { name: 'Merge linear: Linear, 4 parents' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  expect(await recipe(page)).toBe(before);

  await studio.dropAt(await footOf(page, 'merge '), ...Object.values(FAMILY));
  await expect(page.getByRole('group', { name: 'Merge of the output: TIES, 6 parents' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  expect(await recipe(page)).toBe(before);
});

test('the same by keyboard, fifty edits, and all of them undone', async ({ page, studio }) => {
  await studio.open();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  const before = await recipe(page);
  await node(page, 'merge ').focus();

  // Behind the merge another, of its result and the base.
  await page.keyboard.press('n');
  await page.getByRole('menuitem', { name: 'Linear', exact: true }).press('Enter');
  await expect(page.getByRole('group', { name: 'Merge of the output: Linear, 1 parent' })).toBeVisible();
  await page.keyboard.press('c');
  const from = page.getByRole('combobox', { name: 'From' });
  await expect(from).toBeFocused();
  await from.fill('base');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Connect', exact: true }).press('Enter');
  await expect(page.getByRole('group', { name: 'Merge of the output: Linear, 2 parents' })).toBeVisible();
  expect((await recipe(page)).match(/^---$/gm)).toHaveLength(1);

  // Copies and their ends: forty-eight steps more.
  for (let i = 0; i < 24; i++) {
    await page.keyboard.press('ControlOrMeta+d');
    await expect(page.getByRole('group', { name: /^Merge linear: / })).toBeVisible();
    await page.keyboard.press('Delete');
    await expect(page.getByRole('group', { name: /^Merge linear: / })).toBeHidden();
  }
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  for (let i = 0; i < 50; i++) await page.keyboard.press('ControlOrMeta+z');
  expect(await recipe(page)).toBe(before);
  await expect(page.getByRole('button', { name: /^Undo/ })).toHaveAttribute('aria-disabled', 'true');
});
