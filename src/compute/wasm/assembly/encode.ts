// Float32 to every format, rounded once to nearest even by integer operations. Overflow gives infinity, in E4M3 NaN.
import { BF16, F16, F32, F8_E4M3 } from './decode';

const TAIL: usize = memory.data(64);

/** Writes exactly `count` entries. */
export function encode(dtype: i32, from: usize, to: usize, count: i32): void {
  if (dtype == F32) {
    memory.copy(to, from, (<usize>count) << 2);
    return;
  }
  const whole = count & ~15;
  encodeWhole(dtype, from, to, whole);
  if (whole == count) return;
  const size: i32 = dtype == F16 || dtype == BF16 ? 2 : 1;
  encodeWhole(dtype, from + ((<usize>whole) << 2), TAIL, 16);
  memory.copy(to + whole * size, TAIL, (count - whole) * size);
}

function encodeWhole(dtype: i32, from: usize, to: usize, count: i32): void {
  if (dtype == BF16) encodeBf16(from, to, count);
  else if (dtype == F16) encodeF16(from, to, count);
  else if (dtype == F8_E4M3) encodeE4m3(from, to, count);
  else encodeE5m2(from, to, count);
}

function encodeBf16(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) {
    const low = roundBf16(v128.load(from));
    const high = roundBf16(v128.load(from, 16));
    v128.store(to, i16x8.narrow_i32x4_s(low, high));
    from += 32;
    to += 16;
  }
}

/** The upper half, as a signed number: narrowing then leaves it as it is. */
// @ts-ignore: decorator
@inline
function roundBf16(x: v128): v128 {
  const odd = v128.and(i32x4.shr_u(x, 16), i32x4.splat(1));
  const rounded = i32x4.add(i32x4.add(x, odd), i32x4.splat(0x7fff));
  return i32x4.shr_s(v128.bitselect(v128.or(x, i32x4.splat(0x00400000)), rounded, f32x4.ne(x, x)), 16);
}

function encodeF16(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) {
    const low = narrow(v128.load(from), 13, 112, -1, 0x7c00, 0x7e00, 16);
    const high = narrow(v128.load(from, 16), 13, 112, -1, 0x7c00, 0x7e00, 16);
    v128.store(to, i16x8.narrow_i32x4_u(low, high));
    from += 32;
    to += 16;
  }
}

function encodeE4m3(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) {
    const low = narrow(v128.load(from), 20, 120, 14, 0x7f, 0x7f, 24);
    const high = narrow(v128.load(from, 16), 20, 120, 14, 0x7f, 0x7f, 24);
    storeBytes(to, low, high);
    from += 32;
    to += 8;
  }
}

function encodeE5m2(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) {
    const low = narrow(v128.load(from), 21, 112, 7, 0x7c, 0x7f, 24);
    const high = narrow(v128.load(from, 16), 21, 112, 7, 0x7c, 0x7f, 24);
    storeBytes(to, low, high);
    from += 32;
    to += 8;
  }
}

// @ts-ignore: decorator
@inline
function storeBytes(to: usize, low: v128, high: v128): void {
  const words = i16x8.narrow_i32x4_u(low, high);
  v128.store64_lane(to, i8x16.narrow_i16x8_u(words, words), 0);
}

/**
 * A float32 with `drop` fewer mantissa bits and the exponent's bias smaller by `rebias`. `unit`: the power of two next to
 * which float32 is spaced as the format's subnormal numbers are, so that adding it rounds to them. `bits`: how many of
 * the 32 the format leaves out.
 */
// @ts-ignore: decorator
@inline
function narrow(x: v128, drop: i32, rebias: i32, unit: i32, overflow: i32, nan: i32, bits: i32): v128 {
  const magnitude = v128.and(x, i32x4.splat(0x7fffffff));
  const odd = v128.and(i32x4.shr_u(magnitude, drop), i32x4.splat(1));
  const rounded = i32x4.add(i32x4.add(magnitude, odd), i32x4.splat((1 << (drop - 1)) - 1 - (rebias << 23)));
  const normal = i32x4.shr_u(rounded, drop);
  const anchor = i32x4.splat((unit + 127) << 23);
  const subnormal = i32x4.sub(f32x4.add(magnitude, anchor), anchor);
  const small = i32x4.lt_s(magnitude, i32x4.splat((rebias + 1) << 23));
  const finite = i32x4.min_s(v128.bitselect(subnormal, normal, small), i32x4.splat(overflow));
  const code = v128.bitselect(i32x4.splat(nan), finite, f32x4.ne(x, x));
  return v128.or(code, v128.and(i32x4.shr_u(x, bits), i32x4.splat(0x80000000 >>> bits)));
}
