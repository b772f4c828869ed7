/** Models from a hub and from the desktop, on the processor and on the graphics device: right in every entry. */
import { FAMILY } from './support/models.ts';
import { expect, test } from './support/test.ts';
import { expectTruth, float64Twin } from './support/twin.ts';

for (const part of ['CPU', 'GPU'] as const) {
  test(`two repositories and their base, merged by TIES on the ${part}`, async ({ page, studio, hub }, info) => {
    await studio.open();
    await studio.startAnew();
    for (const id of Object.keys(FAMILY)) await studio.add(id);
    await chooseTies(page, 'base');
    await studio.computeOn(part);
    await expect(studio.merge).not.toHaveAttribute('aria-disabled');
    await page.screenshot({ path: info.outputPath('recipe.png') });
    await studio.merge.click();
    await studio.finish();
    await page.screenshot({ path: info.outputPath('result.png') });

    const recipe = (await studio.download('mergekit_config.yml')).toString();
    expectTruth(await studio.tensors(), await float64Twin(recipe, FAMILY));
    // Weights come from the second origin, by ranges.
    const weights = hub.log.filter(({ served }) => served?.file.endsWith('.safetensors'));
    expect(weights.length).toBeGreaterThan(0);
    expect(weights.every(({ where, status }) => where === 'cdn' && status === 206)).toBe(true);
  });
}

test('the same from dropped folders, with nothing asked of the network', async ({ page, studio, hub }, info) => {
  await studio.open();
  await studio.startAnew();
  await studio.drop(...Object.values(FAMILY));
  await expect(page.getByRole('navigation', { name: 'Models and presets' }).getByText('BF16')).toHaveCount(3);
  await chooseTies(page, 'base');
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await studio.merge.click();
  await studio.finish();
  await page.screenshot({ path: info.outputPath('result.png') });

  const recipe = (await studio.download('mergekit_config.yml')).toString();
  const folders = Object.fromEntries(Object.values(FAMILY).map((folder) => [`./${folder.slice(folder.lastIndexOf('/') + 1)}`, folder]));
  expectTruth(await studio.tensors(), await float64Twin(recipe, folders));
  expect(hub.log).toEqual([]);
});

async function chooseTies(page: import('@playwright/test').Page, base: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Method' }).or(page.getByRole('textbox', { name: 'Method' })).click();
  await page.getByRole('option', { name: /^TIES/ }).click();
  const field = page.getByRole('combobox', { name: 'Base model' }).or(page.getByRole('textbox', { name: 'Base model' }));
  await field.click();
  await page.getByRole('option', { name: base }).click();
  await expect(page.getByRole('slider', { name: /^weight of/ })).toHaveCount(2);
}
