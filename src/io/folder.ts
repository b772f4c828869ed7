/** A checkpoint in a folder of this machine. Node only: nothing that a browser loads may import it. */
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { AlloyError } from '../base/errors.ts';
import { createSource } from './checkpoint.ts';
import type { CheckpointSource } from './source.ts';

/** Node reads at most 2 GiB at once. */
const MAX_READ = 2 ** 30;

/** Links are followed, so that a snapshot in the Hub's cache folder is a checkpoint too. */
export function createFolderSource(path: string): CheckpointSource {
  const folder = resolve(path);
  const label = basename(folder);
  const handles = new Map<string, Promise<FileHandle>>();
  const handleOf = (name: string) => {
    const handle = handles.get(name) ?? open(join(folder, name), 'r');
    handles.set(name, handle);
    return handle;
  };
  return createSource({
    local: true,
    open: async () => ({
      label,
      files: await explained(folder, () => listFiles(folder)),
      read: ({ path: name }, offset, into, signal) =>
        explained(`${name} of ${label}`, async () => readFully(await handleOf(name), offset, into, `${name} of ${label}`, signal)),
    }),
    close: () => {
      for (const handle of handles.values()) handle.then((open) => open.close()).catch(() => undefined);
      handles.clear();
    },
  });
}

async function listFiles(folder: string) {
  const names = (await readdir(folder)).toSorted();
  const found = await Promise.all(names.map(async (path) => ({ path, facts: await stat(join(folder, path)) })));
  return found.filter(({ facts }) => facts.isFile()).map(({ path, facts }) => ({ path, bytes: facts.size }));
}

async function readFully(handle: FileHandle, offset: number, into: Uint8Array, where: string, signal: AbortSignal): Promise<void> {
  for (let at = 0; at < into.length; ) {
    signal.throwIfAborted();
    const { bytesRead } = await handle.read(into, at, Math.min(into.length - at, MAX_READ), offset + at);
    if (bytesRead === 0) throw new AlloyError({ code: 'bad-file', what: 'The file became shorter while it was being read.', where });
    at += bytesRead;
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file or folder.',
  ENOTDIR: 'This is not a folder.',
  EACCES: 'Reading is not permitted.',
};

/** System errors in words. */
async function explained<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    if (thrown instanceof AlloyError || !code.startsWith('E')) throw thrown;
    throw new AlloyError(
      { code: code in WORDS ? 'missing' : 'disk', what: WORDS[code] ?? `The system could not read (${code}).`, where },
      thrown,
    );
  }
}
