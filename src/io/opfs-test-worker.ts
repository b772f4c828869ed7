/** The side of `opfs.browser.test.ts` that runs in a dedicated worker, where synchronous handles exist. */
import { toPlainFault } from '../base/errors.ts';
import { createOpfsOutput, createOpfsScratch, probeOpfs, sweepDeadJobs } from './opfs.ts';
import type { OutputStore } from './output.ts';
import { listStored, removeStored } from './stored.ts';

const CONTENT = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);

async function folders(): Promise<string[]> {
  const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('alloy-jobs', { create: true });
  const names: string[] = [];
  for await (const name of root.keys()) names.push(name);
  return names;
}

/** Of all that lives, in this realm and others. */
const locks = async () => (await navigator.locks.query()).held?.map(({ name }) => name) ?? [];

async function fill(store: OutputStore): Promise<void> {
  const writer = await store.create('model.safetensors', CONTENT.length);
  await writer.write(2000, CONTENT.slice(2000));
  await writer.write(0, CONTENT.slice(0, 2000));
  await writer.close();
}

const scenarios = {
  works: probeOpfs,

  async publish() {
    const store = await createOpfsOutput();
    await fill(store);
    const into = new Uint8Array(10);
    await store.read('model.safetensors', 1995, into);
    const [published] = await store.publish();
    const bytes = new Uint8Array((await published?.file?.arrayBuffer()) ?? new ArrayBuffer());
    const before = (await folders()).length;
    await store.abort();
    return {
      middle: [...into],
      same: bytes.length === 5000 && bytes.every((byte, i) => byte === CONTENT[i]),
      folders: [before, (await folders()).length],
    };
  },

  /** A finished result of this realm is listed as one, and can be removed. */
  async results() {
    const store = await createOpfsOutput();
    await fill(store);
    const before = (await listStored()).jobs.map(({ state }) => state);
    const [file] = await store.publish();
    const { jobs } = await listStored();
    const removed = await removeStored(file?.folder ?? '');
    return { before, after: jobs.map(({ state, bytes }) => ({ state, bytes })), removed, folders: await folders() };
  },

  async abort() {
    const store = await createOpfsOutput();
    await fill(store);
    await store.abort();
    return folders();
  },

  async scratch() {
    const scratch = await createOpfsScratch(5000);
    await scratch.write(0, CONTENT);
    await scratch.write(100, Uint8Array.of(9, 9));
    const into = new Uint8Array(4);
    await scratch.read(99, into);
    await scratch.close();
    return { into: [...into], folders: await folders() };
  },

  async full() {
    const store = await createOpfsOutput();
    try {
      await store.create('huge', 2 ** 50);
      return undefined;
    } catch (thrown) {
      return toPlainFault(thrown).code;
    } finally {
      await store.abort();
    }
  },

  /** Scratch that finds no room: its fault, and what is left of it. */
  async fullScratch() {
    const before = await locks();
    const fault = await createOpfsScratch(2 ** 50).then(
      () => undefined,
      (thrown) => toPlainFault(thrown).code,
    );
    return { fault, folders: await folders(), locks: (await locks()).filter((name) => !before.includes(name)) };
  },

  /** Leaves a published merge behind, as a tab does that is closed. */
  async leave() {
    const store = await createOpfsOutput();
    await fill(store);
    await store.publish();
    return (await folders()).length;
  },

  async sweep() {
    const alive = await createOpfsOutput();
    await fill(alive);
    await sweepDeadJobs();
    const left = await folders();
    await alive.abort();
    return left.length;
  },
} as const;

export type Scenario = keyof typeof scenarios;

self.onmessage = async ({ data }: MessageEvent<Scenario>) => {
  try {
    self.postMessage({ value: await scenarios[data]() });
  } catch (thrown) {
    self.postMessage({ fault: toPlainFault(thrown) });
  }
};
