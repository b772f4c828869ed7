/** Output and scratch in memory: for small results where the browser keeps no files, and for tests. */
import { AlloyError } from '../base/errors.ts';
import { defined } from '../base/assert.ts';
import type { OutputStore, Scratch, Writer } from './output.ts';

/** Larger results would not fit beside the inputs on a small machine. */
export const MAX_MEMORY_OUTPUT = 1_000_000_000;

export function createMemoryOutput(limit = MAX_MEMORY_OUTPUT): OutputStore {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let total = 0;
  const bytesOf = (path: string) => defined(files.get(path), path);
  return {
    async create(path, bytes): Promise<Writer> {
      total += bytes;
      if (total > limit) {
        throw new AlloyError({
          code: 'disk',
          what: `The result needs ${total} bytes, and this browser only lets ${limit} be kept in memory.`,
          where: path,
          hint: 'Leave private browsing, or merge smaller models.',
        });
      }
      const file = new Uint8Array(bytes);
      files.set(path, file);
      return {
        write: async (offset, part) => file.set(part, offset),
        close: async () => undefined,
        abort: async () => void files.delete(path),
      };
    },
    read: async (path, offset, into) => into.set(bytesOf(path).subarray(offset, offset + into.length)),
    publish: async () => [...files].map(([path, bytes]) => ({ path, bytes: bytes.length, file: new File([bytes], path.split('/').at(-1) ?? path) })),
    abort: async () => files.clear(),
  };
}

export function createMemoryScratch(bytes: number): Scratch {
  let memory = new Uint8Array(bytes);
  return {
    write: async (offset, part) => memory.set(part, offset),
    read: async (offset, into) => into.set(memory.subarray(offset, offset + into.length)),
    close: async () => {
      memory = new Uint8Array(0);
    },
  };
}
