/**
 * Where every byte of the output will stand, decided before the first is written: which tensors share a file, the
 * header of each file, and the place of each tensor. The bytes are those that the reference library would write.
 */
import { invariant } from '../base/assert.ts';
import { elementsOf } from './checkpoint.ts';
import { DTYPES, type DType } from './dtype.ts';
import { LENGTH_BYTES } from './safetensors.ts';

export interface OutputTensor {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

interface OutputFile {
  readonly path: string;
  /** Of the whole file. */
  readonly bytes: number;
  /** The length field and the JSON, padded so that the tensors begin at a multiple of 8. */
  readonly header: Uint8Array<ArrayBuffer>;
  /** How many tensors are in it. */
  readonly tensors: number;
}

interface Place {
  /** Index into `files`. */
  readonly file: number;
  /** First byte of the tensor, counted from the start of the file. */
  readonly offset: number;
  readonly bytes: number;
}

export interface OutputLayout {
  readonly files: readonly OutputFile[];
  readonly places: ReadonlyMap<string, Place>;
  /** `model.safetensors.index.json`, when there are several files. */
  readonly index?: { readonly path: string; readonly text: string } | undefined;
}

export interface LayoutOptions {
  /** A file takes another tensor while it stays within this many bytes of tensors. */
  readonly shardBytes: number;
  /** Entries of `__metadata__` beside `format: pt`. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

const INDEX_PATH = 'model.safetensors.index.json';
const ALIGNMENT = 8;

/** The reference library's order of formats; inside a file the last comes first, so that every tensor is aligned. */
const DTYPE_ORDER: readonly DType[] = [
  ...(['BOOL', 'U8', 'I8', 'F8_E5M2', 'F8_E4M3', 'I16', 'U16', 'F16', 'BF16'] as const),
  ...(['I32', 'U32', 'F32', 'F64', 'I64', 'U64'] as const),
];
const RANK = new Map(DTYPE_ORDER.map((dtype, rank) => [dtype, rank]));

export const tensorBytes = ({ dtype, shape }: OutputTensor): number => elementsOf(shape) * DTYPES[dtype].bytes;

/**
 * Lays out `tensors`, given in the order of work, into files as mergekit does: a new file starts where the next
 * tensor would exceed the limit, and a larger tensor stands alone. Names must not repeat.
 */
export function layoutFiles(tensors: readonly OutputTensor[], options: LayoutOptions): OutputLayout {
  const shards = cutIntoShards(tensors, options.shardBytes);
  const places = new Map<string, Place>();
  const files = shards.map((shard, index) => {
    const sorted = shard.toSorted(byFormatThenName);
    const header = writeHeader(sorted, options.metadata);
    let offset = header.length;
    for (const tensor of sorted) {
      const bytes = tensorBytes(tensor);
      places.set(tensor.name, { file: index, offset, bytes });
      offset += bytes;
    }
    return { path: shardPath(index, shards.length), bytes: offset, header, tensors: shard.length };
  });
  invariant(places.size === tensors.length, 'names of output tensors differ');
  return { files, places, index: files.length > 1 ? writeIndex(files, places) : undefined };
}

function cutIntoShards(tensors: readonly OutputTensor[], limit: number): OutputTensor[][] {
  const shards: OutputTensor[][] = [[]];
  let filled = 0;
  for (const tensor of tensors) {
    const bytes = tensorBytes(tensor);
    if (filled > 0 && filled + bytes > limit) {
      shards.push([]);
      filled = 0;
    }
    shards.at(-1)?.push(tensor);
    filled += bytes;
  }
  return shards;
}

function shardPath(index: number, count: number): string {
  if (count === 1) return 'model.safetensors';
  const five = (n: number) => String(n).padStart(5, '0');
  return `model-${five(index + 1)}-of-${five(count)}.safetensors`;
}

function byFormatThenName(a: OutputTensor, b: OutputTensor): number {
  const byFormat = (RANK.get(b.dtype) ?? 0) - (RANK.get(a.dtype) ?? 0);
  return byFormat || (a.name < b.name ? -1 : 1);
}

function writeHeader(sorted: readonly OutputTensor[], metadata: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
  let at = 0;
  const entries = sorted.map((tensor) => {
    const begin = at;
    at += tensorBytes(tensor);
    return [tensor.name, { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [begin, at] }] as const;
  });
  // A list of texts, not one object: an object would put names that look like numbers first.
  const fields = [['__metadata__', { format: 'pt', ...metadata }] as const, ...entries];
  const json = new TextEncoder().encode(`{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`);
  const length = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const header = new Uint8Array(LENGTH_BYTES + length).fill(' '.charCodeAt(0));
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(json, LENGTH_BYTES);
  return header;
}

function writeIndex(files: readonly OutputFile[], places: ReadonlyMap<string, Place>): { path: string; text: string } {
  const total = [...places.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  const map = [...places].map(([name, { file }]) => [name, files[file]?.path] as const);
  map.sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify({ metadata: { total_size: total }, weight_map: Object.fromEntries(map) }, undefined, 2);
  return { path: INDEX_PATH, text: `${text}\n` };
}
