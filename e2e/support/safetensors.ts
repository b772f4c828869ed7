/**
 * A reader and a writer of safetensors for tests, written from the format's description and sharing nothing with the
 * program: what one side gets wrong the other does not repeat.
 */

export interface Tensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const CODECS: Readonly<Record<string, { readonly bytes: number; readonly get: (view: DataView, at: number) => number }>> = {
  F64: { bytes: 8, get: (view, at) => view.getFloat64(at, true) },
  F32: { bytes: 4, get: (view, at) => view.getFloat32(at, true) },
  // The upper half of a float32.
  BF16: { bytes: 2, get: (view, at) => asFloat32(view.getUint16(at, true) * 65536) },
  F16: { bytes: 2, get: (view, at) => half(view.getUint16(at, true)) },
};

const word = new DataView(new ArrayBuffer(4));

function asFloat32(bits: number): number {
  word.setUint32(0, bits);
  return word.getFloat32(0);
}

function half(code: number): number {
  const sign = code & 0x8000 ? -1 : 1;
  const exponent = (code >> 10) & 31;
  const fraction = code & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent ? sign * (1 + fraction / 1024) * 2 ** (exponent - 15) : sign * (fraction / 1024) * 2 ** -14;
}

/** All tensors of a file; throws where header and file do not fit each other exactly. */
export function readSafetensors(file: Uint8Array): ReadonlyMap<string, Tensor> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, start))) as Record<string, Entry>;
  const tensors = new Map<string, Tensor>();
  let bytes = 0;
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    tensors.set(name, { dtype, shape, values: valuesOf(view, dtype, shape, start, offsets) });
    bytes += offsets[1] - offsets[0];
  }
  if (start + bytes !== file.length) throw new Error(`The file has ${file.length} bytes; its header describes ${start + bytes}.`);
  return tensors;
}

function valuesOf(view: DataView, dtype: string, shape: readonly number[], start: number, [from, to]: Entry['data_offsets']): Float64Array {
  const codec = CODECS[dtype];
  if (!codec) throw new Error(`No test reads ${dtype}.`);
  const count = shape.reduce((product, size) => product * size, 1);
  if (to - from !== count * codec.bytes) throw new Error(`${shape.join(' × ')} ${dtype} do not fit ${to - from} bytes.`);
  return Float64Array.from({ length: count }, (_, i) => codec.get(view, start + from + i * codec.bytes));
}

/** A file of float32 tensors. */
export function writeSafetensors(
  tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: ArrayLike<number> }>>,
): Uint8Array {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { shape, values }]) => {
    const from = end;
    end += values.length * 4;
    return [name, { dtype: 'F32', shape, data_offsets: [from, end] }] as const;
  });
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const data = Object.values(tensors).map(({ values }) => new Uint8Array(Float32Array.from(values).buffer));
  return Buffer.concat([length, json, ...data]);
}
