/** The files of finished runs, kept out of the stores, and their downloads. */

const held = new Map<string, ReadonlyMap<string, File>>();

export function keepFiles(runId: string, files: Iterable<readonly [path: string, file: File]>): void {
  held.set(runId, new Map(files));
}

/** The files of a run, by name; empty where none are held any more. */
export const filesOf = (runId: string): ReadonlyMap<string, File> => held.get(runId) ?? new Map();

export const dropFiles = (runId: string): void => void held.delete(runId);

/** A click's worth of patience: the browser copies a large file after the click has returned. */
const REVOKE_AFTER_MS = 600_000;

export function download(runId: string, path: string): void {
  const file = held.get(runId)?.get(path);
  if (file) save(file, path);
}

/** Hands a file to the browser's downloads. Folders of the path are dropped: a download has none. */
export function save(file: Blob, path: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = path.slice(path.lastIndexOf('/') + 1);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS);
}
