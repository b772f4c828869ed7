/** Output and scratch on a disk of this machine. Node only: nothing that a browser loads may import it. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rm, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { publishInto } from './node-publish.ts';
import type { OutputStore, Scratch } from './output.ts';
import { createStore, diskFault, onDisk, type RawFile } from './store.ts';

/**
 * The folder `out`, made if need be. Files are written into a hidden folder inside and moved when all are complete;
 * then files of the same names, and weights of an earlier merge, are replaced: all, or none.
 */
export async function createNodeOutput(out: string): Promise<OutputStore> {
  const folder = resolve(out);
  const hidden = join(folder, `.alloy-${randomUUID()}`);
  const made = await onDisk(out, () => mkdir(folder, { recursive: true }));
  await onDisk(out, () => mkdir(hidden));
  const room = createRoom(folder);
  return createStore({
    async open(path, bytes) {
      await room.take(bytes, path);
      return openFile(join(hidden, path), bytes);
    },
    async publish(files) {
      const names = files.map(({ path }) => path);
      await publishInto(folder, hidden, names);
      return [...files];
    },
    async remove() {
      await rm(hidden, { recursive: true, force: true });
      // Only what this merge made, and only while nothing else is in it.
      if (made !== undefined) await rmdir(folder).catch(() => undefined);
    },
  });
}

/** Room for `bytes` in a file without a name that others could find. */
export async function createNodeScratch(bytes: number, folder = tmpdir()): Promise<Scratch> {
  const path = join(folder, `.alloy-scratch-${randomUUID()}`);
  return onDisk(path, async () => {
    await createRoom(folder).take(bytes, path);
    const file = await openFile(path, bytes);
    return {
      write: async (offset, from) => onDisk(path, async () => file.write(offset, from)),
      read: async (offset, into) => onDisk(path, async () => file.read(offset, into)),
      close: async () => {
        await file.close();
        await rm(path, { force: true });
      },
    };
  });
}

/** Promises of room against what was free at first; files take theirs only as they are written. */
function createRoom(folder: string) {
  let free: number | undefined;
  let taken = 0;
  return {
    async take(bytes: number, where: string): Promise<void> {
      if (free === undefined) {
        const { bavail, bsize } = await statfs(folder);
        free = bavail * bsize;
      }
      taken += bytes;
      if (taken > free) throw diskFault(`The disk has ${free} bytes free; ${taken} are needed.`, where);
    },
  };
}

async function openFile(path: string, bytes: number): Promise<RawFile> {
  const handle = await open(path, 'wx+');
  await handle.truncate(bytes);
  let closed = false;
  return {
    write: (offset, from) =>
      transferAll(from.length, path, async (at) => (await handle.write(from, at, from.length - at, offset + at)).bytesWritten),
    read: (offset, into) => transferAll(into.length, path, (at) => readSome(handle, into, at, offset + at)),
    async close() {
      if (closed) return;
      closed = true;
      await handle.close();
    },
  };
}

const readSome = async (handle: FileHandle, into: Uint8Array, at: number, position: number) =>
  (await handle.read(into, at, into.length - at, position)).bytesRead;

/** The system may take or give less than it is asked for. */
async function transferAll(length: number, path: string, transfer: (at: number) => Promise<number>): Promise<void> {
  for (let at = 0; at < length; ) {
    const count = await transfer(at);
    if (count <= 0) throw diskFault(`Only ${at} of ${length} bytes could be written or read.`, path);
    at += count;
  }
}
