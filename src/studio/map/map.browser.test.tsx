import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { MapRequest, Observation, ObserveRequest, TensorObservation } from '../../engine/client.ts';
import { liveStore } from '../live/live-store.ts';
import { PRESETS } from '../state/presets.ts';
import { setParameter } from '../state/recipe-edits.ts';
import { setView, viewStore } from '../state/view-store.ts';
import { DIAGNOSTICS, entryFor, mapFor, observationOf } from '../testing/observed.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';
import { closeTensor, mapStore } from './map-store.ts';

const asked: MapRequest[] = [];

function openMap(observed: (request: ObserveRequest) => Observation = () => observationOf(), text: string = PRESETS[0].text): void {
  asked.length = 0;
  closeStudio();
  liveStore.setState(liveStore.getInitialState(), true);
  const observing = {
    observe: async (_: AbortSignal, request: ObserveRequest) => observed(request),
    tensorMap: async (_: AbortSignal, request: MapRequest) => {
      asked.push(request);
      return mapFor(request);
    },
    entries: async (
      _: AbortSignal,
      { tensor, row, column }: { readonly tensor: string; readonly row: number; readonly column: number },
    ) => [entryFor(tensor, row, column)],
    diagnostics: async () => DIAGNOSTICS,
  };
  openStudio({ observing }, text, 'map');
}

const grid = page.getByRole('application', { name: /layer by module/ });
const plot = page.getByRole('application', { name: /Arrow keys move, Enter goes in/ });

beforeEach(async () => {
  await page.viewport(1440, 900);
});
afterEach(closeStudio);

test('keys alone lead from the model into a tensor, to an entry, and back', async () => {
  openMap();
  await expect.element(plot).toBeVisible();
  (plot.element() as HTMLElement).focus();
  await userEvent.keyboard('{Escape}');
  await expect.element(grid).toHaveFocus();
  await userEvent.keyboard('{ArrowRight}{ArrowDown}');
  await expect.element(page.getByText(/layer 1, q/).first()).toBeInTheDocument();
  await userEvent.keyboard('{Enter}');
  await expect.element(plot).toHaveFocus();
  expect(mapStore.getState().tensor).toBe('model.layers.1.q.weight');

  await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowDown}');
  await expect.element(page.getByText('row 33, column 33')).toBeVisible();
  await userEvent.keyboard('{Enter}');
  const window = mapStore.getState().window;
  expect(window && window.rows[1] - window.rows[0]).toBeLessThan(64);
  await userEvent.keyboard('p');
  await expect.poll(() => page.getByRole('list', { name: 'Pinned entries' }).element().textContent).toMatch(/1\.q \[33, 33\]/);

  await userEvent.keyboard('0');
  expect(mapStore.getState().window).toBeUndefined();
  await userEvent.keyboard('{Escape}');
  expect(mapStore.getState().tensor).toBeUndefined();
  await expect.element(grid).toHaveFocus();
});

test('the most telling tensor opens by itself, takes no focus, and stays closed once closed', async () => {
  openMap();
  await expect.element(plot).toBeVisible();
  expect(mapStore.getState().tensor).toBe('model.layers.0.down.weight');
  expect(document.activeElement).toBe(document.body);
  await page.getByRole('button', { name: 'Model', exact: true }).click();
  await expect.element(page.getByText(/^Choose a square of the grid/)).toBeVisible();
  setParameter('weight', 0, ['models', 0, 'parameters', 'weight'], 0.31);
  await expect.poll(() => liveStore.getState().of).toContain('weight: 0.31');
  expect(mapStore.getState().tensor).toBeUndefined();
});

test('no tensor opens by itself where reading it would take long, or on a phone', async () => {
  openMap(() => ({ ...observationOf(), sampled: true }));
  await expect.element(page.getByText(/^Choose a square of the grid .* is read whole, which takes at most 393 kB\.$/)).toBeVisible();
  expect(mapStore.getState().tensor).toBeUndefined();
  await page.viewport(390, 844);
  openMap();
  await expect.element(page.getByText(/^Choose a square of the grid/)).toBeInTheDocument();
  expect(mapStore.getState().tensor).toBeUndefined();
});

test('a tensor that was open is left when reading it would take long', async () => {
  let sampled = false;
  openMap(() => ({ ...observationOf(), sampled }));
  await expect.element(plot).toBeVisible();
  sampled = true;
  setParameter('weight', 0, ['models', 0, 'parameters', 'weight'], 0.31);
  await expect.element(page.getByText(/^Choose a square of the grid/)).toBeVisible();
  const before = asked.length;
  mapStore.setState({ tensor: 'model.layers.0.q.weight' });
  await expect.element(plot).toBeVisible();
  await expect.poll(() => asked.length).toBeGreaterThan(before);
  setParameter('weight', 0, ['models', 0, 'parameters', 'weight'], 0.32);
  await expect.poll(() => liveStore.getState().of).toContain('weight: 0.32');
  expect(mapStore.getState().tensor).toBe('model.layers.0.q.weight');
});

test('of three models, two alone can be asked: inside a tensor, and for every tensor', async () => {
  const maths = { ref: './demo/maths', label: './demo/maths', base: false };
  const pairs: unknown[] = [];
  openMap(({ between }) => {
    pairs.push(between);
    const { inputs, tensors, ...rest } = observationOf();
    const two = (tensor: TensorObservation) => between && { ...tensor, between, conflict: { value: 0.3, error: 0.02 }, contested: 2000 };
    return { ...rest, inputs: [...inputs, maths], tensors: tensors.map((tensor) => ({ ...tensor, pair: two(tensor) })) };
  });
  await expect.element(plot).toBeVisible();
  await expect.poll(() => asked.at(-1)?.quantity).toEqual({ kind: 'conflict', between: undefined });
  await page.getByRole('combobox', { name: 'Whose votes' }).click();
  await page.getByRole('option', { name: 'safety and maths' }).click();
  await expect.poll(() => asked.at(-1)?.quantity).toEqual({ kind: 'conflict', between: [1, 3] });
  await expect.element(page.getByText(/Of the entries that safety and maths changed/)).toBeVisible();
  expect(pairs).toEqual([undefined, [1, 3]]);
  await page.getByText('Table', { exact: true }).click();
  const row = page.getByRole('table', { name: 'Conflict share, safety and maths of every tensor' }).getByRole('row', { name: /1\.q/ });
  await expect.element(row.getByText('30.0 % ± 2.0')).toBeVisible();
  await expect.element(row.getByText('2,000')).toBeVisible();

  await page.getByRole('combobox', { name: 'Quantity' }).click();
  await page.getByRole('option', { name: 'Conflict mass' }).click();
  await expect.poll(() => asked.at(-1)?.quantity).toEqual({ kind: 'conflictMass', between: [1, 3] });
  await page.getByRole('combobox', { name: 'Quantity' }).click();
  await page.getByRole('option', { name: 'Task-vector magnitude' }).click();
  await expect.element(page.getByRole('combobox', { name: 'Whose votes' })).not.toBeInTheDocument();
});

/** The preset's second model is what an inner merge makes. */
const NESTED = `name: soup
merge_method: linear
models:
  - model: ./demo/code
    parameters: {weight: 1}
  - model: ./demo/safety
    parameters: {weight: 1}
---
${PRESETS[0].text.replace('- model: ./demo/safety', '- model: soup')}`;

test('of a recipe with several merges, the chosen one is looked at: in the graph, in the inspector and here', async () => {
  const documents: unknown[] = [];
  openMap(({ document }) => {
    documents.push(document);
    return { ...observationOf(), document };
  }, NESTED);
  await expect.poll(() => asked.at(-1)).toMatchObject({ document: undefined });
  const choice = page.getByRole('combobox', { name: 'Merge' });
  await expect.element(choice).toHaveValue('TIES (output)');
  await choice.click();
  await page.getByRole('option', { name: 'soup' }).click();
  await expect.poll(() => asked.at(-1)?.document).toBe('soup');
  expect(documents).toEqual([undefined, 'soup']);
  expect(viewStore.getState().selection).toEqual({ kind: 'merge', name: 'soup' });

  setView({ selection: { kind: 'model', ref: './demo/code' } });
  await expect.element(choice).toHaveValue('soup');
  setView({ selection: { kind: 'output' } });
  await expect.poll(() => asked.at(-1)?.document).toBeUndefined();
  await expect.element(choice).toHaveValue('TIES (output)');
});

test('a map that is held stays that of its merge', async () => {
  openMap(({ document }) => ({ ...observationOf(), document }), NESTED);
  const choice = page.getByRole('combobox', { name: 'Merge' });
  await expect.element(plot).toBeVisible();
  await page.getByRole('switch', { name: 'Follows sliders' }).click({ force: true });
  setView({ selection: { kind: 'merge', name: 'soup' } });
  await expect.poll(() => liveStore.getState().observation?.document).toBe('soup');
  await expect.element(choice).toHaveValue('TIES (output)');
  await choice.click();
  await page.getByRole('option', { name: 'soup' }).click();
  await expect.poll(() => asked.at(-1)?.document).toBe('soup');
  await expect.element(page.getByRole('switch', { name: 'Follows sliders' })).toBeChecked();
});

test('the cursor speaks what it stands on', async () => {
  openMap();
  await expect.element(grid).toBeVisible();
  closeTensor();
  (grid.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}');
  await expect.element(page.getByRole('status').filter({ hasText: 'layer 0, down, 60.0 %' })).toBeInTheDocument();
});

test('an entry shows every model’s value, change, fate and vote', async () => {
  openMap();
  await expect.element(grid).toBeVisible();
  mapStore.setState({ tensor: 'model.layers.0.q.weight', cursor: { row: 3, column: 4 } });
  const row = page.getByRole('row', { name: /safety/ });
  await expect.element(row).toBeVisible();
  expect(row.element().textContent).toMatch(/0\.06250−0\.06250trimmedlost/);
  await expect.element(page.getByText('Elected sign')).toBeVisible();
});

test('T shows the same as tables', async () => {
  openMap();
  await expect.element(grid).toBeVisible();
  mapStore.setState({ tensor: 'model.layers.0.q.weight' });
  await expect.element(plot).toBeVisible();
  (plot.element() as HTMLElement).focus();
  await userEvent.keyboard('t');
  await expect.element(page.getByRole('table', { name: 'Conflict share of every tensor' })).toBeVisible();
  await expect.element(page.getByRole('table', { name: 'Conflict share in model.layers.0.q.weight' })).toBeVisible();
});

test('the handles of the histogram filter by keys', async () => {
  openMap();
  const from = page.getByRole('slider', { name: 'Show values from' });
  await expect.element(from).toBeVisible();
  (from.element() as HTMLElement).focus();
  await userEvent.keyboard('{Shift>}{ArrowRight}{ArrowRight}{ArrowRight}{/Shift}');
  await expect.element(page.getByText(/^Showing 42 to 70 %/)).toBeVisible();
  await page.getByRole('button', { name: 'Clear filter' }).click();
  expect(mapStore.getState().filter).toBeUndefined();
});

test('the wheel zooms at the pointer, and the engine is asked for that part alone', async () => {
  openMap();
  mapStore.setState({ tensor: 'model.layers.0.q.weight' });
  await expect.element(plot).toBeVisible();
  const element = plot.element() as HTMLElement;
  const box = element.getBoundingClientRect();
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  element.dispatchEvent(
    new WheelEvent('wheel', { deltaY: -600, clientX: box.left + 120, clientY: box.top + 120, bubbles: true, cancelable: true }),
  );
  await expect.poll(() => asked.at(-1)?.window?.rows[1]).toBeLessThan(64);
});

test('the map follows the sliders live, and stands still when it is told to', async () => {
  openMap();
  mapStore.setState({ tensor: 'model.layers.0.q.weight' });
  await expect.element(plot).toBeVisible();
  const weigh = (value: number) => setParameter('weight', 0, ['models', 0, 'parameters', 'weight'], value);
  weigh(0.31);
  await expect.poll(() => asked.at(-1)?.job.recipe).toContain('weight: 0.31');
  await page.getByRole('switch', { name: 'Follows sliders' }).click({ force: true });
  weigh(0.42);
  await expect.poll(() => liveStore.getState().of).toContain('weight: 0.42');
  mapStore.setState({ window: { rows: [0, 8], columns: [0, 8] } });
  await expect.poll(() => asked.at(-1)?.window?.rows[1]).toBe(8);
  expect(asked.at(-1)?.job.recipe).toContain('weight: 0.31');
});

test('diagnostics follow, each with its table', async () => {
  openMap();
  await expect.element(grid).toBeVisible();
  await page.getByRole('tab', { name: 'Layers' }).click();
  await expect.element(page.getByRole('region', { name: 'Overlap of the largest' })).toBeVisible();
  await page.getByRole('button', { name: 'Table of conflict share' }).click();
  await expect.poll(() => page.getByRole('table', { name: 'Conflict share' }).element().textContent).toMatch(/053\.3 %/);
});
