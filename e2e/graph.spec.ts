/** Nested merges on the canvas: built with the mouse and with the keyboard alone, and undone to the first step. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/test.ts';

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

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('the graph in every width', async ({ page, studio }, info) => {
      await studio.open();
      await expect(studio.merge).not.toHaveAttribute('aria-disabled');
      for (const width of [1440, 390, 320]) {
        await page.setViewportSize({ width, height: 900 });
        await page.screenshot({ path: info.outputPath(`graph-${width}-${colorScheme}.png`) });
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect
          .soft(
            violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`),
            `${width} px`,
          )
          .toEqual([]);
      }
    });
  });
}
