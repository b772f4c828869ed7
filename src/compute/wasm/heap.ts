/**
 * Pieces of a WebAssembly memory, first fit, neighbours joined again when freed. Addresses are multiples of 64, and every
 * piece is followed by 64 bytes that a kernel may read. The memory grows when it must and never shrinks.
 */
import { AlloyError } from '../../base/errors.ts';

const PAGE = 65536;
const ALIGNMENT = 64;
/** Below it lie the kernels' own tables (`memory.data` in assembly/). */
const START = 16384;

interface Span {
  at: number;
  bytes: number;
}

export interface Heap {
  readonly memory: WebAssembly.Memory;
  /** Throws AlloyError `device` when the memory cannot grow. Invalidates views when it does. */
  take(bytes: number): number;
  release(at: number): void;
}

export function createHeap(memory: WebAssembly.Memory): Heap {
  /** By address, never touching. */
  const free: Span[] = [{ at: START, bytes: memory.buffer.byteLength - START }];
  const taken = new Map<number, number>();

  const insert = (span: Span): void => {
    const next = free.findIndex(({ at }) => at > span.at);
    const place = next < 0 ? free.length : next;
    free.splice(place, 0, span);
    join(place);
    join(place - 1);
  };
  /** Joins a span with the one after it, if they touch. */
  const join = (place: number): void => {
    const [span, after] = [free[place], free[place + 1]];
    if (!span || !after || span.at + span.bytes !== after.at) return;
    span.bytes += after.bytes;
    free.splice(place + 1, 1);
  };
  const grow = (bytes: number): void => {
    const end = memory.buffer.byteLength;
    const last = free.at(-1);
    const atEnd = last && last.at + last.bytes === end ? last.bytes : 0;
    const pages = Math.ceil((bytes - atEnd) / PAGE);
    try {
      memory.grow(pages);
    } catch (thrown) {
      throw outOfMemory(bytes, thrown);
    }
    insert({ at: end, bytes: pages * PAGE });
  };

  return {
    memory,
    take(bytes) {
      const needed = Math.ceil(bytes / ALIGNMENT) * ALIGNMENT + ALIGNMENT;
      if (!free.some((span) => span.bytes >= needed)) grow(needed);
      const place = free.findIndex((span) => span.bytes >= needed);
      const span = free[place];
      if (!span) throw outOfMemory(bytes);
      const { at } = span;
      span.at += needed;
      span.bytes -= needed;
      if (span.bytes === 0) free.splice(place, 1);
      taken.set(at, needed);
      return at;
    },
    release(at) {
      const bytes = taken.get(at);
      if (bytes === undefined) return;
      taken.delete(at);
      insert({ at, bytes });
    },
  };
}

const outOfMemory = (bytes: number, cause?: unknown): AlloyError =>
  new AlloyError(
    {
      code: 'device',
      what: `There was no room for ${Math.ceil(bytes / 2 ** 20)} MiB more of working memory.`,
      hint: 'Close other programs or tabs, or let the merge use less memory.',
    },
    cause,
  );
