/** What lies in the browser's own file system, by job: results that can still be downloaded, scratch, what dead tabs left. */
import { isPublished, lockOf, openRoot, removePublished } from './opfs.ts';

export interface StoredJob {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
  readonly bytes: number;
  /** `result`: of this tab, finished. `held`: of another tab that is open, or not finished. `left`: by a tab that was closed. */
  readonly state: 'result' | 'held' | 'left';
}

export interface Storage {
  readonly jobs: readonly StoredJob[];
  /** Of this site, everything it keeps; as the browser tells, rounded. */
  readonly usedBytes: number | undefined;
  /** What it may keep at most. */
  readonly roomBytes: number | undefined;
}

/** Empty where the browser has no file system of its own, as in some private windows. */
export async function listStored(): Promise<Storage> {
  const { usage, quota } = await navigator.storage.estimate().catch(() => ({ usage: undefined, quota: undefined }));
  return { jobs: await listJobs().catch(() => []), usedBytes: usage, roomBytes: quota };
}

async function listJobs(): Promise<StoredJob[]> {
  const held = new Set((await navigator.locks.query()).held?.map(({ name }) => name));
  const jobs: StoredJob[] = [];
  for await (const [name, handle] of (await openRoot()).entries()) {
    if (!(handle instanceof FileSystemDirectoryHandle)) continue;
    const files = await listFiles(handle);
    const state = isPublished(name) ? 'result' : held.has(lockOf(name)) ? 'held' : 'left';
    jobs.push({ name, files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0), state });
  }
  return jobs.sort((a, b) => b.bytes - a.bytes);
}

async function listFiles(folder: FileSystemDirectoryHandle): Promise<StoredJob['files']> {
  const files: { path: string; bytes: number }[] = [];
  for await (const [path, handle] of folder.entries()) {
    if (handle instanceof FileSystemFileHandle) files.push({ path, bytes: (await handle.getFile()).size });
  }
  return files.sort((a, b) => b.bytes - a.bytes);
}

/** Removes a job's files unless another tab or an unfinished merge holds them. Tells whether they are gone. */
export async function removeStored(name: string): Promise<boolean> {
  if (await removePublished(name)) return true;
  const root = await openRoot();
  return navigator.locks.request(lockOf(name), { ifAvailable: true }, async (lock) => {
    if (!lock) return false;
    await root.removeEntry(name, { recursive: true });
    return true;
  });
}
