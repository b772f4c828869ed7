/** Output and scratch in memory, for places without a file system and for tests. */
import type { OutputStore, Scratch } from './output.ts';
import { createStore, diskFault, type RawFile, sizeText } from './store.ts';

/** A tab has a few GB in all, and the merge needs its share. */
const MEMORY_BYTES = 1_000_000_000;

/** What several outputs and scratches may hold together. */
export interface MemoryRoom {
  readonly left: () => number;
  /** Throws AlloyError `disk` where they do not fit. */
  take(bytes: number, where: string): Uint8Array<ArrayBuffer>;
  /** Something taken is let go. */
  give(content: Uint8Array): void;
}

export function createMemoryRoom(limit = MEMORY_BYTES): MemoryRoom {
  let held = 0;
  return {
    left: () => limit - held,
    take(bytes, where) {
      if (held + bytes > limit) throw diskFault(`Memory can hold ${sizeText(limit)}; ${sizeText(held + bytes)} are needed.`, where);
      const content = allocate(bytes, where);
      held += bytes;
      return content;
    },
    give(content) {
      held -= content.length;
    },
  };
}

export function createMemoryOutput(room = createMemoryRoom()): OutputStore {
  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  const clear = () => {
    for (const content of contents.values()) room.give(content);
    contents.clear();
  };
  return createStore({
    async open(path, bytes) {
      const content = room.take(bytes, path);
      contents.set(path, content);
      return rawMemory(content);
    },
    async publish(files) {
      const published = files.map(({ path, bytes }) => ({ path, bytes, file: new File([contents.get(path) ?? new Uint8Array()], path) }));
      // A file has a copy, which the browser may keep elsewhere.
      clear();
      return published;
    },
    remove: async () => clear(),
  });
}

export function createMemoryScratch(bytes: number, room = createMemoryRoom()): Scratch {
  const content = room.take(bytes, 'scratch');
  const raw = rawMemory(content);
  let open = true;
  return {
    write: async (offset, from) => raw.write(offset, from),
    read: async (offset, into) => raw.read(offset, into),
    async close() {
      if (open) room.give(content);
      open = false;
    },
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
