/** What all output stores have in common: files of known size, each written completely before any is published. */
import { invariant } from '../base/assert.ts';
import { AlloyError } from '../base/errors.ts';
import type { OutputStore, PublishedFile, Writer } from './output.ts';

/** Bytes of a file that is being written, wherever they are kept. All of `bytes` and `into`, or an error. */
export interface RawFile {
  write(offset: number, bytes: Uint8Array<ArrayBuffer>): void | Promise<void>;
  read(offset: number, into: Uint8Array<ArrayBuffer>): void | Promise<void>;
  close(): void | Promise<void>;
}

/** A kind of store. Errors of the disk may be thrown as the system gives them. */
export interface Shelf {
  /** A new file with room for `bytes`. */
  open(path: string, bytes: number): Promise<RawFile>;
  /** The files, complete and closed, under their final names. */
  publish(files: readonly { readonly path: string; readonly bytes: number }[]): Promise<PublishedFile[]>;
  /** Removes everything. May be called twice, and after `publish`. */
  remove(): Promise<void>;
}

interface OpenFile {
  readonly raw: RawFile;
  readonly bytes: number;
  written: number;
}

export function createStore(shelf: Shelf): OutputStore {
  const files = new Map<string, OpenFile>();

  function writerOf(path: string, file: OpenFile): Writer {
    return {
      write: (offset, bytes) =>
        onDisk(path, async () => {
          invariant(offset >= 0 && offset + bytes.length <= file.bytes, `a write inside ${path}`);
          await file.raw.write(offset, bytes);
          file.written += bytes.length;
        }),
      // A lost device makes units be done again: what they wrote is written twice.
      close: async () => invariant(file.written >= file.bytes, `${path} is written completely: ${file.written} of ${file.bytes} bytes`),
      abort: async () => {
        files.delete(path);
        await file.raw.close();
      },
    };
  }

  const closeAll = () => Promise.all([...files.values()].map(({ raw }) => raw.close()));
  return {
    create: (path, bytes) =>
      onDisk(path, async () => {
        invariant(/^[\w][\w.+-]*$/.test(path) && !files.has(path), `${path} is a new, plain file name`);
        const file = { raw: await shelf.open(path, bytes), bytes, written: 0 };
        files.set(path, file);
        return writerOf(path, file);
      }),
    read: (path, offset, into) => onDisk(path, async () => files.get(path)?.raw.read(offset, into)),
    publish: () =>
      onDisk(undefined, async () => {
        for (const [path, { written, bytes }] of files) invariant(written >= bytes, `${path} is complete`);
        await closeAll();
        return shelf.publish([...files].map(([path, { bytes }]) => ({ path, bytes })));
      }),
    abort: () =>
      onDisk(undefined, async () => {
        await closeAll();
        files.clear();
        await shelf.remove();
      }),
  };
}

/** Names of errors in browsers, codes in Node. */
const DISK_WORDS: Readonly<Record<string, string>> = {
  QuotaExceededError: 'The browser has no more room for this site.',
  NotAllowedError: 'Writing to the folder is not permitted.',
  NoModificationAllowedError: 'The file is in use elsewhere.',
  ENOSPC: 'The disk is full.',
  EDQUOT: 'The disk quota is used up.',
  EACCES: 'Writing is not permitted here.',
  EPERM: 'Writing is not permitted here.',
  EROFS: 'The disk can only be read.',
  ENOENT: 'There is no such place.',
  ENOTDIR: 'This is not a folder.',
  EEXIST: 'A file is where the folder should be.',
  EISDIR: 'A folder is where the file should be.',
  EBUSY: 'The file is in use elsewhere.',
  EIO: 'The disk failed.',
};

/** Room does not help against these. */
const IN_THE_WAY: ReadonlySet<string> = new Set(['NotAllowedError', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EISDIR', 'ENOENT']);

/** Runs `work`; what the disk refuses becomes AlloyError `disk`. */
export async function onDisk<T>(where: string | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const key = thrown instanceof Error && ('code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name);
    const what = key ? DISK_WORDS[key] : undefined;
    throw what === undefined ? thrown : diskFault(what, where, thrown, key && IN_THE_WAY.has(key) ? 'Choose another place.' : undefined);
  }
}

const UNITS = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
] as const;

/** Bytes for a sentence: "2.47 GB". */
export function sizeText(bytes: number): string {
  const [size, unit] = UNITS.find(([least]) => bytes >= least) ?? [1, 'bytes'];
  return `${Number((bytes / size).toPrecision(3))} ${unit}`;
}

const MAKE_ROOM = 'Free some room, or choose another place or a smaller merge.';

export const diskFault = (what: string, where?: string, cause?: unknown, hint = MAKE_ROOM) =>
  new AlloyError({ code: 'disk', what, where, hint }, cause);
