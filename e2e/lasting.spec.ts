/** What lasts: a recipe whose names are the language's own, two tabs of one browser, places put by hand. */
import { expect, test } from './support/test.ts';

test('models that are called as parts of the language are models: the page stands, also after it is loaded anew', async ({
  page,
  studio,
}) => {
  await studio.open();
  const models = ['constructor', '__proto__', 'toString'];
  await studio.paste(
    `merge_method: linear\nmodels:\n${models.map((model) => `  - model: ${model}\n    parameters:\n      weight: 1\n`).join('')}`,
  );
  const panel = page.getByRole('navigation', { name: 'Models and presets' });
  for (let visit = 0; visit < 2; visit++) {
    for (const model of models) await expect(panel.getByRole('button', { name: new RegExp(`^${model} `) })).toBeVisible();
    await expect(studio.merge).toHaveAttribute('aria-disabled', 'true');
    await page.reload();
  }
});

test('the tab that is closed last takes nothing from the one before', async ({ page, studio, context }) => {
  await studio.open();
  await page.getByRole('button', { name: /^Average/ }).click();
  await page.reload();
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByRole('button', { name: /^Half way/ }).click();
  await expect(other.getByRole('button', { name: 'Half way, recipe menu' })).toBeVisible();
  await other.close({ runBeforeUnload: true });
  await page.reload();
  await expect(page.getByRole('button', { name: 'Half way, recipe menu' })).toBeVisible();
});

test('a node stays where it was put when its recipe is renamed in the list', async ({ page, studio }) => {
  await studio.open();
  const node = (id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
  const placed = node('source ./demo/code');
  const before = await placed.getAttribute('style');
  await placed.focus();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(placed).not.toHaveAttribute('style', before ?? '');
  await node('output').click();
  await studio.showForm();
  await page.getByRole('textbox', { name: 'Name of the merge' }).fill('Renamed');
  await page.getByRole('button', { name: 'Graph as a list', exact: true }).click();
  await expect(placed).toBeVisible();
  await expect(placed).not.toHaveAttribute('style', before ?? '');
});
