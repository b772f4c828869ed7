import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { Canvas } from '../map/canvas.tsx';
import { setParameter } from '../state/recipe-edits.ts';
import { endGesture } from '../state/recipe-store.ts';
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
