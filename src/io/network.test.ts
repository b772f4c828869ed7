import { afterEach, describe, expect, test } from 'vitest';
import type { FaultSpec } from '../../e2e/hub/faults.ts';
import type { TestHub } from '../../e2e/hub/hub.ts';
import { createHubFetch } from './fetch.ts';
import { createHubSource } from './hub.ts';
import { hubFault } from './hub-faults.ts';
import { createRangeReader } from './ranges.ts';
import { never, silentObserver } from './test-checkpoint.ts';
import { expectBytes, ID, LIMITS, open, sentTwice, start as startHub, weights } from './test-hub.ts';
import { type Clock, createTraffic } from './traffic.ts';

let hub: TestHub | undefined;
afterEach(() => hub?.close());
const start = async (options?: Parameters<typeof startHub>[0]) => (hub = await startHub(options));

describe('faults of the network', () => {
  const rows: readonly (readonly [string, readonly FaultSpec[]])[] = [
    ['a busy server', [{ kind: 'status', status: 503, match: 'cdn GET', times: 2 }]],
    [
      'an address that expired, and then a broken gateway',
      [
        { kind: 'expiredUrl', match: 'cdn GET' },
        { kind: 'status', status: 502, match: 'hub GET' },
      ],
    ],
    ['a connection that dies at once', [{ kind: 'reset', match: /cdn GET|hub GET/, times: 3 }]],
    ['a late answer', [{ kind: 'delay', ms: 100, match: 'cdn GET' }]],
    [
      'a body cut off',
      [
        { kind: 'truncate', bytes: 150_000, match: 'cdn GET' },
        { kind: 'truncate', bytes: 90_000, match: 'cdn GET' },
      ],
    ],
    ['a short reply', [{ kind: 'short', bytes: 100_000, match: 'cdn GET' }]],
    ['a body without a length that ends early', [{ kind: 'closeDelimited', bytes: 100_000, match: 'cdn GET' }]],
    ['a server that ignores the range', [{ kind: 'ignoreRange', match: 'cdn GET' }]],
    ['an address that expired', [{ kind: 'expiredUrl', match: 'cdn GET' }]],
    ['silence in the middle', [{ kind: 'halfOpen', bytes: 120_000, match: 'cdn GET' }]],
  ];
  test.each(rows)('do not matter: %s', async (_, faults) => {
    const server = await start();
    const source = open(server);
    await source.facts(never);
    server.log.length = 0;
    server.faults.add(...faults);
    const into = new Uint8Array(400_000);
    await source.read('model.safetensors', 300_000, into, never);
    expectBytes(into, 300_000);
    expect(server.faults.left()).toBe(0);
    const ignored = faults.some(({ kind }) => kind === 'ignoreRange');
    if (!ignored) expect(sentTwice(server.log, `${ID}/model.safetensors`)).toBe(0);
  });

  test('do not matter while a repository is opened', async () => {
    const server = await start();
    server.faults.add(
      { kind: 'status', status: 500, match: '/api/models', times: 2 },
      { kind: 'reset', match: '/tree/' },
      { kind: 'status', status: 504, match: '/resolve/' },
      { kind: 'truncate', bytes: 3, match: '/resolve-cache/' },
    );
    expect((await open(server).facts(never)).tensors.size).toBe(2);
    expect(server.faults.left()).toBe(0);
  });

  test('an address that expired is looked up again, once', async () => {
    const server = await start();
    const source = open(server);
    await source.facts(never);
    server.log.length = 0;
    server.faults.add({ kind: 'expiredUrl', match: 'cdn GET' });
    await Promise.all([3, 4, 5].map((i) => source.read('model.safetensors', i * 100_000, new Uint8Array(1000), never)));
    expect(server.log.filter(({ url }) => url.includes('/resolve/')).length).toBe(1);
  });

  test('that do not pass end in an error that says what to do', async () => {
    const server = await start();
    server.faults.add({ kind: 'status', status: 503, match: 'hub GET', times: 100 });
    await expect(open(server).facts(never)).rejects.toMatchObject({
      code: 'network',
      what: expect.stringMatching(/status 503.*6 times/),
      hint: expect.stringMatching(/connection/),
    });
    expect(server.log.length).toBe(LIMITS.attempts);
  });

  test('a server that gives a little and dies, again and again, is given up', async () => {
    const server = await start();
    const source = open(server);
    await source.facts(never);
    server.log.length = 0;
    server.faults.add({ kind: 'truncate', bytes: 10, match: 'cdn GET', times: 1000 });
    await expect(source.read('model.safetensors', 300_000, new Uint8Array(100_000), never)).rejects.toMatchObject({ code: 'network' });
    expect(server.log.length).toBe(LIMITS.attempts);
  });

  test('a file that changes while it is read is refused', async () => {
    const server = await start();
    const source = open(server);
    await source.facts(never);
    server.faults.add({ kind: 'etagChange', match: 'cdn GET' });
    await expect(source.read('model.safetensors', 300_000, new Uint8Array(100), never)).rejects.toMatchObject({
      code: 'bad-file',
      what: expect.stringMatching(/changed/),
    });
  });

  test('a file of another size than listed is refused', async () => {
    const server = await start();
    const subject = { id: ID, hubUrl: server.url, signedIn: false };
    const traffic = createTraffic(LIMITS);
    const { exchange } = createHubFetch({ subject, traffic, observer: silentObserver });
    const read = createRangeReader({
      exchange,
      traffic,
      observer: silentObserver,
      refusal: (response, where) => hubFault(response, subject, where),
    });
    const file = { url: `${server.url}/${ID}/resolve/main/model.safetensors`, bytes: weights.length + 1, where: 'w' };
    await expect(read(file, 0, new Uint8Array(10), never)).rejects.toMatchObject({
      code: 'bad-file',
      what: expect.stringMatching(/are listed/),
    });
    await expect(read({ ...file, bytes: 1e9 }, 5e8, new Uint8Array(10), never)).rejects.toMatchObject({
      code: 'bad-file',
      what: expect.stringMatching(/shorter/),
    });
    await expect(read({ ...file, url: `${server.url}/${ID}/resolve/main/none` }, 0, new Uint8Array(10), never)).rejects.toMatchObject({
      code: 'missing',
    });
  });
});

/** The most requests for bytes that were under way together until `work` ended. */
async function mostAtOnce({ log }: TestHub, work: Promise<unknown>): Promise<number> {
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, log.filter(({ where, status }) => where === 'cdn' && status === 0).length);
  }, 1);
  await work.finally(() => clearInterval(watch));
  return most;
}

describe('requests to one host under way at once', () => {
  test.each([
    ['small ones', 1000, LIMITS.perHostSmall],
    ['large ones', 300_000, LIMITS.perHost],
  ])('%s', async (_, bytes, bound) => {
    const server = await start();
    const traffic = createTraffic(LIMITS);
    const sources = Array.from({ length: 24 }, () => createHubSource({ kind: 'hub', id: ID, hubUrl: server.url }, traffic, silentObserver));
    for (const source of sources) await source.read('model.safetensors', 600_000, new Uint8Array(10), never);
    server.faults.add({ kind: 'delay', ms: 40, match: 'cdn GET', times: 1000 });
    const reads = sources.map(async (source) => {
      const into = new Uint8Array(bytes);
      await source.read('model.safetensors', 10_000, into, never);
      expectBytes(into, 10_000);
    });
    expect(await mostAtOnce(server, Promise.all(reads))).toBe(bound);
  });
});

describe('a pause that the server asks for', () => {
  /** A clock that jumps instead of waiting. */
  function jumpingClock() {
    const slept: number[] = [];
    let time = 0;
    const clock: Clock = {
      now: () => time,
      random: () => 0.5,
      async sleep(ms) {
        slept.push(ms);
        time += ms;
      },
    };
    return { clock, slept };
  }

  test.each([
    ['its own seconds', { 'Retry-After': '7' }, 7000],
    ["the Hub's own header", { RateLimit: '"resolvers";r=0;t=9' }, 9000],
    ['no figure that can be read', {}, LIMITS.firstPauseMs],
    ['more than a window of five minutes', { 'Retry-After': '86400' }, 300_000],
  ])('is kept: %s', async (_, headers, ms) => {
    const server = await start();
    const { clock, slept } = jumpingClock();
    const notices: string[] = [];
    server.faults.add({ kind: 'status', status: 429, headers, match: '/api/models' });
    await open(server, {}, clock, { ...silentObserver, noticed: (sentence) => notices.push(sentence) }).facts(never);
    expect(slept).toEqual([ms]);
    expect(notices[0]).toContain(`all wait ${Math.ceil(ms / 1000)} s`);
  });

  test('grows while the server goes on refusing', async () => {
    const server = await start();
    const { clock, slept } = jumpingClock();
    server.faults.add({ kind: 'status', status: 429, match: '/api/models', times: 3 });
    await open(server, {}, clock).facts(never);
    expect(slept).toEqual([20, 40, 80]);
  });
});

describe('an abort', () => {
  test.each([
    ['in the middle of a body', { kind: 'slow', bytesPerSecond: 20_000 }],
    ['before the answer', { kind: 'delay', ms: 10_000 }],
  ] as const)('ends a read at once: %s', async (_, fault) => {
    const server = await start();
    const source = open(server);
    await source.facts(never);
    server.faults.add({ ...fault, match: 'cdn GET' });
    const stop = new AbortController();
    const reading = source.read('model.safetensors', 0, new Uint8Array(400_000), stop.signal);
    setTimeout(() => stop.abort(), 60);
    const began = performance.now();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test('of one caller does not fail another who waits for the same facts', async () => {
    const server = await start();
    const source = open(server);
    server.faults.add({ kind: 'delay', ms: 100, match: '/tree/' });
    const stop = new AbortController();
    const first = source.facts(stop.signal);
    const second = source.facts(never);
    setTimeout(() => stop.abort(), 30);
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect((await second).tensors.size).toBe(2);
  });
});
