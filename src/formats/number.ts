/**
 * The float formats bit by bit: exact decoding, and encoding with one rounding to nearest even, as PyTorch does it.
 * Overflow gives infinity, in F8_E4M3 (the "fn" variant, which has none) NaN. A NaN stays a NaN, its payload does not.
 * Bytes are little-endian and need no alignment.
 */
import { DTYPES, type FloatDType } from './dtype.ts';

/** The formats narrower than float32. */
export type SmallFloat = 'F16' | 'BF16' | 'F8_E4M3' | 'F8_E5M2';

interface Layout {
  readonly bits: number;
  readonly mantissa: number;
  readonly bias: number;
  /** The first code, sign cleared, that is not a finite number. */
  readonly overflow: number;
  readonly nan: number;
}

const LAYOUTS: Readonly<Record<SmallFloat, Layout>> = {
  F16: { bits: 16, mantissa: 10, bias: 15, overflow: 0x7c00, nan: 0x7e00 },
  BF16: { bits: 16, mantissa: 7, bias: 127, overflow: 0x7f80, nan: 0x7fc0 },
  F8_E4M3: { bits: 8, mantissa: 3, bias: 7, overflow: 0x7f, nan: 0x7f },
  F8_E5M2: { bits: 8, mantissa: 2, bias: 15, overflow: 0x7c, nan: 0x7f },
};

const isSmall = (dtype: FloatDType): dtype is SmallFloat => dtype in LAYOUTS;

/** The number that a code stands for. */
export function fromBits(dtype: SmallFloat, code: number): number {
  const { bits, mantissa, bias, overflow } = LAYOUTS[dtype];
  const magnitude = code & (2 ** (bits - 1) - 1);
  const sign = code >>> (bits - 1) ? -1 : 1;
  if (magnitude >= overflow) return magnitude === overflow && dtype !== 'F8_E4M3' ? sign * Infinity : Number.NaN;
  const exponent = Math.max(magnitude >>> mantissa, 1);
  const fraction = magnitude - ((exponent - 1) << mantissa);
  return sign * fraction * 2 ** (exponent - bias - mantissa);
}

const scratch = new DataView(new ArrayBuffer(8));

/** The code of the nearest number, the even one of two equally near. */
export function toBits(dtype: SmallFloat, value: number): number {
  const { bits, mantissa, bias, overflow, nan } = LAYOUTS[dtype];
  if (Number.isNaN(value)) return nan;
  const sign = value < 0 || Object.is(value, -0) ? 2 ** (bits - 1) : 0;
  const magnitude = Math.abs(value);
  if (magnitude === Infinity) return sign + overflow;
  const exponent = Math.max(binaryExponent(magnitude), 1 - bias);
  const steps = magnitude / 2 ** (exponent - mantissa); // below 2^(mantissa + 1), with a fraction
  // Adding 2^52 leaves no room for the fraction: it is rounded to nearest even. A carry walks into the exponent.
  const code = (exponent - 1 + bias) * 2 ** mantissa + (steps + 2 ** 52 - 2 ** 52);
  return sign + Math.min(code, overflow);
}

/** floor(log2(x)) of a positive finite double; −1023 for the subnormal ones, which are below every format here. */
function binaryExponent(x: number): number {
  scratch.setFloat64(0, x);
  return (scratch.getUint32(0) >>> 20) - 1023;
}

const tables = new Map<SmallFloat, Float32Array>();

/** Every code's number; float32 holds them all exactly. */
function tableOf(dtype: SmallFloat): Float32Array {
  const known = tables.get(dtype);
  if (known) return known;
  const table = Float32Array.from({ length: 2 ** LAYOUTS[dtype].bits }, (_, code) => fromBits(dtype, code));
  tables.set(dtype, table);
  return table;
}

/** Decodes as many entries as `into` holds. Exact, but for F64 into a Float32Array. */
export function decode(dtype: FloatDType, bytes: Uint8Array, into: Float32Array | Float64Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, into.length * DTYPES[dtype].bytes);
  if (isSmall(dtype)) {
    const table = tableOf(dtype);
    const read = LAYOUTS[dtype].bits === 8 ? (i: number) => view.getUint8(i) : (i: number) => view.getUint16(2 * i, true);
    for (let i = 0; i < into.length; i++) into[i] = table[read(i)] ?? 0;
    return;
  }
  for (let i = 0; i < into.length; i++) into[i] = dtype === 'F64' ? view.getFloat64(8 * i, true) : view.getFloat32(4 * i, true);
}

/** Encodes all values, each rounded once. */
export function encode(dtype: FloatDType, values: ArrayLike<number>, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, values.length * DTYPES[dtype].bytes);
  const write = writer(dtype, view);
  for (let i = 0; i < values.length; i++) write(i, values[i] ?? 0);
}

function writer(dtype: FloatDType, view: DataView): (i: number, value: number) => void {
  if (!isSmall(dtype))
    return dtype === 'F64' ? (i, value) => view.setFloat64(8 * i, value, true) : (i, value) => view.setFloat32(4 * i, value, true);
  if (LAYOUTS[dtype].bits === 8) return (i, value) => view.setUint8(i, toBits(dtype, value));
  return (i, value) => view.setUint16(2 * i, toBits(dtype, value), true);
}

/** The number that an entry of the dtype holds after `value` was put into it. */
export const roundTo = (dtype: FloatDType, value: number): number => {
  if (dtype === 'F64') return value;
  return dtype === 'F32' ? Math.fround(value) : fromBits(dtype, toBits(dtype, value));
};

/** The distance between neighbouring numbers of a format at magnitude |x| (of the smallest normal one below it). */
export function spacing(dtype: FloatDType, x: number): number {
  const { mantissa, bias } = isSmall(dtype) ? LAYOUTS[dtype] : dtype === 'F32' ? { mantissa: 23, bias: 127 } : { mantissa: 52, bias: 1023 };
  return 2 ** (Math.max(x === 0 ? -Infinity : binaryExponent(Math.abs(x)), 1 - bias) - mantissa);
}

/** |x| as the bits of a float32: the integer by which magnitudes compare. */
export function magnitudeBits(x: number): number {
  scratch.setFloat32(0, x);
  return scratch.getUint32(0) & 0x7fffffff;
}

/** The float32 of the given bits. */
export function fromFloat32Bits(bits: number): number {
  scratch.setUint32(0, bits);
  return scratch.getFloat32(0);
}
