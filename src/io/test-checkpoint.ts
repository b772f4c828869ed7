/** Small checkpoints in memory for the tests of this folder. */
import { layoutFiles, type OutputTensor } from '../formats/layout.ts';
import type { ReadObserver } from './source.ts';

export interface TestFile {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Bytes that differ from their neighbours, so that a shift shows. */
export function pattern(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = state >>> 16;
  }
  return bytes;
}

/** The files of a checkpoint: shards, their index, and whatever else is given. */
export function testCheckpoint(
  tensors: readonly OutputTensor[],
  shardBytes = 1e9,
  others: Readonly<Record<string, string>> = {},
): TestFile[] {
  const { files, index } = layoutFiles(tensors, { shardBytes });
  const weights = files.map(({ path, bytes, header }, position) => {
    const file = pattern(bytes, position + 1);
    file.set(header);
    return { path, bytes: file };
  });
  const texts = Object.entries({ ...(index && { [index.path]: index.text }), ...others });
  return [...weights, ...texts.map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) }))];
}

export const silentObserver: ReadObserver = { transferred: () => undefined, requested: () => undefined, noticed: () => undefined };

export const never = new AbortController().signal;
