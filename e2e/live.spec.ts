/** Numbers that follow the hand: two models of the hub, a layer curve, and what the weights tell is what the merge becomes. */
import { readTwice } from './bench/read-twice.ts';
import { FAMILY } from './support/models.ts';
import { expect, test } from './support/test.ts';
import { expectTruth, float64Twin, type Truth } from './support/twin.ts';

const RECIPE = `merge_method: task_arithmetic\nbase_model: team/llama\nmodels:\n${['team/poet', 'team/coder']
  .map((id) => `  - model: ${id}\n    parameters: {weight: 0.5}\n`)
  .join('')}dtype: float32\n`;

/** Length of all tensors as one vector. */
const normOf = (truth: Truth): number =>
  Math.sqrt([...truth.values()].reduce((all, { values }) => values.reduce((sum, value) => sum + value ** 2, all), 0));

test('two models of the hub with a layer curve: numbers follow it, and the merge is what they told', async ({
  page,
  studio,
  hub,
}, info) => {
  await studio.open();
  await studio.paste(RECIPE);
  const live = page.getByRole('region', { name: 'Live', exact: true });
  const norm = live.getByText('Norm of the merge').locator('xpath=following-sibling::*');
  const numbers = live.getByRole('table', { name: 'The merge and its parents' });
  await expect(numbers).toBeVisible();
  const flat = (await numbers.textContent()) ?? '';

  // A shape, then one of its points by hand.
  await page.getByRole('slider', { name: 'weight of poet', exact: true }).focus();
  await page.getByRole('button', { name: 'Ramp', exact: true }).click();
  await expect(numbers).not.toHaveText(flat);
  const ramp = (await numbers.textContent()) ?? '';
  const anchor = page.getByRole('slider', { name: 'weight of poet, anchor at 1' });
  await anchor.focus();
  for (let i = 0; i < 6; i++) await page.keyboard.press('Shift+ArrowDown');
  await expect(numbers).not.toHaveText(ramp);
  await page.screenshot({ path: info.outputPath('curve.png') });

  await expect(studio.merge).not.toHaveAttribute('aria-disabled');
  // Only what was not looked at yet is fetched while the hand moves.
  expect(readTwice(hub.log)).toBe(0);
  await expect(live.getByText('every weight')).toBeVisible();
  const told = Number(await norm.textContent());
  await studio.merge.click();
  await studio.finish();
  const recipe = (await studio.download('mergekit_config.yml')).toString();
  expect(recipe).toMatch(/weight:\s*(\[|\n\s*-)/);
  const truth = await float64Twin(recipe, FAMILY);
  expectTruth(await studio.tensors(), truth);
  // Four digits are shown.
  expect(Math.abs(told - normOf(truth))).toBeLessThanOrEqual(normOf(truth) * 6e-4);
});
