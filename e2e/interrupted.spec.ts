/** Runs that do not reach their end leave nothing behind: cancelled, out of room, or with their tab gone. */

import type { TestHub } from './hub/hub.ts';
import { expect, PAIR_RECIPE, test } from './support/pair.ts';
import { createStudio, type Studio } from './support/studio.ts';

/** A run that reads so slowly that it is under way for minutes. */
async function startSlowly(studio: Studio, hub: TestHub): Promise<void> {
  await studio.open();
  await studio.paste(PAIR_RECIPE);
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  hub.faults.add({ kind: 'slow', bytesPerSecond: 200_000, match: 'cdn GET', times: 100 });
  await studio.merge.click();
  await expect(studio.runBar.getByRole('progressbar', { name: 'Merge' })).toBeVisible();
  await expect.poll(studio.keptFiles).not.toEqual([]);
}

test('cancelled in the middle', async ({ page, studio, hub }) => {
  await startSlowly(studio, hub);
  await studio.runBar.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('heading', { name: /was cancelled/ })).toBeVisible();
  expect(await studio.keptFiles()).toEqual([]);

  // And the same recipe runs to its end afterwards.
  hub.faults.clear();
  await studio.runBar.getByRole('button', { name: /^Merge again/ }).click();
  await studio.finish();
});

test('the tab closed in the middle: the next visit sweeps what it left, and merges', async ({ context, page, studio, hub }) => {
  await startSlowly(studio, hub);
  const later = createStudio(await context.newPage(), hub.url);
  await page.close({ runBeforeUnload: false });
  hub.faults.clear();
  await later.open();
  await expect(later.merge).not.toHaveAttribute('aria-disabled');
  await later.merge.click();
  await later.finish();
  const kept = await later.keptFiles();
  expect(kept.filter((path) => path.endsWith('/model.safetensors'))).toHaveLength(1);
});

test('no room: the result is held in memory, which is said, and the files of the merge before stay', async ({ context, page, studio }) => {
  await studio.open();
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await studio.merge.click();
  await studio.finish();
  const before = await studio.keptFiles();
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize: 1 });
  await studio.runBar.getByRole('button', { name: /^Merge again/ }).click();
  const said = /^The browser has room for 0 bytes more here, and 310 kB are needed: the result is held in memory/;
  await expect(page.getByText(said)).toBeVisible();
  await studio.finish();
  await expect(page.getByText(/held in memory until this tab closes/)).toBeVisible();
  expect((await studio.tensors()).size).toBe(38);
  expect(await studio.keptFiles()).toEqual(before);
});
