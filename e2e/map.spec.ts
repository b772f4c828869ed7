/** The conflict map, from the whole model to one entry: its numbers are those of the same recipe in double precision. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './support/accessible.ts';
import { DENSITY, openMap, RECIPE } from './support/map.ts';
import { DEMO } from './support/models.ts';
import { readSafetensors, type Tensor } from './support/safetensors.ts';
import { expect, test } from './support/test.ts';
import { float64Twin } from './support/twin.ts';

type Weights = ReadonlyMap<string, Tensor>;

const weightsOf = async (ref: string): Promise<Weights> => readSafetensors(await readFile(join(DEMO[ref] ?? '', 'model.safetensors')));

/** The task vector with its largest entries alone, the earlier of two equal ones first. */
function trimmed(model: Tensor, base: Tensor): Float64Array {
  const change = Float64Array.from(model.values, (value, i) => value - (base.values[i] ?? 0));
  const order = [...change.keys()].sort((a, b) => Math.abs(change[b] ?? 0) - Math.abs(change[a] ?? 0) || a - b);
  const kept = new Set(order.slice(0, Math.floor(DENSITY * change.length)));
  return change.map((value, i) => (kept.has(i) ? value : 0));
}

function conflictOf([a, b]: readonly [Float64Array, Float64Array]): { readonly share: number; readonly contested: number } {
  const both = [...a.keys()].filter((i) => a[i] !== 0 && b[i] !== 0);
  return { contested: both.length, share: both.filter((i) => Math.sign(a[i] ?? 0) !== Math.sign(b[i] ?? 0)).length / both.length };
}

/** Of code and safety in the recipe. */
async function votesOf(name: string): Promise<readonly [Float64Array, Float64Array]> {
  const [base, code, safety] = await Promise.all(['./demo/base', './demo/code', './demo/safety'].map(weightsOf));
  const [zero, first, second] = [base?.get(name), code?.get(name), safety?.get(name)];
  if (!zero || !first || !second) throw new Error(`No ${name} in the demo family.`);
  return [trimmed(first, zero), trimmed(second, zero)];
}

/** The table of the map says for whole tensors what the votes come to. */
async function expectShares(page: Page, quantity: string, votes: typeof votesOf): Promise<void> {
  await page.getByRole('application', { name: /layer by module/ }).focus();
  await page.keyboard.press('t');
  const tensors = page.getByRole('table', { name: `${quantity} of every tensor` });
  await expect(tensors).toBeVisible();
  for (const name of ['model.embed_tokens.weight', 'model.layers.0.self_attn.q_proj.weight', 'model.layers.3.mlp.down_proj.weight']) {
    const { share, contested } = conflictOf(await votes(name));
    const row = tensors.getByRole('row', { name: new RegExp(name) });
    await row.scrollIntoViewIfNeeded();
    await expect(row, name).toContainText(`${(share * 100).toFixed(1)} %`);
    await expect(row, name).toContainText(contested.toLocaleString('en'));
  }
  await page.keyboard.press('t');
}

const numberIn = (text: string): number =>
  Number(
    text
      .replace('−', '-')
      .replace(/ e(?=[-\d])/, 'e')
      .match(/-?[\d.]+(?:e-?\d+)?/)?.[0],
  );

test('conflicts from the model to one entry are those of double precision', async ({ page, studio }, info) => {
  await studio.open();
  await studio.paste(RECIPE);
  await openMap(page);
  await expectShares(page, 'Conflict share', votesOf);

  const name = 'model.layers.3.mlp.down_proj.weight';
  const votes = await votesOf(name);
  const at =
    [...votes[0].keys()].find(
      (i) => votes[0][i] !== 0 && votes[1][i] !== 0 && Math.sign(votes[0][i] ?? 0) !== Math.sign(votes[1][i] ?? 0),
    ) ?? 0;
  const columns = (await weightsOf('./demo/base')).get(name)?.shape[1] ?? 1;
  const [row, column] = [Math.floor(at / columns), at % columns];
  await walkTo(page, name, row, column);
  await page.screenshot({ path: info.outputPath('entry.png') });

  const truth = await float64Twin(RECIPE, DEMO);
  const entry = page.getByRole('row');
  await expect(entry.filter({ hasText: 'code' })).toContainText('yes');
  for (const [model, vote] of [
    ['code', votes[0]],
    ['safety', votes[1]],
  ] as const) {
    const change = await entry.filter({ hasText: model }).getByRole('cell').nth(2).textContent();
    expect(numberIn(change ?? ''), model).toBeCloseTo(vote[at] ?? 0, 5);
  }
  const result = await page.getByText('Result', { exact: true }).locator('xpath=following-sibling::*').textContent();
  const wanted = truth.get(name)?.values[at] ?? Number.NaN;
  // Four digits are shown.
  expect(Math.abs(numberIn(result ?? '') - wanted)).toBeLessThanOrEqual(Math.abs(wanted) * 6e-4);
});

/** The inner merge is the recipe of the story before; the outer one puts what it makes beside its parents. */
const NESTED = `name: skills
${RECIPE}---
merge_method: ties
base_model: ./demo/base
models:
  - model: skills
    parameters: { weight: 0.5, density: 0.3 }
  - model: ./demo/code
    parameters: { weight: 0.3, density: ${DENSITY} }
  - model: ./demo/safety
    parameters: { weight: 0.3, density: ${DENSITY} }
dtype: float32
`;

test('an inner merge has a map, layers and live numbers of its own; a pair of models one for every tensor', async ({
  page,
  studio,
}, info) => {
  await studio.open();
  await studio.paste(NESTED);
  const dock = page.getByRole('region', { name: 'Live', exact: true });
  await expect(dock).toContainText('of TIES (output)');
  await expect(dock.getByRole('row', { name: /skills/ })).toBeVisible();
  await page.getByRole('group', { name: /^Merge skills/ }).click({ position: { x: 60, y: 12 } });
  await expect(dock).toContainText('of skills');
  await expect(dock.getByRole('row', { name: /skills/ })).toBeHidden();
  await page.screenshot({ path: info.outputPath('inner.png') });

  await openMap(page);
  const merge = page.getByRole('combobox', { name: 'Merge', exact: true });
  await expect(merge).toHaveValue('skills');
  await expectShares(page, 'Conflict share', votesOf);
  await page.getByRole('tab', { name: 'Layers' }).click();
  await expect(merge).toHaveValue('skills');
  await expect(page.getByRole('list', { name: 'Models' })).toHaveText(/code.*safety.*base/);
  await expect(page.getByRole('list', { name: 'Models' })).not.toHaveText(/skills/);

  await page.getByRole('tab', { name: 'Map' }).click();
  await merge.click();
  await page.getByRole('option', { name: 'TIES (output)' }).click();
  await page.getByRole('combobox', { name: 'Whose votes' }).click();
  await page.getByRole('option', { name: 'code and safety' }).click();
  await expect(page.getByText(/tensors, layer by module, in %/)).toBeVisible();
  await page.screenshot({ path: info.outputPath('pair.png') });
  await expectAccessible(page, 'map of a pair in a nested recipe');
  // Two of three vote as in the merge of these two.
  await expectShares(page, 'Conflict share, code and safety', votesOf);
});

/** By keys: to the tensor, in, then entry by entry. */
async function walkTo(page: Page, name: string, row: number, column: number): Promise<void> {
  // Out of the tensor that opened by itself. The grid begins at layer 0, q: three layers down, six modules on.
  await page.getByRole('application', { name: /Arrow keys move, Enter goes in/ }).focus();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('application', { name: /layer by module/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown');
  for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const plot = page.getByRole('application', { name: new RegExp(`in ${name}`) });
  await expect(plot).toBeFocused();
  const note = page.getByText(/^row \d+, column \d+$/);
  await page.keyboard.press('ArrowDown');
  await expect(note).toBeVisible();
  // So near that a square is one entry, and a step too.
  await page.keyboard.press('Enter');
  await expect(page.getByText('one square is one entry')).toBeVisible();
  const [, fromRow = 0, fromColumn = 0] = ((await note.textContent()) ?? '').match(/row (\d+), column (\d+)/)?.map(Number) ?? [];
  await press(page, row > fromRow ? 'ArrowDown' : 'ArrowUp', Math.abs(row - fromRow));
  await press(page, column > fromColumn ? 'ArrowRight' : 'ArrowLeft', Math.abs(column - fromColumn));
  await expect(page.getByText(`row ${row}, column ${column}`, { exact: true })).toBeVisible();
}

async function press(page: Page, key: string, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
}

test('the wheel zooms at the pointer, Space and the hand pan, 0 fits', async ({ page, studio }, info) => {
  await studio.open();
  await studio.paste(RECIPE);
  await openMap(page);
  await page.getByRole('application', { name: /layer by module/ }).focus();
  for (const key of ['ArrowUp', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
  const plot = page.getByRole('application', { name: /Arrow keys move, Enter goes in/ });
  await expect(plot).toBeFocused();
  const box = await plot.boundingBox();
  if (!box) throw new Error('The map has no place.');
  const at = { x: box.x + 150, y: box.y + 150 };
  const note = page.getByRole('complementary', { name: 'Inspector' }).getByText(/^row \d+, column \d+$/);
  await page.mouse.move(at.x, at.y);
  await expect(note).toBeVisible();
  const entry = await note.textContent();
  for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -300);
  const place = page.getByRole('navigation', { name: 'Place in the model' }).locator('[aria-current=location]');
  await expect(place).toHaveText(/^\d+–\d+, \d+–\d+$/);
  await page.mouse.move(at.x + 1, at.y + 1);
  await expect(note).toHaveText(near(entry));
  await page.screenshot({ path: info.outputPath('zoomed.png') });

  const before = await place.textContent();
  await page.keyboard.down(' ');
  await page.mouse.down();
  await page.mouse.move(at.x - 90, at.y - 90, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.up(' ');
  await expect(place).not.toHaveText(before ?? '');
  await page.keyboard.press('0');
  await expect(place).not.toHaveText(/–/);
});

/** The same entry, or a neighbour: windows are whole entries. */
function near(text: string | null): RegExp {
  const [row = 0, column = 0] = (text ?? '').match(/\d+/g)?.map(Number) ?? [];
  const around = (value: number) => `(${[value - 1, value, value + 1].join('|')})`;
  return new RegExp(`^row ${around(row)}, column ${around(column)}$`);
}

const FROM_THE_HUB = RECIPE.replace('./demo/base', 'wide/base').replace('./demo/code', 'wide/one').replace('./demo/safety', 'wide/two');

test('the map fills tensor by tensor while bytes arrive', async ({ page, studio, hub }, info) => {
  hub.faults.add({ kind: 'delay', ms: 700, match: 'cdn GET', times: 400 });
  await studio.open();
  await studio.paste(FROM_THE_HUB);
  await page.getByRole('tab', { name: 'Map' }).click();
  await expect(page.getByText(/^[1-9]\d* of \d+ tensors read$/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('application', { name: /layer by module/ })).toBeVisible();
  await page.screenshot({ path: info.outputPath('filling.png') });
  hub.faults.clear();
  await expect(page.getByText('exact, every entry')).toBeVisible({ timeout: 30_000 });
});

for (const look of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { colorScheme: 'light', forcedColors: 'active' }] as const) {
  test(`map, table and numbers are accessible: ${Object.values(look).join(', ')}`, async ({ page, studio }) => {
    test.slow();
    await page.emulateMedia(look);
    await studio.open();
    await studio.paste(RECIPE);
    await openMap(page);
    await page.getByRole('application', { name: /layer by module/ }).focus();
    for (const key of ['ArrowUp', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
    const plot = page.getByRole('application', { name: /Arrow keys move, Enter goes in/ });
    const dashes = page.getByRole('checkbox', { name: /with a dash/ });
    await expect(dashes).toBeChecked({ checked: 'forcedColors' in look });
    for (const width of [1440, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await expect(plot).toBeVisible();
      await expectAccessible(page, `map, ${width}`);
      await page.keyboard.press('t');
      await expect(page.getByRole('table', { name: /^Conflict share in/ })).toBeVisible();
      await expectAccessible(page, `table, ${width}`);
      await page.keyboard.press('t');
    }
  });
}
