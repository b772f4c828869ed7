/** A browser whose WebGPU finds no graphics card: everything works on the processor, which is said. */
import { CHROMIUM_ARGS, requireChromium } from '../.ci/chromium.ts';
import { DEMO } from './support/models.ts';
import { expect, test } from './support/test.ts';
import { expectTruth, float64Twin } from './support/twin.ts';

// Without this flag Chromium on Linux keeps its software adapter to itself.
const args = CHROMIUM_ARGS.filter((flag) => flag !== '--enable-unsafe-webgpu');
test.use({ launchOptions: { executablePath: requireChromium(), args } });

test('numbers follow, the run bar says why the processor computes, and a merge is right', async ({ page, studio }, info) => {
  await studio.open();
  expect(await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()))).toBe(false);
  const chip = studio.runBar.getByRole('button').first();
  await expect(chip).toContainText('CPU');
  await expect(chip).toHaveAttribute('title', /WebGPU/);

  // Asked for all the same: it says that there is none.
  await chip.click();
  await page.getByRole('radiogroup', { name: 'Compute on' }).getByText('GPU', { exact: true }).click();
  await expect(page.getByText(/WebGPU was asked for/)).toBeVisible();
  await page.screenshot({ path: info.outputPath('chip.png') });
  await page.keyboard.press('Escape');
  await expect(chip).toContainText('CPU');

  const live = page.getByRole('region', { name: 'Live', exact: true });
  const distance = live.getByRole('row', { name: /code/ }).getByRole('cell').nth(1);
  await expect(distance).toBeVisible();
  const before = await distance.textContent();
  const weight = page.getByRole('slider', { name: 'weight of code, in TIES' });
  await weight.focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('Shift+ArrowRight');
  await expect(distance).not.toHaveText(before ?? '');
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await studio.merge.click();
  await studio.finish();
  const recipe = (await studio.download('mergekit_config.yml')).toString();
  expectTruth(await studio.tensors(), await float64Twin(recipe, DEMO));
});
