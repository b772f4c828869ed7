/** Grids of settings, merges that wait for their turn, results side by side, and what the browser keeps of them. */
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { DEMO } from './support/models.ts';
import { expect, test } from './support/test.ts';
import { expectTruth, float64Twin } from './support/twin.ts';

const cell = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}: `) });

async function computeGrid(page: Page): Promise<void> {
  await page.keyboard.press('Shift+G');
  await page.getByRole('textbox', { name: 'Across: values of weight of code' }).fill('0.3, 0.5, 0.7');
  await page.getByRole('textbox', { name: 'Down: values of density of all models' }).fill('0.2 to 0.8 in 2');
  await page.getByRole('button', { name: 'Compute 6 cells' }).click();
  await expect(page.getByText('exact, every entry')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Compute 6 cells' })).toBeVisible();
}

test('a cell says what the live numbers say once it is the recipe', async ({ page, studio }, info) => {
  await studio.open();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await computeGrid(page);
  await page.screenshot({ path: info.outputPath('grid.png') });
  await expectAccessible(page, 'grid');
  const chosen = cell(page, 'weight of code 0.7, density 0.2');
  const told = /: ([\d.]+) %/.exec((await chosen.getAttribute('aria-label')) ?? '')?.[1] ?? '';
  await chosen.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(chosen).toHaveAccessibleName(/the recipe at hand$/);
  await page.keyboard.press('1');
  const row = page.getByRole('table', { name: 'The merge and its parents' }).getByRole('row', { name: /code/ });
  await expect(page.getByRole('slider', { name: 'weight of code, in TIES' })).toHaveAttribute('aria-valuenow', '0.7');
  // The cell has one decimal more: both are roundings of one number.
  const offBy = async () => Math.abs(Number.parseFloat((await row.getByRole('cell').nth(1).textContent()) ?? '') - Number(told));
  await expect.poll(offBy).toBeLessThan(0.0551);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByRole('slider', { name: 'weight of code, in TIES' })).toHaveAttribute('aria-valuenow', '0.5');
});

test('marked cells are merged in turn, stay apart, and are compared', async ({ page, studio }, info) => {
  await studio.open();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await computeGrid(page);
  for (const weight of ['0.3', '0.7']) {
    await cell(page, `weight of code ${weight}, density 0.8`).focus();
    await page.keyboard.press(' ');
  }
  await page.getByRole('button', { name: 'Merge these 2, one by one' }).click();
  const runs = page.getByRole('tab', { name: 'Runs' });
  await expect(runs).toContainText('2');
  await expect(page.getByRole('heading', { name: /weight of code 0.3, density 0.8$/ })).toBeVisible();
  await studio.finish();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await inspector.getByRole('button', { name: /^Compare with run 2/ }).click();
  await expect(page.getByText('1 line out, 1 line in')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Distance to each parent' }).locator('.recharts-line').first()).toBeVisible();
  await page.screenshot({ path: info.outputPath('side-by-side.png') });
  await expectAccessible(page, 'side by side');

  await inspector.getByRole('button', { name: /weight of code 0.7, density 0.8/ }).click();
  await studio.finish();
  const recipe = (await studio.download('mergekit_config.yml')).toString();
  expect(recipe).toContain('weight: 0.7');
  expectTruth(await studio.tensors(), await float64Twin(recipe, DEMO));
});

test('what the browser keeps is listed and can be deleted; what a closed tab left goes when the studio opens', async ({
  page,
  studio,
}, info) => {
  await studio.open();
  await studio.merge.click();
  await studio.finish();
  expect((await studio.keptFiles()).filter((path) => path.endsWith('model.safetensors'))).toHaveLength(1);
  await page.reload();
  await expect(studio.merge).toBeVisible();
  await expect.poll(() => studio.keptFiles()).toEqual([]);

  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await studio.merge.click();
  await studio.finish();
  await page.getByRole('navigation', { name: 'Models and presets' }).getByRole('button', { name: 'Add a model' }).click();
  await page.getByRole('button', { name: 'Kept in this browser' }).click();
  await page.screenshot({ path: info.outputPath('kept.png') });
  await page.getByRole('button', { name: 'Delete Code and safety, run 1' }).click();
  await expect(page.getByText('No files of merges are kept.')).toBeVisible();
  expect(await studio.keptFiles()).toEqual([]);
});
