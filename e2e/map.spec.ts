/** The conflict map, from the whole model to one entry: its numbers are those of the same recipe in double precision. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { DEMO } from './support/models.ts';
import { readSafetensors, type Tensor } from './support/safetensors.ts';
import { expect, test } from './support/test.ts';
import { float64Twin } from './support/twin.ts';

const DENSITY = 0.1;

const RECIPE = `merge_method: ties
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

async function openMap(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Map' }).click();
  await expect(page.getByRole('application', { name: /^Conflict share, layer by module/ })).toBeVisible();
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
  const [base, code, safety] = await Promise.all(['./demo/base', './demo/code', './demo/safety'].map(weightsOf));
  if (!base || !code || !safety) throw new Error('The demo family has three models.');
  const twin = (name: string) => {
    const [zero, first, second] = [base.get(name), code.get(name), safety.get(name)];
    if (!zero || !first || !second) throw new Error(`No ${name} in the demo family.`);
    return [trimmed(first, zero), trimmed(second, zero)] as const;
  };
  await page.getByRole('application', { name: /layer by module/ }).focus();
  await page.keyboard.press('t');
  const tensors = page.getByRole('table', { name: 'Conflict share of every tensor' });
  await expect(tensors).toBeVisible();
  for (const name of ['model.embed_tokens.weight', 'model.layers.0.self_attn.q_proj.weight', 'model.layers.3.mlp.down_proj.weight']) {
    const { share, contested } = conflictOf(twin(name));
    const row = tensors.getByRole('row', { name: new RegExp(name) });
    await row.scrollIntoViewIfNeeded();
    await expect(row, name).toContainText(`${(share * 100).toFixed(1)} %`);
    await expect(row, name).toContainText(contested.toLocaleString('en'));
  }
  await page.keyboard.press('t');

  const name = 'model.layers.3.mlp.down_proj.weight';
  const votes = twin(name);
  const at =
    [...votes[0].keys()].find(
      (i) => votes[0][i] !== 0 && votes[1][i] !== 0 && Math.sign(votes[0][i] ?? 0) !== Math.sign(votes[1][i] ?? 0),
    ) ?? 0;
  const columns = base.get(name)?.shape[1] ?? 1;
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

/** By keys: to the tensor, in, then entry by entry. */
async function walkTo(page: Page, name: string, row: number, column: number): Promise<void> {
  await page.getByRole('application', { name: /layer by module/ }).focus();
  // The grid begins at layer 0, q: three layers down, six modules on.
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
