/** A hand on a slider, and what it costs. */
import type { Locator, Page } from '@playwright/test';

/** Places on the slider, as shares of what is used of it: each so far from the one before that every number changes. */
const placeOf = (move: number): number => (move % 2 === 0 ? 0.05 : 0.55) + 0.4 * ((move * 0.618034) % 1);

export interface Held {
  /** Moves on and waits for the painted number; milliseconds from the one to the other. */
  move(): Promise<number>;
  release(): Promise<void>;
}

/** `used`: share of the slider, from its left end. */
export async function hold(page: Page, slider: Locator, used = 1): Promise<Held> {
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  if (!box) throw new Error('The slider is not on the page.');
  const goTo = (share: number) => page.mouse.move(box.x + box.width * used * share, box.y + box.height / 2);
  let moves = 0;
  await goTo(placeOf(moves));
  await page.mouse.down();
  await settle(page);
  return {
    async move() {
      await page.evaluate(() => window.probe.watch());
      await goTo(placeOf(++moves));
      return await page.evaluate(() => window.probe.changed);
    },
    async release() {
      await page.mouse.up();
      await settle(page);
    },
  };
}

/** Plans and answers that are under way come to their end. */
export const settle = (page: Page): Promise<void> => page.waitForTimeout(1000);

/** Times of so many moves; those before them warm what they use. */
export async function timesOf({ move }: Held, count: number): Promise<number[]> {
  const found: number[] = [];
  while (found.length < count) found.push(await move());
  return found;
}

/** Milliseconds between frames while `work` runs. */
export async function framesDuring(page: Page, work: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => window.probe.takeFrames());
  await work();
  return await page.evaluate(() => window.probe.takeFrames());
}
