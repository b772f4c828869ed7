/** A run that is paused stands still, and goes on as if nothing had been. */
import type { TestHub } from './hub/hub.ts';
import { expectAccessible } from './support/accessible.ts';
import { expect, PAIR_RECIPE as RECIPE, test } from './support/pair.ts';
import type { Studio } from './support/studio.ts';

/** Every stretch of weights that was asked for: by file, then by its first byte. */
const asked = (hub: TestHub): Stretch[] =>
  hub.log
    .flatMap(({ where, method, url, range = '' }) => {
      const [, first, last] = /bytes=(\d+)-(\d+)/.exec(range) ?? [];
      return where === 'cdn' && method === 'GET' ? [{ file: url.split('?')[0] ?? '', first: Number(first), last: Number(last) }] : [];
    })
    .sort((a, b) => a.file.localeCompare(b.file) || a.first - b.first);

interface Stretch {
  readonly file: string;
  readonly first: number;
  readonly last: number;
}

/** Bytes that were asked for twice, or passed over. */
const astray = (stretches: readonly Stretch[]): Stretch[] =>
  stretches.filter(({ file, first }, i) => stretches[i - 1]?.file === file && stretches[i - 1]?.last !== first - 1);

/** Merges with replies so slow that there is time for a hand on the button. */
async function startSlowly(studio: Studio, hub: TestHub): Promise<void> {
  hub.log.length = 0;
  hub.faults.add({ kind: 'delay', ms: 400, match: 'cdn GET', times: 1000 });
  await studio.runBar.getByRole('button', { name: /^Merge/ }).click();
  await expect.poll(() => asked(hub).length).toBeGreaterThan(3);
}

test('paused and resumed: no request at a stand, none twice, the same file', async ({ page, studio, hub }) => {
  await studio.open();
  await studio.paste(RECIPE);
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await studio.merge.click();
  await studio.finish();
  const whole = await studio.download('model.safetensors');

  await startSlowly(studio, hub);
  await studio.runBar.getByRole('button', { name: /^Pause/ }).click();
  await expect(page.getByText(/^Paused at .* Nothing is read or computed\./)).toBeVisible();
  const before = asked(hub).length;
  // Several times as long as a reply takes.
  await page.waitForTimeout(2000);
  expect(asked(hub)).toHaveLength(before);
  await expect(studio.runBar).toContainText('Paused');
  await expectAccessible(page, 'a paused run');

  hub.faults.clear();
  await page.keyboard.press('Shift+P');
  await studio.finish();
  expect(asked(hub).length).toBeGreaterThan(before);
  expect(astray(asked(hub))).toEqual([]);
  expect((await studio.download('model.safetensors')).equals(whole)).toBe(true);
});

test('cancelled while paused: nothing is left, and the recipe merges afterwards', async ({ page, studio, hub }) => {
  await studio.open();
  await studio.paste(RECIPE);
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await startSlowly(studio, hub);
  await studio.runBar.getByRole('button', { name: /^Pause/ }).click();
  await expect(page.getByText(/^Paused at /)).toBeVisible();
  await studio.runBar.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('heading', { name: /was cancelled/ })).toBeVisible();
  expect(await studio.keptFiles()).toEqual([]);
  hub.faults.clear();
  await studio.runBar.getByRole('button', { name: /^Merge again/ }).click();
  await studio.finish();
});
