import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { AlloyError } from '../../base/errors.ts';
import type { EngineClient, Observation, ObserveRequest } from '../../engine/client.ts';
import { liveStore } from '../live/live-store.ts';
import { jobStore } from '../state/job-store.ts';
import { setParameter } from '../state/recipe-edits.ts';
import { recipeStore, undo } from '../state/recipe-store.ts';
import { queueStore } from '../state/run-queue.ts';
import { setView } from '../state/view-store.ts';
import { observationOf } from '../testing/observed.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';
import { continueSweep, stopSweep } from './compute.ts';
import { sweepStore } from './sweep-store.ts';

beforeEach(async () => {
  await page.viewport(1440, 900);
  sweepStore.setState(sweepStore.getInitialState(), true);
});
afterEach(() => {
  stopSweep();
  closeStudio();
});

/** A merge lies as far from everything as the weight of code says. */
function observed({ job }: ObserveRequest): Observation {
  const weight = Number(/weight: ([\d.]+)/.exec(job.recipe)?.[1]);
  const { tensors, ...rest } = observationOf(1);
  return { ...rest, tensors: tensors.map((tensor) => ({ ...tensor, distances: [weight, 2, 3] })) };
}

/** Whether the browser would ask before it loads the page anew. */
const isHeld = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }));

const cell = (column: number, row: number) =>
  page.elementLocator(document.querySelector(`[data-cell="${column} ${row}"]`) ?? document.body);
const compute = page.getByRole('button', { name: /^Compute \d+ cells$/ });

async function openGrid(observe: EngineClient['observe']): Promise<void> {
  openStudio({ observing: { observe } });
  await expect.element(page.getByText('Ready')).toBeVisible();
  setView({ tab: 'runs', runsPage: 'sweep' });
  await page.getByRole('textbox', { name: 'Across: values of weight of code' }).fill('0.2, 0.5, 0.9');
  await page.getByRole('textbox', { name: 'Down: values of density of all models' }).fill('0.4 to 0.8 in 2');
}

test('a grid fills, is walked with keys, and a cell becomes the recipe in one step', async () => {
  await openGrid(async (_signal, request) => observed(request));
  await compute.click();
  await expect.element(page.getByRole('button', { name: /^weight of code 0.9, density 0.8: 9.0 %/ })).toBeVisible();
  (cell(0, 0).element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowDown}{ArrowRight}{Enter}');
  await expect.element(page.getByRole('button', { name: 'Load this recipe' })).toHaveFocus();
  const before = recipeStore.getState().text;
  await userEvent.keyboard('{Enter}');
  expect(recipeStore.getState().text).toContain('weight: 0.9');
  expect(recipeStore.getState().text.match(/density: 0.8/g)).toHaveLength(2);
  await expect.element(page.getByRole('button', { name: /^weight of code 0.9.*the recipe at hand/ })).toBeVisible();
  undo();
  expect(recipeStore.getState().text).toBe(before);
});

test('a newer question for the live numbers only delays a cell; a fault stays in its own', async () => {
  let asked = 0;
  await openGrid(async (_signal, request) => {
    const mine = request.job.recipe.includes('density: 0.4') || request.job.recipe.includes('density: 0.8');
    if (mine && ++asked === 2) throw new AlloyError({ code: 'aborted', what: 'Cancelled.' });
    if (request.job.recipe.includes('weight: 0.9')) throw new AlloyError({ code: 'mismatch', what: 'These do not fit.' });
    return observed(request);
  });
  await compute.click();
  await expect.poll(() => sweepStore.getState().running).toBe(false);
  const { cells } = sweepStore.getState().sweep ?? { cells: [] };
  expect(cells.map(({ figures, fault }) => fault?.what ?? figures?.['distance ./demo/code']?.value)).toEqual([
    expect.closeTo(0.02),
    expect.closeTo(0.05),
    'These do not fit.',
    expect.closeTo(0.02),
    expect.closeTo(0.05),
    'These do not fit.',
  ]);
});

test('the live numbers of a hand that has come to rest are had, and the cells go on behind them', async () => {
  let giveUp: ((thrown: unknown) => void) | undefined;
  const asked: string[] = [];
  // As the engine does it: a newer question ends the one under way.
  const observe: EngineClient['observe'] = (_signal, request) =>
    new Promise((resolve, reject) => {
      giveUp?.(new AlloyError({ code: 'aborted', what: 'Cancelled.' }));
      giveUp = reject;
      asked.push(request.job.recipe);
      setTimeout(() => resolve(observed(request)), 60);
    });
  await openGrid(observe);
  await expect.poll(() => liveStore.getState().busy).toBe(false);
  await compute.click();
  const move = (value: number) => setParameter('weight of code', 0, ['models', 0, 'parameters', 'weight'], value, 'drag');
  move(0.61);
  await expect.poll(() => asked.some((recipe) => recipe.includes('weight: 0.61'))).toBe(true);
  move(0.62);
  await expect.poll(() => liveStore.getState().of).toContain('weight: 0.62');
  await expect.poll(() => sweepStore.getState().running).toBe(false);
  expect(sweepStore.getState().sweep?.cells.every(({ figures }) => figures)).toBe(true);
  expect(liveStore.getState().busy).toBe(false);
});

test('a grid that was stopped goes on where it was', async () => {
  let held: (() => void) | undefined;
  const asked: string[] = [];
  await openGrid(async (signal, request) => {
    if (request.job.recipe.includes('density: 0.5')) return observed(request);
    asked.push(request.job.recipe);
    if (asked.length === 3)
      await new Promise<void>((resolve) => {
        held = resolve;
        signal.addEventListener('abort', () => resolve());
      });
    signal.throwIfAborted();
    return observed(request);
  });
  await compute.click();
  await expect.poll(() => held).toBeDefined();
  expect(isHeld()).toBe(true);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.element(page.getByRole('button', { name: 'Compute the 4 missing cells' })).toBeVisible();
  await expect.poll(isHeld).toBe(false);
  await continueSweep();
  expect(asked).toHaveLength(3 + 4);
  expect(sweepStore.getState().sweep?.cells.every(({ figures }) => figures)).toBe(true);
});

test('marked cells are merged one after the other, each under its own name', async () => {
  const order: string[] = [];
  const ends: (() => void)[] = [];
  openStudio({
    observing: { observe: async (_signal, request) => observed(request) },
    async run(signal, { options }) {
      order.push(options?.name ?? '');
      await new Promise<void>((resolve) => {
        ends.push(resolve);
        signal.addEventListener('abort', () => resolve());
      });
      throw new AlloyError({ code: 'disk', what: 'The disk is full.' });
    },
  });
  await expect.element(page.getByText('Ready')).toBeVisible();
  setView({ tab: 'runs', runsPage: 'sweep' });
  await compute.click();
  await expect.poll(() => sweepStore.getState().running).toBe(false);
  for (const at of [cell(0, 0), cell(1, 0), cell(2, 0)]) {
    await at.click();
    await userEvent.keyboard(' ');
  }
  await page.getByRole('button', { name: 'Merge these 3, one by one' }).click();
  const queue = page.getByRole('region', { name: 'Queue' });
  await expect.element(queue.getByText('Waiting 2')).toBeVisible();
  await queue.getByRole('button', { name: 'Move Test, weight of code 0.6, density 0.2 up' }).click();
  await queue.getByRole('button', { name: 'Take Test, weight of code 0.4, density 0.2 off the queue' }).click();
  // A page that is loaded anew loses what waits: the browser asks first, from the first run to the last.
  expect(isHeld()).toBe(true);
  ends[0]?.();
  await expect.poll(() => order).toEqual(['Test, weight of code 0.2, density 0.2', 'Test, weight of code 0.6, density 0.2']);
  expect(isHeld()).toBe(true);
  ends[1]?.();
  await expect.poll(() => jobStore.getState().runs.map(({ status }) => status)).toEqual(['failed', 'failed']);
  expect(queueStore.getState().waiting).toEqual([]);
  await expect.poll(isHeld).toBe(false);
});
