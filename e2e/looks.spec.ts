/** How it looks: pictures of every page in every width and both schemes, and what axe has to say of them. */
import type { Page, TestInfo } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { expect, test } from './support/test.ts';

const WIDTHS = [1440, 390, 320];
/** The others show the same elements. */
const AXE_WIDTHS = [1440, 320];

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('every page, before and after a merge', async ({ page, studio }, info) => {
      test.slow();
      const look = looker(page, info, colorScheme);
      await studio.open();
      await expect(studio.merge).not.toHaveAttribute('aria-disabled');
      await look('first');
      await page.getByRole('navigation', { name: 'Models and presets' }).getByRole('button', { name: 'Add a model' }).click();
      await expect(page.getByRole('dialog', { name: 'Add a model' })).toBeVisible();
      await look('sources');
      await page.keyboard.press('Escape');
      await studio.merge.click();
      await studio.finish();
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        for (const tab of await page.getByRole('tab').all()) {
          await tab.click();
          await look(`${((await tab.textContent()) ?? '').replace(/\W|\d/g, '')}-${width}`);
        }
      }
    });

    test('the plan, the list, an empty page and a phone’s sheet', async ({ page, studio }, info) => {
      test.slow();
      const look = looker(page, info, colorScheme);
      await studio.open();
      await expect(studio.merge).not.toHaveAttribute('aria-disabled');
      await studio.showForm();
      await look('list');
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await studio.runBar.getByRole('button', { name: 'Plan' }).click();
        await look(`plan-${width}`);
        await page.keyboard.press('Escape');
      }
      await page.getByRole('tab', { name: 'Graph' }).click();
      await lookAtSheet(page, look);
      await studio.startAnew();
      await look('empty-320');
      await page.setViewportSize({ width: 1440, height: 900 });
      await look('empty-1440');
    });
  });
}

/** Takes a picture, and says what is wrong in it. */
function looker(page: Page, info: TestInfo, colorScheme: string): (name: string) => Promise<void> {
  return async (name) => {
    await quiet(page);
    await page.screenshot({ path: info.outputPath(`${name}-${colorScheme}.png`) });
    if (AXE_WIDTHS.includes(page.viewportSize()?.width ?? 0)) await expectAccessible(page, name);
    expect.soft(await stickingOut(page), `${name}: wider than the window`).toEqual([]);
  };
}

/** The panels of a phone. */
async function lookAtSheet(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  const sheet = page.getByRole('region', { name: 'Selected' });
  await sheet.getByRole('button', { name: 'All settings' }).click();
  for (const name of ['YAML', 'Live', 'Settings']) {
    await sheet.getByText(name, { exact: true }).first().click();
    await look(`sheet-${name}`);
  }
  await sheet.getByRole('button', { name: 'Close', exact: true }).first().click();
}

/** Pages load when they are first shown: until nothing on the screen has changed for a while. */
const quiet = (page: Page): Promise<void> =>
  page.evaluate(
    ({ forMs, atMost }) =>
      new Promise<void>((resolve) => {
        let timer = setTimeout(resolve, forMs);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(resolve, forMs);
        });
        observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
        setTimeout(resolve, atMost);
      }),
    { forMs: 400, atMost: 5000 },
  );

/** Elements that make the page scroll sideways. What scrolls or is cut within the page is not among them. */
const stickingOut = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const isCut = (element: Element): boolean => {
      const parent = element.parentElement;
      if (!parent || parent === document.body) return false;
      return getComputedStyle(parent).overflowX !== 'visible' || isCut(parent);
    };
    const wide = [...document.body.querySelectorAll('*')].filter(
      (element) => element.getBoundingClientRect().right > innerWidth + 0.5 && !isCut(element),
    );
    return wide.map((element) => `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent.slice(0, 40)}`);
  });
