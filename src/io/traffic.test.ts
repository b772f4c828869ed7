import { expect, test } from 'vitest';
import { askedWait } from './fetch.ts';
import { never } from './test-checkpoint.ts';
import { createTraffic, NETWORK_LIMITS, type NetworkLimits, type RequestSize } from './traffic.ts';

/** Requests that take a moment each; `most` of a size that were under way at once. */
function watched(limits: Partial<NetworkLimits>) {
  const traffic = createTraffic({ ...NETWORK_LIMITS, ...limits });
  const running = { small: 0, large: 0 };
  const most = { small: 0, large: 0, all: 0 };
  const ask = (size: RequestSize) =>
    traffic.within('a', size, never, async () => {
      most[size] = Math.max(most[size], ++running[size]);
      most.all = Math.max(most.all, running.small + running.large);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running[size]--;
    });
  return { ask, most };
}

test('at most so many requests to one host are under way, and more where they are small', async () => {
  const { ask, most } = watched({ perHost: 3, perHostSmall: 5 });
  await Promise.all(Array.from({ length: 20 }, () => ask('large')));
  expect(most).toEqual({ small: 0, large: 3, all: 3 });
  await Promise.all(Array.from({ length: 20 }, () => ask('small')));
  expect(most).toEqual({ small: 5, large: 3, all: 5 });
});

test('small requests pass large ones that have no room, but do not take their turn', async () => {
  const { ask, most } = watched({ perHost: 2, perHostSmall: 3 });
  const done: string[] = [];
  const all = (['large', 'large', 'large', 'small', 'small'] as const).map((size, i) =>
    ask(size).then(() => void done.push(`${size} ${i}`)),
  );
  await Promise.all(all);
  expect(most).toMatchObject({ large: 2, all: 3 });
  expect(done).toEqual(['large 0', 'large 1', 'small 3', 'large 2', 'small 4']);
});

test('one host does not wait for another', async () => {
  const traffic = createTraffic({ ...NETWORK_LIMITS, perHost: 1, perHostSmall: 1 });
  let free: () => void = () => undefined;
  const held = traffic.within('a', 'large', never, () => new Promise<void>((resolve) => (free = resolve)));
  await expect(traffic.within('b', 'large', never, async () => 'done')).resolves.toBe('done');
  free();
  await held;
});

test('a failure gives its slot back, and so does one who stops waiting', async () => {
  const traffic = createTraffic({ ...NETWORK_LIMITS, perHost: 1, perHostSmall: 1 });
  const failing = traffic.within('a', 'large', never, () => Promise.reject(new Error('no')));
  const stop = new AbortController();
  const waiting = traffic.within('a', 'large', stop.signal, async () => 'never');
  stop.abort();
  await expect(failing).rejects.toThrow('no');
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  await expect(traffic.within('a', 'large', never, async () => 'next')).resolves.toBe('next');
});

test.each([
  [{ 'Retry-After': '3' }, 3000],
  [{ 'Retry-After': 'Thu, 01 Jan 1970 00:00:12 GMT' }, 2000],
  [{ 'Retry-After': 'soon' }, undefined],
  [{ RateLimit: '"api";r=0;t=4' }, 4000],
  [{ RateLimit: '"api";r=0' }, undefined],
  [{}, undefined],
])('the wait of %j is %s', (headers, ms) => expect(askedWait(new Headers(headers as Record<string, string>), 10_000)).toBe(ms));
