/** What axe has to say of a page. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** All that the dark scheme can change: the elements are those of the light one, which all rules are held against. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** `part`: a selector, where the rest of the page is looked at elsewhere. Goes on after a finding, so that one run tells all of them. */
export async function expectAccessible(page: Page, where: string, part?: string): Promise<void> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] });
  if (part !== undefined) axe.include(part);
  if (await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)) axe.withRules(COLOUR_RULES);
  const { violations } = await axe.analyze();
  const findings = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`);
  expect.soft(findings, `${where}: axe`).toEqual([]);
}
