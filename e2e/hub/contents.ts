/** What the test hub serves: files in memory, on disk, or made up while they are read. */
import { createHash } from 'node:crypto';
import { openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Content {
  readonly bytes: number;
  /** Published digest. Files that are made up have one that fits only their name, unless they bring their own. */
  readonly sha256: string;
  /** Kept outside git: served by the CDN through a redirect. */
  readonly lfs: boolean;
  /** At most 1 MiB at a time. */
  read(offset: number, length: number): Uint8Array;
}

/** A file of any size that takes no room: `read` must give the same bytes for the same place each time. */
export interface SyntheticFile {
  readonly bytes: number;
  readonly sha256?: string | undefined;
  read(offset: number, length: number): Uint8Array;
}

type File = Uint8Array | string | SyntheticFile;

/** File contents by path, or the folder that they lie in. */
export type Files = Readonly<Record<string, File>> | { readonly folder: string };

const LFS = /\.(?:safetensors|gguf|bin|pt|pth|onnx)$/;

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

export function openFiles(files: Files, seed: string): ReadonlyMap<string, Content> {
  const entries = isFolder(files) ? readFolder(files.folder, seed) : Object.entries(files);
  return new Map(entries.map(([path, file]) => [path, contentOf(path, file, seed)]));
}

const isFolder = (files: Files): files is { readonly folder: string } =>
  Object.keys(files).join() === 'folder' && typeof files.folder === 'string';

function contentOf(path: string, file: File, seed: string): Content {
  const lfs = LFS.test(path);
  if (typeof file === 'string' || file instanceof Uint8Array) {
    const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file;
    return { bytes: bytes.length, sha256: sha256(bytes), lfs, read: (offset, length) => bytes.subarray(offset, offset + length) };
  }
  return { bytes: file.bytes, sha256: file.sha256 ?? sha256(`${seed}/${path}`), lfs, read: (offset, length) => file.read(offset, length) };
}

function readFolder(folder: string, seed: string): [string, SyntheticFile][] {
  return readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => [name, diskFile(join(folder, name), `${seed}/${name}`)]);
}

function diskFile(path: string, seed: string): SyntheticFile {
  const handle = openSync(path, 'r');
  return {
    bytes: statSync(path).size,
    sha256: sha256(seed),
    read(offset, length) {
      const into = new Uint8Array(length);
      return into.subarray(0, readSync(handle, into, 0, length, offset));
    },
  };
}
