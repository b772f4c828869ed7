import { expect, test, vi } from 'vitest';
import { createUnderWay } from './under-way.ts';

const never = new AbortController().signal;

test('work that wants to be alone waits for what is under way', async () => {
  const { during, undisturbed } = createUnderWay();
  const call = Promise.withResolvers<void>();
  const other = during(() => call.promise);
  const alone = vi.fn(async () => 'measured');
  const measured = undisturbed(never, alone);
  await Promise.resolve();
  expect(alone).not.toHaveBeenCalled();
  call.resolve();
  await other;
  expect(await measured).toBe('measured');
});

test('it is done again when something began meanwhile', async () => {
  const { during, undisturbed } = createUnderWay();
  let times = 0;
  const measured = await undisturbed(never, async () => {
    if (times++ === 0) await during(async () => undefined);
    return times;
  });
  expect(measured).toBe(2);
});

test('a call that fails is no longer under way; an aborted wait gives up', async () => {
  const { during, undisturbed } = createUnderWay();
  await expect(during(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await undisturbed(never, async () => 1)).toBe(1);
  await expect(undisturbed(AbortSignal.abort(new Error('over')), async () => 1)).rejects.toThrow('over');
});
