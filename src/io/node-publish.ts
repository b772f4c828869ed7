/** A finished merge under its final names: all of its files, or none. Node only: nothing that a browser loads may import it. */
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFault, onDisk } from './store.ts';

/** Weights of an earlier merge: beside the new ones they would make two models of one folder. */
const WEIGHTS = /^model(?:-\d{5}-of-\d{5})?\.safetensors(?:\.index\.json)?$/;

/**
 * Moves the files `names` from `hidden`, which it removes, into `folder`. Files of the same names, and weights of an
 * earlier merge, make room; where anything cannot be moved, all are put back and the error is thrown.
 */
export async function publishInto(folder: string, hidden: string, names: readonly string[]): Promise<void> {
  const old = await inTheWayOf(folder, names);
  const aside = `${hidden}-old`;
  const undo: (() => Promise<void>)[] = [];
  const move = async (name: string, from: string, to: string) => {
    await onDisk(join(folder, name), () => rename(join(from, name), join(to, name)));
    undo.unshift(() => rename(join(to, name), join(from, name)));
  };
  await mkdir(aside);
  try {
    for (const name of old) await move(name, folder, aside);
    // A folder looks like a model by its weights: they come when all else is there.
    for (const name of names.toSorted((a, b) => Number(WEIGHTS.test(a)) - Number(WEIGHTS.test(b)))) await move(name, hidden, folder);
  } catch (thrown) {
    for (const back of undo) await back().catch(() => undefined);
    // Not with what is in it: that would be what could not be put back.
    await rmdir(aside).catch(() => undefined);
    throw thrown;
  }
  // The merge stands: what cannot be removed is no reason to call it failed.
  for (const done of [aside, hidden]) await rm(done, { recursive: true, force: true }).catch(() => undefined);
}

/** Names that have to make room. A folder does not. */
async function inTheWayOf(folder: string, names: readonly string[]): Promise<string[]> {
  const there = await readdir(folder, { withFileTypes: true });
  const found = there.filter(({ name }) => names.includes(name) || WEIGHTS.test(name));
  const blocking = found.find((entry) => entry.isDirectory());
  if (blocking) throw diskFault('A folder has the name of a file of the merge.', join(folder, blocking.name));
  return found.map(({ name }) => name);
}
