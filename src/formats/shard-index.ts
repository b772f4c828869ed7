/** `*.safetensors.index.json`: which file holds which tensor. File names in it are a stranger's and stay plain names. */

import { badFile, isRecord, parseJsonRecord } from './json.ts';
import { MAX_TENSORS } from './safetensors.ts';

/** The index of the largest published model (about 100,000 tensors) is 9 MB. */
export const MAX_INDEX_BYTES = 100_000_000;
const MAX_SHARDS = 10_000;
const MAX_FILE_NAME = 255;
/** metadata may hold anything small. */
const MAX_DEPTH = 8;

export interface ShardIndex {
  /** Tensor → file. */
  readonly weightMap: ReadonlyMap<string, string>;
  /** The files, each once, in the order of their names. */
  readonly files: readonly string[];
}

/** Throws AlloyError `bad-file`. Whether the files exist is for the caller to see. */
export function parseShardIndex(bytes: Uint8Array, where: string): ShardIndex {
  const { weight_map: map } = parseJsonRecord(bytes, where, { maxBytes: MAX_INDEX_BYTES, maxDepth: MAX_DEPTH });
  if (!isRecord(map)) throw badFile('The index has no weight_map.', where);
  const entries = Object.entries(map);
  if (entries.length > MAX_TENSORS) throw badFile(`The index lists more than ${MAX_TENSORS} tensors.`, where);
  const weightMap = new Map(entries.map(([tensor, file]) => [tensor, checkShardName(file, where)]));
  const files = [...new Set(weightMap.values())].sort();
  if (files.length > MAX_SHARDS) throw badFile(`The index names more than ${MAX_SHARDS} files.`, where);
  return { weightMap, files };
}

/** A plain file name: an index must not lead a reader out of its folder, or to another address. */
function checkShardName(file: unknown, where: string): string {
  const plain = typeof file === 'string' && file.length <= MAX_FILE_NAME && /^[\w][\w.+-]*\.safetensors$/.test(file);
  if (plain) return file;
  throw badFile(`The index names ${JSON.stringify(file)?.slice(0, MAX_FILE_NAME)}, which is not a plain safetensors file.`, where);
}
