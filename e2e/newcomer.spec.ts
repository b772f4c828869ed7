/** The first visit: the demo family is there, one slider, one merge, one file, all without a mouse. */
import { DEMO } from './support/models.ts';
import { expect, test } from './support/test.ts';
import { expectTruth, float64Twin } from './support/twin.ts';

test('a newcomer moves a slider, merges the demo family and keeps the file', async ({ page, studio }, info) => {
  await studio.open();
  const weight = page.getByRole('slider', { name: 'weight of code, in TIES' });
  await weight.focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect(weight).toHaveAttribute('aria-valuenow', '0.6');
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await page.screenshot({ path: info.outputPath('recipe.png') });
  await page.keyboard.press('ControlOrMeta+Enter');
  await studio.finish();
  await page.screenshot({ path: info.outputPath('result.png') });

  const recipe = (await studio.download('mergekit_config.yml')).toString();
  expect(recipe).toContain('weight: 0.6');
  expectTruth(await studio.tensors(), await float64Twin(recipe, DEMO));
});

test('the first steps tick themselves, by mouse', async ({ page, studio }, info) => {
  await studio.open();
  const steps = page.getByRole('complementary', { name: 'First steps' });
  await expect(steps.getByRole('button', { name: 'Merge and download, 310 kB' })).toBeVisible();
  const weight = await page.getByRole('slider', { name: 'weight of code, in TIES' }).boundingBox();
  await page.mouse.move((weight?.x ?? 0) + 24, (weight?.y ?? 0) + 14);
  await page.mouse.down();
  await page.mouse.move((weight?.x ?? 0) + 40, (weight?.y ?? 0) + 14, { steps: 6 });
  await page.mouse.up();
  await expect(steps.getByRole('button', { name: 'done Drag the weight of code' })).toBeVisible();
  await steps.getByRole('button', { name: 'See where the models conflict' }).click();
  await expect(page.getByRole('tab', { name: 'Map' })).toHaveAttribute('aria-selected', 'true');
  await expect(steps.getByRole('button', { name: 'done See where the models conflict' })).toBeVisible();
  await page.screenshot({ path: info.outputPath('second.png') });
  await studio.merge.click();
  await studio.finish();
  await studio.download('model.safetensors');
  await expect(steps.getByRole('button', { name: /^done Merge and download/ })).toBeVisible();
  await page.screenshot({ path: info.outputPath('third.png') });
  await page.reload();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await expect(steps).toBeHidden();
});

test('the same by keyboard alone', async ({ page, studio }) => {
  await studio.open();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  const walkTo = async (name: string) => {
    const target = page.getByRole('button', { name });
    for (let i = 0; i < 120 && !(await target.evaluate((element) => element === document.activeElement)); i++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
  };
  await walkTo('Drag the weight of code');
  await expect(page.locator(':focus')).toHaveAttribute('aria-label', /^weight of code/);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('3');
  await expect(page.getByRole('tab', { name: 'Map' })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ControlOrMeta+Enter');
  await studio.finish();
  const arriving = page.waitForEvent('download');
  await walkTo('Download model.safetensors');
  await arriving;
  await expect(page.getByText('all done')).toHaveCount(1);
});

test('the strip is closed for good', async ({ page, studio }) => {
  await studio.open();
  await page.getByRole('button', { name: 'Hide this for good' }).click();
  await expect(page.getByRole('complementary', { name: 'First steps' })).toBeHidden();
  await page.reload();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await expect(page.getByRole('complementary', { name: 'First steps' })).toBeHidden();
});

test('the recipe is still there after a reload', async ({ page, studio }) => {
  await studio.open();
  const weight = page.getByRole('slider', { name: 'weight of safety, in TIES' });
  await weight.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(weight).toHaveAttribute('aria-valuenow', '0.49');
  await page.reload();
  await expect(weight).toHaveAttribute('aria-valuenow', '0.49');
});
