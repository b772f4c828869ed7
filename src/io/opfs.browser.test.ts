import { expect, test } from 'vitest';
import type { Scenario } from './opfs-test-worker.ts';

/** Runs a scenario in a worker of its own, which ends with it. */
async function run(scenario: Scenario): Promise<unknown> {
  const worker = new Worker(new URL('./opfs-test-worker.ts', import.meta.url), { type: 'module' });
  try {
    const { data } = await new Promise<MessageEvent<{ value?: unknown; fault?: unknown }>>((resolve, reject) => {
      worker.onmessage = resolve;
      worker.onerror = reject;
      worker.postMessage(scenario);
    });
    if (data.fault) throw new Error(JSON.stringify(data.fault));
    return data.value;
  } finally {
    worker.terminate();
  }
}

test('the file system of the browser can be used', async () => expect(await run('works')).toBe('works'));

test('output is written in pieces, read back, published as files and removed', async () => {
  expect(await run('publish')).toEqual({
    middle: [1995, 1996, 1997, 1998, 1999, 2000, 2001, 2002, 2003, 2004].map((i) => i % 251),
    same: true,
    folders: [1, 0],
  });
});

test('a finished result is listed as one and can be removed', async () => {
  expect(await run('results')).toEqual({ before: ['held'], after: [{ state: 'result', bytes: 5000 }], removed: true, folders: [] });
});

test('output that is aborted leaves nothing', async () => expect(await run('abort')).toEqual([]));

test('scratch is overwritten, read and removed', async () => expect(await run('scratch')).toEqual({ into: [99, 9, 9, 102], folders: [] }));

test('a file larger than the quota is refused before anything is written', async () => expect(await run('full')).toBe('disk'));

test('scratch that finds no room leaves nothing', async () => {
  expect(await run('fullScratch')).toEqual({ fault: 'disk', folders: [], locks: [] });
});

test('what a dead tab left behind is swept, and what lives is not', async () => {
  expect(await run('leave')).toBe(1);
  await expect.poll(() => run('sweep'), { timeout: 5000 }).toBe(1);
  expect(await run('abort')).toEqual([]);
});
