/** The graphics card is lost while the hand moves: numbers go on, a sentence says with what, and nothing of the recipe is lost. */
import type { Page, Worker } from '@playwright/test';
import { FAMILY } from './support/models.ts';
import { expect, test } from './support/test.ts';
import { expectTruth, float64Twin } from './support/twin.ts';

const RECIPE = `merge_method: ties\nbase_model: team/llama\nmodels:\n${['team/poet', 'team/coder']
  .map((id) => `  - model: ${id}\n    parameters: {weight: 0.5, density: 0.5}\n`)
  .join('')}`;

/** A new device compiles all kernels, which takes a software driver its time. */
const KERNELS_MS = 45_000;

/** Devices that the engine was given; in the worker alone. */
interface Watched {
  devices: GPUDevice[];
}

/** From now on the test knows every device that the page's workers are given. */
async function watchDevices(page: Page): Promise<() => Promise<number>> {
  const engines: Worker[] = page.workers();
  for (const engine of engines) {
    await engine.evaluate(() => {
      const watched = globalThis as unknown as Watched;
      watched.devices = [];
      if (typeof GPUAdapter === 'undefined') return;
      const request = GPUAdapter.prototype.requestDevice;
      GPUAdapter.prototype.requestDevice = async function (...wanted) {
        const device = await request.apply(this, wanted);
        watched.devices.push(device);
        return device;
      };
    });
  }
  return async () => {
    const ended = engines.map((engine) =>
      engine.evaluate(() => {
        const { devices } = globalThis as unknown as Watched;
        const given = devices.splice(0);
        for (const device of given) device.destroy();
        return given.length;
      }),
    );
    return (await Promise.all(ended)).reduce((sum, count) => sum + count, 0);
  };
}

test('a device that is lost in mid-drag', async ({ page, studio }, info) => {
  test.slow();
  await studio.open();
  await studio.paste(RECIPE);
  const loseDevices = await watchDevices(page);
  await studio.computeOn('GPU');
  const live = page.getByRole('region', { name: 'Live', exact: true });
  const numbers = live.getByRole('region', { name: 'Live numbers' });
  await expect(numbers).toBeVisible();

  const slider = page.getByRole('slider', { name: 'weight of poet, in TIES' });
  const box = await slider.boundingBox();
  if (!box) throw new Error('The slider is not on the page.');
  const dragTo = (share: number) => page.mouse.move(box.x + box.width * share, box.y + box.height / 2);
  await dragTo(0.1);
  await page.mouse.down();
  const notice = live.getByRole('status').filter({ hasText: 'graphics card' });
  let before = await numbers.textContent();
  // The first is replaced by another device, the second by the processor.
  for (const [share, says] of [
    [0.3, 'a new device'],
    [0.15, 'the processor'],
  ] as const) {
    expect(await loseDevices()).toBeGreaterThan(0);
    await dragTo(share);
    await expect(notice).toContainText(`The graphics card stopped answering. The numbers go on with ${says}; nothing was lost.`, {
      timeout: KERNELS_MS,
    });
    await expect(numbers).not.toHaveText(before ?? '');
    before = await numbers.textContent();
  }
  await page.screenshot({ path: info.outputPath('lost.png') });
  await page.mouse.up();
  await expect(studio.runBar.getByRole('button').first()).toContainText('CPU');

  // One drag, one step; and the merge of what it left is right.
  await page.keyboard.press('ControlOrMeta+z');
  await expect(slider).toHaveAttribute('aria-valuenow', '0.5');
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(slider).not.toHaveAttribute('aria-valuenow', '0.5');
  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  await studio.merge.click();
  await studio.finish();
  const recipe = (await studio.download('mergekit_config.yml')).toString();
  expectTruth(await studio.tensors(), await float64Twin(recipe, FAMILY));
});
