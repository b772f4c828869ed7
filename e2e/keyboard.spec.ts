/** The first story by keyboard alone: a weight, the map, the merge, the file. No pointer is moved. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { DEMO } from './support/models.ts';
import { readSafetensors } from './support/safetensors.ts';
import { expect, test } from './support/test.ts';
import { expectTruth, float64Twin } from './support/twin.ts';

/** More stops than any region has. */
const MOST_STOPS = 80;

/** What a screen reader would say of the element that has the focus: its role or tag, and its name. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    const name = element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
    return `${element?.getAttribute('role') ?? element?.tagName.toLowerCase() ?? ''} ${name}`;
  });

/** Tab by tab, until the focus is on what is sought. */
async function tabTo(page: Page, sought: RegExp, key = 'Tab'): Promise<void> {
  const passed: string[] = [];
  for (let i = 0; i < MOST_STOPS; i++) {
    const here = await focused(page);
    if (sought.test(here)) return;
    passed.push(here);
    await page.keyboard.press(key);
  }
  expect(passed, `on the way to ${sought}`).toContainEqual(sought);
}

/** F6 by F6, until the focus is in the region. */
async function goToRegion(page: Page, name: RegExp): Promise<void> {
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press('F6');
    if (name.test(await focused(page))) return;
  }
  throw new Error(`F6 does not lead to ${name}.`);
}

test('a newcomer without a mouse: drags a weight, looks at the map, merges and downloads', async ({ page, studio }, info) => {
  await studio.open();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');

  // The weight in the graph: from region to region, then stop by stop.
  await page.keyboard.press('F6');
  await tabTo(page, /^slider weight of code, in TIES/);
  const live = page.getByRole('region', { name: 'Live', exact: true });
  const distance = live.getByRole('row', { name: /code/ }).getByRole('cell').nth(1);
  const before = await distance.textContent();
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByRole('slider', { name: 'weight of code, in TIES' })).toHaveAttribute('aria-valuenow', '0.8');
  await expect(distance).not.toHaveText(before ?? '');

  // The map, from the whole model into one tensor and out again.
  await page.keyboard.press('3');
  const grid = page.getByRole('application', { name: /, layer by module/ });
  await expect(grid).toBeVisible();
  await goToRegion(page, /^main Map/);
  await tabTo(page, /^application .*layer by module/);
  // From the tensor that opened by itself; tensors outside the layers lie below them.
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const tensor = page.getByRole('application', { name: / in model\.layers\.\d+\./ });
  await expect(tensor).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByText(/^row \d+, column \d+$/)).toBeVisible();
  await page.screenshot({ path: info.outputPath('map.png') });
  await page.keyboard.press('Escape');
  await expect(grid).toBeVisible();

  // The merge, from its button, and the file.
  await goToRegion(page, /^footer Run/);
  await tabTo(page, /^button Merge/);
  await page.keyboard.press('Enter');
  await studio.finish();
  await page.screenshot({ path: info.outputPath('result.png') });
  const recipe = (await fileByKeys(page, 'mergekit_config.yml')).toString();
  expect(recipe).toContain('weight: 0.8');
  expectTruth(readSafetensors(await fileByKeys(page, 'model.safetensors')), await float64Twin(recipe, DEMO));
});

/** Presses the download button of a file. */
async function fileByKeys(page: Page, name: string): Promise<Buffer> {
  await goToRegion(page, /^main Runs/);
  await tabTo(page, new RegExp(`^button Download ${name}`));
  const arriving = page.waitForEvent('download');
  await page.keyboard.press('Enter');
  return await readFile(await (await arriving).path());
}
