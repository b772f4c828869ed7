import { afterEach, beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { EngineClient } from '../../engine/client.ts';
import type { JobEvent } from '../../engine/protocol.ts';
import { jobStore } from '../state/job-store.ts';
import { closeStudio, openStudio } from '../testing/screen.tsx';

const bar = page.getByRole('contentinfo', { name: 'Run' });
const said: string[] = [];
let tell: (event: JobEvent) => void = () => undefined;

/** A run that does nothing by itself: a test tells its events. */
const run: EngineClient['run'] = (signal, _request, onEvent, id = '') => {
  said.push(`run ${id}`);
  tell = onEvent;
  onEvent({
    type: 'progress',
    stages: [{ stage: 'read', done: 4e6, total: 10e6, rate: 1e6, busy: 0.9 }],
    tensorsDone: 3,
    tensors: 38,
    inFlight: ['model.layers.1.mlp.up_proj.weight', 'model.layers.1.mlp.down_proj.weight'],
    requests: 4,
    secondsLeft: 6,
  });
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))));
};

const holding = {
  pause: async (id: string) => void said.push(`pause ${id}`),
  resume: async (id: string) => void said.push(`resume ${id}`),
};

beforeEach(async () => {
  said.length = 0;
  await page.viewport(1440, 900);
  openStudio({ run, holding });
  await expect.element(page.getByText('Ready')).toBeVisible();
  await bar.getByRole('button', { name: /^Merge/ }).click();
  await expect.element(bar.getByText(/1\.00 MB\/s/)).toBeVisible();
});

afterEach(closeStudio);

test('paused, it says what it holds; resumed by its key, it goes on, and the pause is not its time', async () => {
  await bar.getByRole('button', { name: /^Pause/ }).click();
  await expect.element(bar.getByText('Pausing: what is being read still arrives')).toBeVisible();
  tell({ type: 'paused' });
  await expect.element(page.getByText(/^Paused at .*Held: 2 tensors in flight/)).toBeVisible();
  await expect.element(bar.getByText('Paused', { exact: true })).toBeVisible();
  await userEvent.keyboard('{Shift>}p{/Shift}');
  await expect.element(bar.getByRole('button', { name: /^Pause/ })).toBeVisible();
  const [state] = jobStore.getState().runs;
  expect(said).toEqual(['run', 'pause', 'resume'].map((word) => `${word} ${state?.id}`));
  expect(state).toMatchObject({ status: 'running', pausedAt: undefined });
  expect(state?.pausedFor).toBeGreaterThan(0);
});

test('resumed before it stood still, a late word of the pause changes nothing', async () => {
  await bar.getByRole('button', { name: /^Pause/ }).click();
  await bar.getByRole('button', { name: /^Resume/ }).click();
  tell({ type: 'paused' });
  await expect.element(bar.getByText(/1\.00 MB\/s/)).toBeVisible();
  expect(jobStore.getState().runs[0]).toMatchObject({ status: 'running', pausedAt: undefined, pausedFor: 0 });
});

test('cancelled while paused, it ends as cancelled', async () => {
  await bar.getByRole('button', { name: /^Pause/ }).click();
  tell({ type: 'paused' });
  await expect.element(page.getByText(/^Paused at /)).toBeVisible();
  await bar.getByRole('button', { name: 'Cancel' }).click();
  await expect.element(page.getByRole('heading', { name: /was cancelled/ })).toBeVisible();
});
