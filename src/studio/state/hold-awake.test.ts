import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { holdAwake } from './hold-awake.ts';
import { jobStore, NEW_RUN, type Run, type RunStatus } from './job-store.ts';

/** Locks that are held now, and a tab that can be hidden. */
const held = new Set<object>();
const tab = Object.assign(new EventTarget(), { visibilityState: 'visible' });

const RUN: Run = { ...NEW_RUN, id: 'a', number: 1, name: '', what: '', text: '', startedAt: 0, sampledAt: 0 };

const give = (status: RunStatus) => jobStore.setState({ runs: [{ ...RUN, status }] });
const settled = () => new Promise((resolve) => setTimeout(resolve));

async function request() {
  await Promise.resolve();
  const lock = {
    released: false,
    async release() {
      lock.released = true;
      held.delete(lock);
    },
  };
  held.add(lock);
  return lock;
}

beforeEach(() => {
  held.clear();
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  vi.stubGlobal('document', tab);
  vi.stubGlobal('navigator', { wakeLock: { request } });
  give('running');
});
afterEach(() => {
  jobStore.setState(jobStore.getInitialState());
  vi.unstubAllGlobals();
});

test('the screen stays on while a run goes on, may sleep while it is paused, and stays on again after that', async () => {
  const release = holdAwake();
  await settled();
  expect(held.size).toBe(1);
  give('pausing');
  expect(held.size).toBe(1);
  give('paused');
  expect(held.size).toBe(0);
  give('running');
  await settled();
  expect(held.size).toBe(1);
  release();
  expect(held.size).toBe(0);
});

test('a lock that comes after the pause, or after the end, is given back', async () => {
  const release = holdAwake();
  give('paused');
  await settled();
  expect(held.size).toBe(0);
  give('running');
  release();
  await settled();
  expect(held.size).toBe(0);
});

test('a tab that shows again takes one lock anew, not while the run is paused', async () => {
  const release = holdAwake();
  await settled();
  for (const lock of held) await (lock as Awaited<ReturnType<typeof request>>).release();
  tab.dispatchEvent(new Event('visibilitychange'));
  tab.dispatchEvent(new Event('visibilitychange'));
  await settled();
  expect(held.size).toBe(1);
  give('paused');
  tab.dispatchEvent(new Event('visibilitychange'));
  await settled();
  expect(held.size).toBe(0);
  release();
});
