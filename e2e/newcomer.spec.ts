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

test('the recipe is still there after a reload', async ({ page, studio }) => {
  await studio.open();
  const weight = page.getByRole('slider', { name: 'weight of safety, in TIES' });
  await weight.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(weight).toHaveAttribute('aria-valuenow', '0.49');
  await page.reload();
  await expect(weight).toHaveAttribute('aria-valuenow', '0.49');
});
