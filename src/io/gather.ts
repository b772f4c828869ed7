/**
 * Small reads that wait at the same time and touch each other in a file become one request: a request costs as long as a
 * megabyte or more. No byte is asked for that nobody wants.
 */

import { abortable } from './wait.ts';

/** Fills `into` from the offset, or throws. */
export type ReadFile<File> = (file: File, offset: number, into: Uint8Array<ArrayBuffer>, signal: AbortSignal) => Promise<void>;

/** A read of so many bytes is worth a request of its own. */
const LARGE_BYTES = 1024 * 1024;
/** More would let whoever wants the first of them wait long. */
const MOST_BYTES = 2 * 1024 * 1024;
/** Requests for small reads of one source under way, as others wait for theirs; what comes meanwhile gathers. */
const AT_ONCE = 4;

interface Waiting<File> {
  readonly file: File;
  readonly offset: number;
  readonly into: Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
  settle(outcome: Promise<void>): void;
}

/** The same reading with fewer requests. Files are told apart by identity. */
export function gatherReads<File>(read: ReadFile<File>): ReadFile<File> {
  let waiting: readonly Waiting<File>[] = [];
  let underWay = 0;
  let soon = false;
  const begin = (): void => {
    soon = false;
    for (let [first] = waiting; first && underWay < AT_ONCE; [first] = waiting) {
      const group = neighbours(first, waiting);
      waiting = waiting.filter((one) => !group.includes(one));
      underWay++;
      void readGroup(group, read).finally(() => {
        underWay--;
        beginSoon();
      });
    }
  };
  // Not at once: those who ask together should be read together.
  const beginSoon = (): void => {
    if (soon) return;
    soon = true;
    setTimeout(begin);
  };
  return (file, offset, into, signal) => {
    if (into.length >= LARGE_BYTES) return read(file, offset, into, signal);
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const give = (): void => {
        waiting = waiting.filter((one) => one !== asked);
        reject(signal.reason);
      };
      const settle = (outcome: Promise<void>): void => {
        signal.removeEventListener('abort', give);
        resolve(outcome);
      };
      const asked: Waiting<File> = { file, offset, into, signal, settle };
      signal.addEventListener('abort', give, { once: true });
      waiting = [...waiting, asked];
      beginSoon();
    });
  };
}

const endOf = ({ offset, into }: Waiting<unknown>): number => offset + into.length;

/** The first, and those of its file that touch it or one another. */
function neighbours<File>(first: Waiting<File>, waiting: readonly Waiting<File>[]): readonly Waiting<File>[] {
  const ordered = waiting.filter(({ file }) => file === first.file).sort((a, b) => a.offset - b.offset);
  let [start, end] = [first.offset, endOf(first)];
  const touches = (one: Waiting<File>): boolean =>
    one.offset <= end && endOf(one) >= start && Math.max(end, endOf(one)) - Math.min(start, one.offset) <= MOST_BYTES;
  const group = new Set([first]);
  const take = (one: Waiting<File>): void => {
    if (!touches(one)) return;
    group.add(one);
    [start, end] = [Math.min(start, one.offset), Math.max(end, endOf(one))];
  };
  const at = ordered.indexOf(first);
  ordered.slice(at + 1).forEach(take);
  ordered.slice(0, at).reverse().forEach(take);
  return [...group];
}

/** Ends when nobody is left who wants it. */
async function readGroup<File>(group: readonly Waiting<File>[], read: ReadFile<File>): Promise<void> {
  const [first] = group;
  if (!first) return;
  const start = Math.min(...group.map(({ offset }) => offset));
  const end = Math.max(...group.map(endOf));
  const over = new AbortController();
  const unwanted = new AbortController();
  for (const { signal } of group)
    signal.addEventListener('abort', () => group.every((one) => one.signal.aborted) && unwanted.abort(signal.reason), {
      signal: over.signal,
    });
  const alone = group.length === 1;
  const bytes = alone ? first.into : new Uint8Array(end - start);
  const reading = read(first.file, start, bytes, unwanted.signal);
  const handOut = async ({ offset, into, signal }: Waiting<File>): Promise<void> => {
    await abortable(reading, signal);
    into.set(bytes.subarray(offset - start, offset - start + into.length));
  };
  for (const one of group) one.settle(alone ? reading : handOut(one));
  await reading.catch(() => undefined); // said to each of the group
  over.abort();
}
