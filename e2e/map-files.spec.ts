/** What the map saves: pictures, drawings and numbers that say where they come from. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { openMap, RECIPE } from './support/map.ts';
import { expect, test } from './support/test.ts';

/** Chooses a kind of file in the map's menu; gives what arrives. */
async function exported(page: Page, kind: string): Promise<Buffer> {
  const arriving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export the map' }).click();
  await page.getByRole('menuitem', { name: kind }).click();
  return readFile(await (await arriving).path());
}

/** How far the colours of a picture are from greys, over all its pixels. */
const colourfulness = (page: Page, png: Buffer): Promise<number> =>
  page.evaluate(
    async (bytes) => {
      const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
      if (!context) throw new Error('no canvas');
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      let most = 0;
      for (let i = 0; i < data.length; i += 4) most = Math.max(most, Math.abs((data[i] ?? 0) - (data[i + 2] ?? 0)));
      return most;
    },
    [...png],
  );

test('files of the map carry its legend, its recipe and the version; greys come with dashes', async ({ page, studio }) => {
  await studio.open();
  await studio.paste(RECIPE);
  await openMap(page);
  // An open tensor would be what is saved.
  await page.getByRole('button', { name: 'Model', exact: true }).click();
  await expect(page.getByText(/^Choose a square of the grid/)).toBeVisible();
  const csv = (await exported(page, 'Numbers, CSV')).toString();
  expect(csv).toMatch(/^# Conflict share, layer by module\n# made by Alloy \d/);
  expect(csv).toContain('# merge_method: ties');
  expect(csv).toContain('tensor,layer,module,value,standard error,entries');

  const svg = (await exported(page, 'Drawing, SVG')).toString();
  expect(svg).toContain('merge_method: ties');
  expect(svg).toContain('50 % chance');
  expect(svg).toContain('fill="url(#hatch-');
  expect(svg).not.toMatch(/<path d="M[^"]*h/);
  expect(svg).not.toContain('var(--');

  const png = await exported(page, 'Picture, PNG');
  expect(png.toString('latin1')).toContain('merge_method: ties');
  expect(await colourfulness(page, png)).toBeGreaterThan(60);
  const grey = await exported(page, 'Picture in greys, PNG');
  expect(await colourfulness(page, grey)).toBe(0);

  await page.getByRole('checkbox', { name: /with a dash/ }).check();
  expect((await exported(page, 'Drawing, SVG')).toString()).toMatch(/<path d="M[^"]*h/);
});
