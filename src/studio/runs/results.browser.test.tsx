import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { StoredJob } from '../../engine/client.ts';
import { bookStore, forget, loadBook } from '../history/book.ts';
import { compareRuns } from '../history/compared.ts';
import { keepHistory } from '../history/keep-history.ts';
import { jobStore } from '../state/job-store.ts';
import { changeText, recipeStore } from '../state/recipe-store.ts';
import { setView } from '../state/view-store.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';

let end = () => {};

beforeEach(async () => {
  await page.viewport(1440, 900);
  await loadBook();
  for (const { id } of bookStore.getState().runs) forget('runs', id);
  compareRuns([]);
  end = keepHistory();
});
afterEach(() => {
  end();
  closeStudio();
});

async function mergeOnce(runs: number): Promise<void> {
  await expect
    .element(page.getByRole('contentinfo', { name: 'Run' }).getByRole('button', { name: /^Merge/ }))
    .not.toHaveAttribute('aria-disabled');
  await userEvent.keyboard('{ControlOrMeta>}{Enter}{/ControlOrMeta}');
  await expect.poll(() => bookStore.getState().runs).toHaveLength(runs);
}

test('two runs stand side by side: figures, distances by layer, difference of the recipes', async () => {
  openStudio();
  await mergeOnce(1);
  changeText('weight', recipeStore.getState().text.replace('weight: 0.5', 'weight: 0.7'));
  await mergeOnce(2);
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await inspector.getByRole('button', { name: /^Compare with run 1/ }).click();
  await expect.element(page.getByText('1 line out, 1 line in')).toBeVisible();
  await page.getByRole('button', { name: 'Table of the distances' }).click();
  const table = page.getByRole('table', { name: 'Distance to each parent' });
  await expect.element(table.getByRole('columnheader', { name: /to base$/ }).first()).toBeVisible();
  expect(table.element().querySelectorAll('tbody tr')).toHaveLength(4);
  await page.getByRole('button', { name: 'to safety', pressed: true }).click();
  await expect.poll(() => table.element().textContent).not.toContain('to safety');
  expect(table.element().textContent).toContain('Test (2) to code');
});

test('a run that was kept before layers were recorded says so and has no line', async () => {
  openStudio();
  await mergeOnce(1);
  const [run] = bookStore.getState().runs;
  if (!run) throw new Error('no run');
  const { layers: _, ...older } = run;
  bookStore.setState({ runs: [{ ...older, id: 'older', name: 'Older', tensors: undefined }, run] });
  compareRuns([run.id, 'older']);
  await expect.element(page.getByText(/Older ended before distances by layer were kept/)).toBeVisible();
  await expect.element(page.getByRole('row', { name: /^Tensors/ }).getByText('not recorded')).toBeVisible();
});

test('a result says where it is kept and until when, and is deleted when told so', async () => {
  const removed: string[] = [];
  const job: StoredJob = { name: 'folder', files: [{ path: 'model.safetensors', bytes: 64 }], bytes: 64, state: 'result' };
  const engine = openStudio();
  Object.assign(engine, {
    stored: async () => ({ jobs: removed.length > 0 ? [] : [job], usedBytes: 64, roomBytes: 1000 }),
    removeStored: async (name: string) => removed.push(name) > 0,
  });
  await mergeOnce(1);
  jobStore.setState(({ runs }) => ({
    runs: runs.map((run) => ({
      ...run,
      result: run.result && { ...run.result, files: run.result.files.map((file) => ({ ...file, folder: 'folder' })) },
    })),
  }));
  await expect.element(page.getByText(/kept in this browser until this tab closes/)).toBeVisible();
  setView({ dialog: 'sources' });
  await page.getByRole('button', { name: 'Kept in this browser' }).click();
  await expect.element(page.getByText('Test, run 1')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete the files' }).click();
  await expect.element(page.getByText(/deleted from this browser; the recipe and the figures are kept/)).toBeVisible();
  expect(removed).toEqual(['folder']);
  expect(page.getByRole('button', { name: /^Download/ }).elements()).toEqual([]);
});

test('numbers that are none are told with the tensor’s name, first of all tensors', async () => {
  openStudio();
  await mergeOnce(1);
  const notice = page.getByText('The inputs of 1 tensor are not all numbers.');
  await expect.element(notice).toBeVisible();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect.element(inspector.getByText(/\(code: 2 NaN\)/)).toBeVisible();
  const noted = inspector.getByText('Tensors with a note').element().parentElement;
  expect(noted?.textContent).toMatch(/1$/);
  const [first] = page.getByRole('table', { name: 'Tensors of the result' }).element().querySelectorAll('tbody tr');
  expect(first?.textContent).toContain('NaN');
  expect(inspector.element().textContent).toContain(first?.querySelector('code')?.textContent?.slice(0, 20) ?? 'a name');
});
