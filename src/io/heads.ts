/**
 * Beginnings of files with weights. They are read for their headers, most of whose request are weights already: kept, so
 * that no byte is asked for twice.
 */
import type { FileFacts } from '../formats/checkpoint.ts';
import type { ReadFile } from './gather.ts';

/** Together at most; the first files stay, those of very many shards are read again. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The same reading, which answers from what it read of a file's beginning before. */
export function keepingHeads(read: ReadFile<FileFacts>): ReadFile<FileFacts> {
  const heads = new Map<string, Uint8Array>();
  let room = MOST_BYTES;
  const keep = (path: string, bytes: Uint8Array): void => {
    if (heads.has(path) || bytes.length > room || !path.endsWith('.safetensors')) return;
    room -= bytes.length;
    heads.set(path, bytes.slice());
  };
  return async (file, offset, into, signal) => {
    const known = heads.get(file.path)?.subarray(offset, offset + into.length);
    if (known) into.set(known);
    const rest = into.subarray(known?.length ?? 0);
    if (rest.length > 0) await read(file, offset + (known?.length ?? 0), rest, signal);
    if (offset === 0) keep(file.path, into);
  };
}
