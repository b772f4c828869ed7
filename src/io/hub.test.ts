import { afterEach, describe, expect, test } from 'vitest';
import type { TestHub } from '../../e2e/hub/hub.ts';
import type { LogEntry } from '../../e2e/hub/reply.ts';
import { createHubFetch } from './fetch.ts';
import type { SourceSpec } from './source.ts';
import { never, silentObserver, testCheckpoint } from './test-checkpoint.ts';
import { expectBytes, files, ID, LIMITS, open, sentTwice, start as startHub, weights } from './test-hub.ts';
import { createTraffic, systemClock } from './traffic.ts';

let hub: TestHub | undefined;
afterEach(() => hub?.close());
const start = async (options?: Parameters<typeof startHub>[0]) => (hub = await startHub(options));

const requests = (log: readonly LogEntry[]) => log.map(({ where, method, url }) => `${where} ${method} ${url.split('?')[0]}`);

describe('a repository', () => {
  test('is opened with few requests, pinned to a commit', async () => {
    const server = await start();
    const checkpoint = await open(server).facts(never);
    expect(checkpoint.label).toBe(ID);
    expect(checkpoint.revision).toMatch(/^[0-9a-f]{40}$/);
    expect(checkpoint.card).toEqual({ licence: 'apache-2.0', baseModels: ['acme/base'] });
    expect(checkpoint.config).toEqual({ model_type: 'llama' });
    expect(checkpoint.tensors.get('a')).toMatchObject({ dtype: 'U8', bytes: 700_000 });
    expect(checkpoint.files.find(({ path }) => path === 'model.safetensors')?.sha256).toMatch(/^[0-9a-f]{64}$/);
    const commit = checkpoint.revision;
    expect(requests(server.log)).toEqual([
      `hub GET /api/models/${ID}/revision/main`,
      `hub GET /api/models/${ID}/tree/${commit}`,
      `hub GET /${ID}/resolve/${commit}/config.json`,
      `hub GET /api/resolve-cache/models/${ID}/${commit}/config.json`,
      `hub GET /${ID}/resolve/${commit}/model.safetensors`,
      expect.stringContaining('cdn GET /xet-bridge/'),
    ]);
  });

  test('has a revision, in its name or beside it', async () => {
    const server = await start();
    expect((await open(server, { id: `${ID}@refs/pr/1` }).facts(never)).config).toEqual({ model_type: 'other' });
    expect((await open(server, { revision: 'refs/pr/1' }).facts(never)).config).toEqual({ model_type: 'other' });
  });

  test('may list its files on several pages, and name them oddly', async () => {
    const source = open(await start({ pageSize: 2 }));
    expect((await source.facts(never)).files.length).toBe(files.length);
    const into = new Uint8Array(3);
    await source.read('odd #1?%.txt', 0, into, never);
    expect(new TextDecoder().decode(into)).toBe('odd');
  });

  test('is read at its commit, each byte once, straight from the CDN after the first range', async () => {
    const server = await start();
    const transferred: number[] = [];
    const source = open(server, {}, systemClock, { ...silentObserver, transferred: (bytes) => transferred.push(bytes) });
    await source.facts(never);
    const first = 262_144;
    const half = new Uint8Array(200_000);
    const rest = new Uint8Array(weights.length - first - half.length);
    await Promise.all([
      source.read('model.safetensors', first, half, never),
      source.read('model.safetensors', first + half.length, rest, never),
    ]);
    expectBytes(half, first);
    expectBytes(rest, first + half.length);
    expect(sentTwice(server.log, `${ID}/model.safetensors`)).toBe(0);
    expect(server.log.filter(({ url }) => url.includes('/resolve/') && url.includes('model.safetensors')).length).toBe(1);
    expect(transferred.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThanOrEqual(weights.length);
  });

  test('gives what came with the header from memory', async () => {
    const server = await start();
    const source = open(server);
    await source.facts(never);
    const whole = new Uint8Array(weights.length);
    await source.read('model.safetensors', 0, whole, never);
    expectBytes(whole, 0);
    expect(sentTwice(server.log, `${ID}/model.safetensors`)).toBe(0);
    const early = new Uint8Array(1000);
    const before = server.log.length;
    await source.read('model.safetensors', 100_000, early, never);
    expectBytes(early, 100_000);
    expect(server.log.length).toBe(before);
  });

  test('is asked once for reads that touch each other', async () => {
    const server = await start();
    const source = open(server);
    await source.facts(never);
    const places = [300_000, 308_000, 304_000, 600_000];
    const parts = places.map(() => new Uint8Array(4000));
    const before = server.log.length;
    await Promise.all(places.map((place, i) => source.read('model.safetensors', place, parts[i] ?? new Uint8Array(), never)));
    for (const [i, part] of parts.entries()) expectBytes(part, places[i] ?? 0);
    expect(server.log.slice(before).map(({ range }) => range)).toEqual(['bytes=300000-311999', 'bytes=600000-603999']);
  });

  test('is looked up once for many ranges that are asked for together', async () => {
    const server = await start();
    const source = open(server);
    await source.facts(never);
    const file = `${ID}/resolve`;
    const before = server.log.filter(({ url }) => url.includes(file)).length;
    await Promise.all(Array.from({ length: 12 }, () => source.read('notes.txt', 1, new Uint8Array(3), never)));
    expect(server.log.filter(({ url }) => url.includes(file)).length).toBe(before + 1);
  });

  test('may be larger than 32 bits can count', async () => {
    const far = 5 * 2 ** 30;
    const large = testCheckpoint([{ name: 'a', dtype: 'U8', shape: [1] }]);
    const huge = { bytes: far + 100, read: (offset: number, length: number) => Uint8Array.from({ length }, (_, i) => (offset + i) % 251) };
    const source = open(
      await start({
        repos: [{ id: ID, files: { ...Object.fromEntries(large.map(({ path, bytes }) => [path, bytes])), 'huge.bin': huge } }],
      }),
    );
    const into = new Uint8Array(50);
    await source.read('huge.bin', far, into, never);
    expect([...into]).toEqual(Array.from({ length: 50 }, (_, i) => (far + i) % 251));
  });
});

describe('a token', () => {
  test('opens private and gated repositories, and never reaches the CDN', async () => {
    const server = await start();
    for (const id of ['acme/secret', 'acme/gated']) {
      const source = open(server, { id, token: 'hf_owner' });
      await source.facts(never);
      const into = new Uint8Array(1000);
      await source.read('model.safetensors', 300_000, into, never);
      expectBytes(into, 300_000);
    }
    expect(server.log.filter(({ where }) => where === 'hub').every(({ authorization }) => authorization === 'Bearer hf_owner')).toBe(true);
    const cdn = server.log.filter(({ where }) => where === 'cdn');
    expect(cdn.length).toBe(4);
    expect(cdn.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  test('is not sent to another site that pages of a list may name', async () => {
    const server = await start();
    const seen: (string | undefined)[] = [];
    const { client } = createHubFetch({
      subject: { id: ID, hubUrl: 'http://localhost:1', signedIn: true },
      token: 'hf_owner',
      traffic: createTraffic(LIMITS),
      observer: silentObserver,
    });
    await client(never)(`${server.url}/api/models`);
    for (const { authorization } of server.log) seen.push(authorization);
    expect(seen).toEqual([undefined]);
  });

  test('with blanks inside is refused before anything is sent', async () => {
    const server = await start();
    expect(() => open(server, { token: 'hf_a b' })).toThrow(/characters that no token has/);
  });
});

describe('refusals are told in words', () => {
  const rows: readonly (readonly [string, Partial<Extract<SourceSpec, { kind: 'hub' }>>, string, RegExp])[] = [
    ['gated, without a token', { id: 'acme/gated' }, 'access', /gated: its owners ask for consent/],
    ['gated, without consent', { id: 'acme/gated', token: 'hf_other' }, 'access', /has not been granted access/],
    ['private', { id: 'acme/secret' }, 'access', /private, or there is none/],
    [
      'private, for another account',
      { id: 'acme/secret', token: 'hf_other' },
      'missing',
      /no such repository, or this token may not see it/,
    ],
    ['missing', { id: 'acme/none' }, 'access', /private, or there is none/],
    ['missing, with a token', { id: 'acme/none', token: 'hf_other' }, 'missing', /no such repository/],
    ['a bad token', { token: 'hf_wrong' }, 'access', /does not accept the token/],
    ['a missing revision', { revision: 'nope' }, 'missing', /no such revision/],
  ];
  test.each(rows)('%s', async (_, spec, code, what) => {
    const server = await start();
    await expect(open(server, spec).facts(never)).rejects.toMatchObject({
      code,
      what: expect.stringMatching(what),
      where: expect.stringContaining('acme/'),
    });
    expect(server.log.length).toBeLessThanOrEqual(3);
  });
});
