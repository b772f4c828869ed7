import { expect, test } from 'vitest';
import { askedWait } from './fetch.ts';
import { never } from './test-checkpoint.ts';
import { createTraffic, NETWORK_LIMITS } from './traffic.ts';

test('at most so many requests to one host are under way', async () => {
  const traffic = createTraffic({ ...NETWORK_LIMITS, perHost: 3 });
  let running = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 2));
    running--;
  };
  await Promise.all(Array.from({ length: 20 }, () => traffic.within('a', never, work)));
  expect(most).toBe(3);
});

test('one host does not wait for another', async () => {
  const traffic = createTraffic({ ...NETWORK_LIMITS, perHost: 1 });
  let free: () => void = () => undefined;
  const held = traffic.within('a', never, () => new Promise<void>((resolve) => (free = resolve)));
  await expect(traffic.within('b', never, async () => 'done')).resolves.toBe('done');
  free();
  await held;
});

test('a failure gives its slot back, and so does one who stops waiting', async () => {
  const traffic = createTraffic({ ...NETWORK_LIMITS, perHost: 1 });
  const failing = traffic.within('a', never, () => Promise.reject(new Error('no')));
  const stop = new AbortController();
  const waiting = traffic.within('a', stop.signal, async () => 'never');
  stop.abort();
  await expect(failing).rejects.toThrow('no');
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  await expect(traffic.within('a', never, async () => 'next')).resolves.toBe('next');
});

test.each([
  [{ 'Retry-After': '3' }, 3000],
  [{ 'Retry-After': 'Thu, 01 Jan 1970 00:00:12 GMT' }, 2000],
  [{ 'Retry-After': 'soon' }, undefined],
  [{ RateLimit: '"api";r=0;t=4' }, 4000],
  [{ RateLimit: '"api";r=0' }, undefined],
  [{}, undefined],
])('the wait of %j is %s', (headers, ms) => expect(askedWait(new Headers(headers as Record<string, string>), 10_000)).toBe(ms));
