import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { PRESETS } from '../state/presets.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { viewStore } from '../state/view-store.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';

const sheet = page.getByRole('region', { name: 'Selected' });
const button = (name: string) => sheet.getByRole('button', { name, exact: true });

beforeEach(async () => {
  await page.viewport(390, 844);
});
afterEach(closeStudio);

async function open(recipe = PRESETS[0].text): Promise<void> {
  openStudio({}, recipe, 'graph');
  await expect.element(sheet.getByRole('slider')).toBeVisible();
}

test('a phone keeps the main slider of what is selected under the thumb', async () => {
  await open();
  const weight = sheet.getByRole('slider', { name: 'weight of code' });
  (weight.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(weight).toHaveAttribute('aria-valuenow', '0.51');
  expect(recipeStore.getState().past).toHaveLength(1);
  viewStore.setState({ selection: { kind: 'model', ref: './demo/safety' } });
  await expect.element(sheet.getByRole('slider', { name: 'weight of safety' })).toBeVisible();
  viewStore.setState({ selection: { kind: 'model', ref: './demo/base' } });
  await expect.element(sheet.getByText('It has no number of its own in this merge.')).toBeVisible();
});

test('where no model has a number of its own, the shared one is the main one', async () => {
  await open(PRESETS[2].text);
  await expect.element(sheet.getByRole('slider', { name: 'position t' })).toBeVisible();
});

test('where the graph is a list, its slider is there and not here too', async () => {
  await page.viewport(320, 700);
  openStudio({}, PRESETS[0].text, 'graph');
  await expect.element(button('All settings')).toBeVisible();
  await expect.element(page.getByRole('slider', { name: 'weight of code' })).toBeVisible();
  expect(sheet.getByRole('slider').query()).toBeNull();
  viewStore.setState({ tab: 'map' });
  await expect.element(sheet.getByRole('slider', { name: 'weight of code' })).toBeVisible();
});

test('it opens to settings, text and live numbers; another node can be chosen there', async () => {
  await open();
  await button('All settings').click();
  await expect.element(sheet.getByRole('combobox', { name: 'Method' })).toBeVisible();
  await sheet.getByText('YAML', { exact: true }).first().click();
  await expect.element(sheet.getByText('mergekit, 1 document')).toBeVisible();
  await sheet.getByText('Live', { exact: true }).first().click();
  await expect.element(sheet.getByRole('region', { name: 'Live' })).toBeVisible();
  await sheet.getByText('Settings', { exact: true }).first().click();
  await sheet.getByRole('combobox', { name: 'Selected' }).click();
  await page.getByRole('option', { name: 'Output' }).click();
  await expect.element(sheet.getByRole('textbox', { name: 'Name of the merge' })).toBeVisible();
  await button('Close').click();
  await expect.element(button('All settings')).toBeVisible();
});

test('every target is 44 pixels high, for a thumb', async () => {
  await open();
  const small = [
    ...document.querySelectorAll<HTMLElement>('header button, footer button, [role="tab"], section[aria-label="Selected"] button'),
  ]
    .filter((element) => element.offsetParent !== null && element.offsetHeight < 44)
    .map((element) => element.getAttribute('aria-label') ?? element.textContent);
  expect(small).toEqual([]);
});
