/** Models from a hub and from the desktop, on the processor and on the graphics device: right in every entry. */
import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FAMILY } from './support/models.ts';
import type { Studio } from './support/studio.ts';
import { expect, test } from './support/test.ts';
import { expectTruth, float64Twin } from './support/twin.ts';

for (const part of ['CPU', 'GPU'] as const) {
  test(`two repositories and their base, merged by TIES on the ${part}`, async ({ page, studio, hub }, info) => {
    await studio.open();
    await studio.startAnew();
    for (const id of Object.keys(FAMILY)) await studio.add(id);
    await chooseTies(studio);
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
  const folders = await copyFamily(info.outputPath('desktop'));
  await studio.drop(...Object.values(folders));
  await expect(page.getByRole('navigation', { name: 'Models and presets' }).getByText(/^files · .* · BF16$/)).toHaveCount(3);
  await chooseTies(studio);
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await studio.merge.click();
  await studio.finish();
  await page.screenshot({ path: info.outputPath('result.png') });

  const recipe = (await studio.download('mergekit_config.yml')).toString();
  expectTruth(await studio.tensors(), await float64Twin(recipe, folders));
  expect(hub.log).toEqual([]);
});

/** The first model becomes the base, and the others are merged by TIES. */
async function chooseTies(studio: Studio): Promise<void> {
  const { page } = studio;
  await studio.showForm();
  await page.getByRole('navigation', { name: 'Models and presets' }).getByRole('button', { name: 'llama: more' }).click();
  await page.getByRole('menuitem', { name: 'Use as the base' }).click();
  await page.getByRole('combobox', { name: 'Method' }).click();
  await page.getByRole('option', { name: /^TIES/ }).click();
  await expect(page.getByRole('slider', { name: /^weight of/ })).toHaveCount(2);
}

/** The family as folders in one place, by their references in a recipe. */
async function copyFamily(desktop: string): Promise<Readonly<Record<string, string>>> {
  const copies = Object.entries(FAMILY).map(([id, folder]) => ({ folder, copy: join(desktop, basename(id)) }));
  await Promise.all(copies.map(({ folder, copy }) => cp(folder, copy, { recursive: true })));
  return Object.fromEntries(copies.map(({ copy }) => [`./${basename(copy)}`, copy]));
}
