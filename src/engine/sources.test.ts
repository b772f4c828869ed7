import { expect, test, vi } from 'vitest';
import type { CheckpointSource } from '../io/source.ts';
import { createSourcePool } from './sources.ts';
import { memorySource } from './testing.ts';

const SPEC = { kind: 'folder', path: 'a' } as const;

/** A pool that counts what it opens; each source's headers come as `facts` says. */
function poolOf(facts: CheckpointSource['facts']) {
  const open = vi.fn((): CheckpointSource => ({ ...memorySource('a', { tensors: [] }), facts }));
  return { pool: createSourcePool(open), open };
}

const forever = () => new AbortController().signal;

test('a source whose headers could not be read is opened afresh', async () => {
  const { pool, open } = poolOf(() => Promise.reject(new Error('gone')));
  for (let i = 0; i < 2; i++) await expect(pool.open(SPEC).facts(forever())).rejects.toThrow(/gone/);
  expect(open).toHaveBeenCalledTimes(2);
});

test('one that a caller gave up waiting for stays open for the others', async () => {
  const { pool, open } = poolOf((signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))));
  const caller = new AbortController();
  const waiting = pool.open(SPEC).facts(caller.signal);
  caller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  pool.open(SPEC);
  expect(open).toHaveBeenCalledTimes(1);
});
