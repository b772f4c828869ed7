/** The conflict map of two fine-tunes of the demo family, as several stories open it. */
import { expect, type Page } from '@playwright/test';

export const DENSITY = 0.1;

export const RECIPE = `merge_method: ties
base_model: ./demo/base
models:
  - model: ./demo/code
    parameters: { weight: 0.7, density: ${DENSITY} }
  - model: ./demo/safety
    parameters: { weight: 0.4, density: ${DENSITY} }
parameters:
  normalize: true
dtype: float32
`;

export async function openMap(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Map' }).click();
  await expect(page.getByRole('application', { name: /^Conflict share, layer by module/ })).toBeVisible();
}
