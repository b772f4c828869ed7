import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryOutput, createMemoryRoom, createMemoryScratch } from './memory.ts';
import { createNodeOutput, createNodeScratch } from './node-output.ts';
import type { OutputStore, Scratch } from './output.ts';
import { onDisk } from './store.ts';
import { pattern } from './test-checkpoint.ts';

let box = '';
beforeEach(async () => {
  box = await mkdtemp(join(tmpdir(), 'alloy-output-'));
});
afterEach(() => rm(box, { recursive: true, force: true }));

const content = pattern(5000);

async function fill(store: OutputStore, path = 'model.safetensors'): Promise<void> {
  const writer = await store.create(path, content.length);
  await Promise.all([writer.write(3000, content.slice(3000)), writer.write(0, content.slice(0, 3000))]);
  await writer.close();
}

describe.each([
  ['memory', async () => createMemoryOutput()],
  ['node', () => createNodeOutput(join(box, 'out'))],
])('output in %s', (_, open: () => Promise<OutputStore>) => {
  test('is written in pieces, read back and published', async () => {
    const store = await open();
    await fill(store);
    const into = new Uint8Array(100);
    await store.read('model.safetensors', 2950, into);
    expect(Buffer.compare(into, content.subarray(2950, 3050))).toBe(0);
    expect(await store.publish()).toMatchObject([{ path: 'model.safetensors', bytes: 5000 }]);
  });

  test('is not published while a file has holes', async () => {
    const store = await open();
    const writer = await store.create('a', 10);
    await writer.write(0, new Uint8Array(4));
    await expect(writer.close()).rejects.toThrow(/4 of 10/);
    await expect(store.publish()).rejects.toThrow(/complete/);
    await store.abort();
  });

  test('forgets a file whose writer was aborted', async () => {
    const store = await open();
    await (await store.create('a', 10)).abort();
    await fill(store);
    expect((await store.publish()).map(({ path }) => path)).toEqual(['model.safetensors']);
  });

  test.each(['../a', 'a/b', '.hidden', ''])('refuses the name %j', async (path) => {
    const store = await open();
    await expect(store.create(path, 1)).rejects.toThrow(/plain file name/);
    await store.abort();
  });

  test('refuses writes outside the file', async () => {
    const store = await open();
    const writer = await store.create('a', 10);
    await expect(writer.write(8, new Uint8Array(4))).rejects.toThrow(/inside a/);
    await store.abort();
  });
});

test('output in memory gives files, up to its limit', async () => {
  const store = createMemoryOutput(createMemoryRoom(6000));
  await fill(store);
  await expect(store.create('b', 1001)).rejects.toMatchObject({ code: 'disk' });
  const [published] = await store.publish();
  expect(Buffer.compare(new Uint8Array((await published?.file?.arrayBuffer()) ?? new ArrayBuffer()), content)).toBe(0);
});

test('outputs and scratches in one memory share its room, and give theirs back once', async () => {
  const room = createMemoryRoom(12_000);
  const [published, aborted] = [createMemoryOutput(room), createMemoryOutput(room)];
  await fill(published);
  await fill(aborted);
  const scratch = createMemoryScratch(2000, room);
  expect(room.left()).toBe(0);
  expect(() => createMemoryScratch(1, room)).toThrow(expect.objectContaining({ code: 'disk' }));
  await expect(published.create('b', 1)).rejects.toMatchObject({ code: 'disk' });
  await published.publish();
  expect(room.left()).toBe(5000);
  for (let twice = 0; twice < 2; twice++) {
    await aborted.abort();
    await published.abort();
    await scratch.close();
  }
  expect(room.left()).toBe(12_000);
});

describe('output in a folder', () => {
  const out = () => join(box, 'out');

  test('appears only when it is published', async () => {
    const store = await createNodeOutput(out());
    await fill(store);
    expect((await readdir(out())).filter((name) => !name.startsWith('.alloy-'))).toEqual([]);
    await store.publish();
    expect(await readdir(out())).toEqual(['model.safetensors']);
    expect(Buffer.compare(await readFile(join(out(), 'model.safetensors')), content)).toBe(0);
  });

  test('leaves nothing when it is aborted', async () => {
    const store = await createNodeOutput(join(out(), 'deep'));
    await fill(store);
    await store.abort();
    await store.abort();
    expect(await readdir(out())).toEqual([]);
  });

  test('replaces an earlier merge, its shards too, and keeps the rest', async () => {
    await mkdir(out());
    for (const name of ['model-00001-of-00002.safetensors', 'model.safetensors.index.json', 'notes.txt', 'config.json'])
      await writeFile(join(out(), name), 'old');
    const store = await createNodeOutput(out());
    await fill(store);
    await fill(store, 'config.json');
    expect((await readdir(out())).length).toBe(5);
    await store.publish();
    expect((await readdir(out())).toSorted()).toEqual(['config.json', 'model.safetensors', 'notes.txt']);
  });

  test('is refused when the disk has no room', async () => {
    const store = await createNodeOutput(out());
    await expect(store.create('a', 2 ** 52)).rejects.toMatchObject({ code: 'disk', what: expect.stringMatching(/bytes free/) });
    await store.abort();
  });

  test('is refused where a file is in the way', async () => {
    await writeFile(out(), '');
    for (const path of [out(), join(out(), 'x')]) await expect(createNodeOutput(path)).rejects.toMatchObject({ code: 'disk', where: path });
  });

  describe('that cannot be published leaves an earlier merge as it was', () => {
    const OLD = ['README.md', 'config.json', 'model-00001-of-00001.safetensors', 'model.safetensors'];

    async function fillAll(): Promise<OutputStore> {
      await mkdir(out());
      for (const name of OLD) await writeFile(join(out(), name), `old ${name}`);
      const store = await createNodeOutput(out());
      for (const name of ['model.safetensors', 'config.json', 'README.md', 'z.json']) await fill(store, name);
      return store;
    }

    async function expectOld(store: OutputStore, besides: readonly string[] = []): Promise<void> {
      await store.abort();
      expect((await readdir(out())).toSorted()).toEqual([...OLD, ...besides].toSorted());
      for (const name of OLD) expect(await readFile(join(out(), name), 'utf8')).toBe(`old ${name}`);
    }

    test('where a folder has the name of one of its files', async () => {
      const store = await fillAll();
      await mkdir(join(out(), 'z.json'));
      await writeFile(join(out(), 'z.json', 'mine'), '');
      await expect(store.publish()).rejects.toMatchObject({ code: 'disk', where: join(out(), 'z.json') });
      await expectOld(store, ['z.json']);
      expect(await readdir(join(out(), 'z.json'))).toEqual(['mine']);
    });

    test.each(['model.safetensors', 'config.json', 'z.json'])('where %s is lost before it is moved', async (lost) => {
      const store = await fillAll();
      const hidden = (await readdir(out())).find((name) => name.startsWith('.alloy-')) ?? '';
      await rm(join(out(), hidden, lost));
      await expect(store.publish()).rejects.toThrow(/There is no such place/);
      await expectOld(store);
    });
  });
});

test('a full disk is told in words', async () => {
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  await expect(onDisk('a', () => Promise.reject(full))).rejects.toMatchObject({ code: 'disk', what: 'The disk is full.', where: 'a' });
  await expect(onDisk('a', () => Promise.reject(new TypeError('a bug')))).rejects.toThrow(TypeError);
});

test.each([
  ['memory', async () => createMemoryScratch(1000)],
  ['node', () => createNodeScratch(1000, box)],
])('scratch in %s is overwritten and read', async (_, open: () => Promise<Scratch>) => {
  const scratch = await open();
  await scratch.write(0, pattern(1000, 1));
  await scratch.write(500, pattern(500, 2));
  const into = new Uint8Array(600);
  await scratch.read(400, into);
  expect([...into]).toEqual([...pattern(1000, 1).subarray(400, 500), ...pattern(500, 2)]);
  await scratch.close();
  expect(await readdir(box)).toEqual([]);
});
