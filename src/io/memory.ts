/** Output and scratch in memory, for places without a file system and for tests. */
import type { OutputStore, Scratch } from './output.ts';
import { createStore, diskFault, type RawFile, sizeText } from './store.ts';

/** A tab has a few GB in all, and the merge needs its share. */
export const MEMORY_OUTPUT_BYTES = 1_000_000_000;

/** Files together may have `limit` bytes. */
export function createMemoryOutput(limit = MEMORY_OUTPUT_BYTES): OutputStore {
  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  return createStore({
    async open(path, bytes) {
      const held = [...contents.values()].reduce((sum, { length }) => sum + length, 0);
      if (held + bytes > limit) {
        throw diskFault(`Memory can hold ${sizeText(limit)} of output; ${sizeText(held + bytes)} are needed.`, path);
      }
      const content = allocate(bytes, path);
      contents.set(path, content);
      return rawMemory(content);
    },
    publish: async (files) =>
      files.map(({ path, bytes }) => ({ path, bytes, file: new File([contents.get(path) ?? new Uint8Array()], path) })),
    remove: async () => contents.clear(),
  });
}

export function createMemoryScratch(bytes: number): Scratch {
  const raw = rawMemory(allocate(bytes, 'scratch'));
  return {
    write: async (offset, from) => raw.write(offset, from),
    read: async (offset, into) => raw.read(offset, into),
    close: async () => raw.close(),
  };
}

function allocate(bytes: number, where: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch (thrown) {
    throw diskFault(`There is no memory for ${bytes} bytes.`, where, thrown);
  }
}

const rawMemory = (content: Uint8Array<ArrayBuffer>): RawFile => ({
  write: (offset, from) => content.set(from, offset),
  read: (offset, into) => into.set(content.subarray(offset, offset + into.length)),
  close: () => undefined,
});
