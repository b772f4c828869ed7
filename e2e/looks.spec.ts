/** How it looks: pictures of the main pages in every width and both schemes, and what axe has to say of them. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/test.ts';

const WIDTHS = [1440, 390, 320];

/** Goes on after a finding, so that one run tells all of them. */
async function expectAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect
    .soft(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`),
      where,
    )
    .toEqual([]);
}

/** Nothing but tables and maps may be wider than the window. */
const sideways = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('recipe, sources and result', async ({ page, studio }, info) => {
      const picture = (name: string) => page.screenshot({ path: info.outputPath(`${name}-${colorScheme}.png`) });
      await studio.open();
      await expect(studio.merge).not.toHaveAttribute('aria-disabled');
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await picture(`recipe-${width}`);
        expect.soft(await sideways(page), `${width} px`).toBeLessThanOrEqual(0);
        await expectAccessible(page, `recipe, ${width} px`);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.getByRole('navigation', { name: 'Models and presets' }).getByRole('button', { name: 'Add a model' }).click();
      await expect(page.getByRole('dialog', { name: 'Add a model' })).toBeVisible();
      await picture('sources');
      await expectAccessible(page, 'sources');
      await page.keyboard.press('Escape');
      await studio.merge.click();
      await studio.finish();
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await picture(`result-${width}`);
        expect.soft(await sideways(page), `${width} px`).toBeLessThanOrEqual(0);
        await expectAccessible(page, `result, ${width} px`);
      }
    });
  });
}
