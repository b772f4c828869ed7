/**
 * Output and scratch in the browser's own file system (OPFS), through synchronous handles: dedicated workers only. Each
 * user has a folder of its own and holds a lock as long as it lives; folders without a lock were left by tabs that
 * died.
 */
import { AlloyError } from '../base/errors.ts';
import type { OutputStore, Scratch } from './output.ts';
import { createStore, diskFault, onDisk, type RawFile } from './store.ts';

const ROOT = 'alloy-jobs';
export const lockOf = (name: string) => `alloy-job-${name}`;

interface JobFolder {
  readonly name: string;
  readonly directory: FileSystemDirectoryHandle;
  /** With all that is in it; its handles must be closed. */
  remove(): Promise<void>;
}

/**
 * `missing`: files cannot be written here, as in some private windows and outside dedicated workers; `silent`: they
 * should be, but nothing comes of it.
 */
export type OpfsState = 'works' | 'full' | 'missing' | 'silent';

/** Asks twice: where one question is never answered, the next one is. */
export async function probeOpfs(): Promise<OpfsState> {
  return (await answered(probe())) ?? (await answered(probe())) ?? 'silent';
}

async function probe(): Promise<Exclude<OpfsState, 'silent'>> {
  try {
    const folder = await createJobFolder();
    try {
      const file = await openFile(folder.directory, 'probe', 1);
      await file.close();
    } finally {
      await folder.remove();
    }
    return 'works';
  } catch (thrown) {
    return isFull(thrown) ? 'full' : 'missing';
  }
}

const isFull = (thrown: unknown): boolean =>
  (thrown instanceof DOMException && thrown.name === 'QuotaExceededError') || (thrown instanceof AlloyError && thrown.code === 'disk');

/** Published folders of this realm, which hold their locks: only here can they be removed. */
const published = new Map<string, () => Promise<void>>();

export const isPublished = (folder: string): boolean => published.has(folder);

/** Whether it was one of this realm's. */
export async function removePublished(folder: string): Promise<boolean> {
  const remove = published.get(folder);
  await remove?.();
  return remove !== undefined;
}

/** A new, empty output folder. After `publish` the files stay until `abort`, or until the realm ends and is swept. */
export async function createOpfsOutput(): Promise<OutputStore> {
  const { name, directory, remove } = await onDisk(undefined, () => insisted(createJobFolder(), undefined, (late) => late.remove()));
  return createStore({
    open: (path, bytes) => insisted(openFile(directory, path, bytes), path, (late) => late.close()),
    publish(files) {
      published.set(name, remove);
      return Promise.all(
        files.map(async ({ path, bytes }) => {
          const file = await (await directory.getFileHandle(path)).getFile();
          if (file.size !== bytes) throw diskFault(`The browser kept ${file.size} of ${bytes} bytes.`, path);
          return { path, bytes, file, folder: name };
        }),
      );
    },
    remove,
  });
}

/** Room for `bytes`. */
export async function createOpfsScratch(bytes: number): Promise<Scratch> {
  return onDisk('scratch', async () => {
    const { directory, remove } = await insisted(createJobFolder(), 'scratch', (late) => late.remove());
    const file = await orUndo(remove, () => insisted(openFile(directory, 'scratch', bytes), 'scratch', (late) => late.close()));
    return {
      write: async (offset, from) => file.write(offset, from),
      read: async (offset, into) => file.read(offset, into),
      close: async () => {
        await file.close();
        await remove();
      },
    };
  });
}

/** Removes what dead tabs left behind. Live ones, of this and other tabs, hold their locks. */
export async function sweepDeadJobs(): Promise<void> {
  const root = await openRoot();
  const names: string[] = [];
  for await (const name of root.keys()) names.push(name);
  for (const name of names) {
    await navigator.locks.request(lockOf(name), { ifAvailable: true }, async (lock) => {
      // What the system still holds on to is left for the next time.
      if (lock) await root.removeEntry(name, { recursive: true }).catch(() => undefined);
    });
  }
}

export const openRoot = async () => (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT, { create: true });

async function createJobFolder(): Promise<JobFolder> {
  const name = crypto.randomUUID();
  const release = await holdLock(lockOf(name));
  const [root, directory] = await orUndo(release, async () => {
    const within = await openRoot();
    return [within, await within.getDirectoryHandle(name, { create: true })];
  });
  let removed = false;
  return {
    name,
    directory,
    async remove() {
      if (removed) return;
      await answered(root.removeEntry(name, { recursive: true })); // what stays is swept once the lock is free
      removed = true;
      published.delete(name);
      release();
    },
  };
}

/** What `work` gives. Where it fails, `undo` is done, and the failure thrown. */
async function orUndo<T>(undo: () => unknown, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    await undo();
    throw thrown;
  }
}

/**
 * Chromium has been seen to leave a question to its file system without any answer, on a busy machine and soon after the
 * page was opened, while the same question asked again was answered at once.
 */
const ANSWER_MS = 10_000;

/** The answer, or undefined where none has come in time. */
function answered<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ANSWER_MS, undefined);
  });
  return Promise.race([answer, silence]).finally(() => clearTimeout(timer));
}

/** The answer, or a fault where none has come in time; one that comes late is taken back. */
async function insisted<T>(answer: Promise<T>, where: string | undefined, takeBack: (late: T) => unknown): Promise<T> {
  const found = await answered(answer);
  if (found !== undefined) return found;
  void answer.then(takeBack).catch(() => undefined);
  throw diskFault(
    'The browser’s file system does not answer.',
    where,
    undefined,
    'Merge again; if that does not help, open the studio anew.',
  );
}

/** Resolves once the lock is held, with what gives it back. It also ends with the realm. */
function holdLock(name: string): Promise<() => void> {
  return new Promise((held, failed) => {
    navigator.locks.request(name, () => new Promise<void>((release) => held(release))).catch(failed);
  });
}

async function openFile(directory: FileSystemDirectoryHandle, path: string, bytes: number): Promise<RawFile> {
  const handle = await (await directory.getFileHandle(path, { create: true })).createSyncAccessHandle();
  await orUndo(
    () => handle.close(),
    () => {
      // The quota is checked here, before hours of work, and not when it runs out. Private windows do not throw; they
      // leave the file as it was.
      handle.truncate(bytes);
      if (handle.getSize() !== bytes)
        throw diskFault(`The browser has no room for ${bytes} bytes here; private windows have little.`, path);
    },
  );
  return {
    write: (offset, from) => expectAll(handle.write(from, { at: offset }), from.byteLength, path),
    read: (offset, into) => expectAll(handle.read(into, { at: offset }), into.byteLength, path),
    close: () => handle.close(),
  };
}

/** A full private window writes less, or answers with a number that means nothing, instead of throwing. */
function expectAll(count: number, bytes: number, path: string): void {
  if (count !== bytes) throw diskFault('The browser could not write or read the whole piece; private windows have little room.', path);
}
