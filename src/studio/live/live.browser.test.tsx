import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Locator, page } from 'vitest/browser';
import { Canvas } from '../map/canvas.tsx';
import { setParameter } from '../state/recipe-edits.ts';
import { changeText, endGesture, openRecipe, recipeStore } from '../state/recipe-store.ts';
import { observationOf } from '../testing/observed.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';
import { liveStore } from './live-store.ts';
import { LiveTable } from './live-table.tsx';

vi.mock('./live-table.tsx', { spy: true });
vi.mock('../map/canvas.tsx', { spy: true });

beforeEach(async () => {
  await page.viewport(1440, 900);
});
afterEach(closeStudio);

const dock = page.getByRole('region', { name: 'Live' });

test('the dock tells distances, conflict against chance, and reads them; J folds it to its main numbers', async () => {
  openStudio({ observing: { observe: async () => observationOf() } });
  await expect.element(dock.getByRole('table')).toBeVisible();
  await expect.element(dock.getByText('chance 50 %')).toBeVisible();
  await expect.element(dock.getByText(/lies nearest to code/)).toBeVisible();
  await page.getByRole('button', { name: 'Fold the live numbers' }).click();
  await expect.element(dock.getByText(/chance 50/)).toBeVisible();
  expect(dock.getByRole('table').query()).toBeNull();
  expect(dock.element().getBoundingClientRect().height).toBe(36);
});

test('numbers of a sample say so, with their error', async () => {
  const whole = observationOf();
  const tensors = whole.tensors.map((tensor) => ({
    ...tensor,
    coverage: { ...tensor.coverage, entries: tensor.coverage.of / 4 },
    conflict: { value: 0.5, error: 0.02 },
  }));
  openStudio({ observing: { observe: async () => ({ ...whole, tensors, sampled: true }) } });
  await expect.element(dock.getByText('sampled', { exact: true })).toBeVisible();
  await expect.element(dock.getByText(/25 % of the weights/)).toBeVisible();
  await expect.element(dock.getByText(/50\.0 ± \d\.\d+ %/)).toBeVisible();
  // Distances, norms and the cosine have no error of their own: the mark says that they are estimates.
  for (const cell of dock.getByRole('table').element().querySelectorAll('td[data-numeric]'))
    if (cell.textContent !== '–') expect(cell.textContent).toMatch(/^≈ /);
  await expect.element(dock.getByText('≈ 0.50', { exact: true })).toBeVisible();
});

test('a drag renders the table and the strip at most once a move, with one question under way', async () => {
  let [underWay, most] = [0, 0];
  const observe = async () => {
    most = Math.max(most, ++underWay);
    await new Promise(requestAnimationFrame);
    underWay--;
    return observationOf();
  };
  openStudio({ observing: { observe } });
  await expect.element(dock.getByRole('table')).toBeVisible();
  const [table, canvas] = [vi.mocked(LiveTable), vi.mocked(Canvas)];
  for (const part of [table, canvas]) part.mockClear();

  const moves = 30;
  for (let i = 1; i <= moves; i++) {
    setParameter('weight of code', 0, ['models', 0, 'parameters', 'weight'], 0.5 + i / 100, 'drag');
    await new Promise(requestAnimationFrame);
  }
  endGesture();
  await expect.poll(() => liveStore.getState().busy).toBe(false);
  expect(most).toBe(1);
  expect(table.mock.calls.length).toBeGreaterThan(0);
  expect(table.mock.calls.length).toBeLessThanOrEqual(moves + 2);
  // Two canvases: the strip, and the cursor over it.
  expect(canvas.mock.calls.length).toBeLessThanOrEqual(2 * (moves + 2));
});

test('numbers that go on after a device was lost say so', async () => {
  openStudio({
    observing: { observe: async () => ({ ...observationOf(), notice: 'The numbers go on with the processor; nothing was lost.' }) },
  });
  await expect.element(dock.getByText(/^The graphics card stopped answering\. The numbers go on with the processor/)).toBeVisible();
  await expect.element(dock.getByRole('table')).toBeVisible();
});

test('a merge that cannot be observed says why, and the form stays', async () => {
  openStudio({
    observing: {
      observe: async () => {
        throw new Error('boom');
      },
    },
  });
  await expect.element(dock.getByText(/boom/)).toBeVisible();
  await expect.element(page.getByRole('slider', { name: 'weight of code' })).toBeVisible();
});

describe('a text with an error', () => {
  const observing = { observe: async () => observationOf() };
  const mark = dock.getByText('of the last good text');

  test('leaves the numbers of the last good one, marked', async () => {
    openStudio({ observing });
    await expect.element(dock.getByRole('table')).toBeVisible();
    expect(mark.query()).toBeNull();
    const { text } = recipeStore.getState();
    for (const broken of [`${text}\nmodels: [`, `${text}\nnonsense: 1`]) {
      changeText('type', broken);
      await expect.element(mark).toBeVisible();
      await expect.element(dock.getByRole('table')).toBeVisible();
      changeText('type', text);
      await expect.poll(() => mark.query()).toBeNull();
    }
  });

  test('has none of another recipe', async () => {
    openStudio({ observing });
    await expect.element(dock.getByRole('table')).toBeVisible();
    openRecipe('Other', 'models: small/c');
    await expect.element(dock.getByText(/^Numbers follow/)).toBeVisible();
    expect(dock.getByRole('table').query()).toBeNull();
  });

  test('that can be read has none of another recipe either', async () => {
    openStudio({ observing });
    await expect.element(dock.getByRole('table')).toBeVisible();
    openRecipe(
      'Other',
      'merge_method: ties\nmodels: [{model: ./demo/code, parameters: {weight: 1}}, {model: ./demo/safety, parameters: {weight: 1}}]\n',
    );
    await expect.poll(() => dock.getByRole('table').query()).toBeNull();
  });
});

test('a model with an adapter is named with it wherever the model is', async () => {
  const refs = ['x/a+y/lora', 'x/a', 'x/b'];
  const inputs = refs.map((ref) => ({ ref, label: ref, base: false }));
  openStudio(
    { observing: { observe: async () => ({ ...observationOf(), inputs }) } },
    `merge_method: linear\nmodels: [${refs.map((model) => `{model: ${model}, parameters: {weight: 1}}`).join()}]\n`,
  );
  const named = (region: Locator) => expect.element(region.getByText('a + lora', { exact: true }).first());
  await named(dock.getByRole('table')).toBeVisible();
  await named(page.getByRole('navigation', { name: 'Models and presets' })).toBeVisible();
  await named(page.getByRole('main')).toBeVisible();
});

test('long names leave the numbers their room', async () => {
  const inputs = [0, 1, 2].map((i) => {
    const ref = `many/model-with-a-rather-long-name-number-${i}-instruct-v0.${i}-merged-dpo-sft-2026`;
    return { ref, label: ref, base: i === 2 };
  });
  const unvoted = observationOf().tensors.map((tensor) => ({ ...tensor, conflict: undefined, conflictChance: undefined, contested: 0 }));
  openStudio({ observing: { observe: async () => ({ ...observationOf(), inputs, tensors: unvoted }) } });
  await expect.element(dock.getByRole('table')).toBeVisible();
  const head = dock.getByRole('heading', { name: /^Change from/ }).element();
  const [title, legend] = [head.getBoundingClientRect(), head.nextElementSibling?.getBoundingClientRect()];
  expect(title.right).toBeLessThanOrEqual(legend?.left ?? 0);
  for (const cell of dock.getByRole('table').element().querySelectorAll('td'))
    expect(cell.getBoundingClientRect().right).toBeLessThanOrEqual(dock.element().getBoundingClientRect().right);
});
