import { afterEach, describe, expect, test, vi } from 'vitest';
import { createBrowserOutput, createBrowserScratch, placeFor } from './browser-output.ts';
import { createOpfsOutput, type OpfsState, probeOpfs } from './opfs.ts';

const MEMORY = 1000;

describe('where output goes in a browser', () => {
  test('to the disk where it works and has room, or does not say how much', () => {
    expect(placeFor(5000, { state: 'works', roomBytes: 5000 }, MEMORY)).toBe('disk');
    expect(placeFor(5000, { state: 'works', roomBytes: undefined }, MEMORY)).toBe('disk');
  });

  test.each([
    ['is full', { state: 'full', roomBytes: undefined }, /room for 0 bytes more.* 1 kB are needed/],
    ['has too little room', { state: 'works', roomBytes: 999 }, /room for 999 bytes more/],
    ['is silent', { state: 'silent', roomBytes: 5000 }, /does not answer/],
    ['is not there', { state: 'missing', roomBytes: undefined }, /no file system of its own/],
  ] as const)('to memory where the disk %s, and says so', (_, disk, why) => {
    expect(placeFor(1000, disk, MEMORY)).toEqual({ notice: expect.stringMatching(why) });
    expect(placeFor(1000, disk, MEMORY)).toEqual({ notice: expect.stringMatching(/lost when the tab closes/) });
  });

  test.each(['full', 'missing'] as const)('nowhere where the disk is %s and memory is too small', (state) => {
    expect(() => placeFor(1001, { state, roomBytes: 0 }, MEMORY)).toThrow(
      expect.objectContaining({ code: 'disk', hint: expect.any(String) }),
    );
  });
});

describe('a file system that does not answer', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** As the browser’s, but for the first `silences` sync handles that are asked for, which never come. */
  function stubDisk(silences: number) {
    const handle = { truncate: () => undefined, getSize: () => 1, close: vi.fn() };
    let asked = 0;
    const file = { createSyncAccessHandle: () => (asked++ < silences ? new Promise(() => undefined) : Promise.resolve(handle)) };
    const folder = {
      getDirectoryHandle: async () => folder,
      getFileHandle: async () => file,
      removeEntry: async () => undefined,
      keys: async function* () {},
    };
    const locks = { request: async (_: string, hold: () => Promise<void>) => await hold() };
    vi.stubGlobal('navigator', { storage: { getDirectory: async () => folder, estimate: async () => ({}) }, locks });
    vi.useFakeTimers();
    return handle;
  }

  async function state(): Promise<OpfsState> {
    const probed = probeOpfs();
    await vi.advanceTimersByTimeAsync(30_000);
    return await probed;
  }

  test.each([
    [0, 'works'],
    [1, 'works'],
    [2, 'silent'],
  ] as const)('%i times: it %s', async (silences, expected) => {
    stubDisk(silences);
    expect(await state()).toBe(expected);
  });

  test('is a fault of the output that it keeps waiting', async () => {
    stubDisk(9);
    const output = await createOpfsOutput();
    const created = output.create('model.safetensors', 1).catch((thrown: unknown) => thrown);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await created).toMatchObject({ code: 'disk', what: expect.stringContaining('does not answer') });
  });
});

describe('a window without a file system', () => {
  afterEach(() => void vi.unstubAllGlobals());

  test('holds one memory’s worth of outputs and scratches in all', async () => {
    vi.stubGlobal('navigator', { storage: { estimate: async () => ({}) } });
    const [most, half] = [1_000_000_000, 500_000_000];
    const scratch = await createBrowserScratch(half);
    const output = await createBrowserOutput('merge', half);
    await expect(createBrowserOutput('merge', half + 1)).rejects.toMatchObject({ code: 'disk' });
    await output.create('model.safetensors', half - 1000);
    await expect(createBrowserScratch(1001)).rejects.toMatchObject({ code: 'disk', what: expect.stringMatching(/room for 1 kB/) });
    await output.abort();
    await scratch.close();
    await (await createBrowserScratch(most)).close();
  });
});
