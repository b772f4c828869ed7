// Entries of every format to float32, exactly. Reads up to 63 bytes beyond the last entry (the host pads its
// allocations), and leaves the block's last group of 16 filled up with zeros.
import { subtract } from './arithmetic';

// Codes of formats/dtype.ts.
export const F32: i32 = 0;
export const F16: i32 = 1;
export const BF16: i32 = 2;
export const F8_E4M3: i32 = 3;
export const F8_E5M2: i32 = 4;

export function decode(dtype: i32, from: usize, to: usize, count: i32): void {
  if (dtype == BF16) decodeBf16(from, to, count);
  else if (dtype == F32) memory.copy(to, from, (<usize>count) << 2);
  else if (dtype == F16) decodeF16(from, to, count);
  else if (dtype == F8_E4M3) decodeE4m3(from, to, count);
  else decodeE5m2(from, to, count);
  fillUp(to, count);
}

/** x − reference. Two tensors of bfloat16, what nearly every pass reads, never leave the processor's registers. */
export function decodeDifference(
  dtype: i32,
  from: usize,
  referenceDtype: i32,
  reference: usize,
  to: usize,
  scratch: usize,
  count: i32,
): void {
  if (dtype == BF16 && referenceDtype == BF16) {
    differenceOfBf16(from, reference, to, count);
    fillUp(to, count);
    return;
  }
  decode(dtype, from, to, count);
  decode(referenceDtype, reference, scratch, count);
  subtract(to, scratch, count);
}

/** Zeros from the last entry to the end of its group of 16. */
function fillUp(to: usize, count: i32): void {
  for (let i = count; i < ((count + 15) & ~15); i++) store<f32>(to + ((<usize>i) << 2), 0);
}

function decodeBf16(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) {
    const words = v128.load(from);
    v128.store(to, lowBf16(words));
    v128.store(to, highBf16(words), 16);
    from += 16;
    to += 32;
  }
}

function differenceOfBf16(from: usize, reference: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) {
    const words = v128.load(from);
    const others = v128.load(reference);
    v128.store(to, f32x4.sub(lowBf16(words), lowBf16(others)));
    v128.store(to, f32x4.sub(highBf16(words), highBf16(others)), 16);
    from += 16;
    reference += 16;
    to += 32;
  }
}

/** A word is the upper half of its float32. Engines know this shuffle as the processor's own "unpack". */
// @ts-ignore: decorator
@inline
function lowBf16(words: v128): v128 {
  return i8x16.shuffle(i32x4.splat(0), words, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
}

// @ts-ignore: decorator
@inline
function highBf16(words: v128): v128 {
  return i8x16.shuffle(i32x4.splat(0), words, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
}

function decodeF16(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) {
    const words = v128.load(from);
    v128.store(to, widenF16(i32x4.extend_low_i16x8_u(words)));
    v128.store(to, widenF16(i32x4.extend_high_i16x8_u(words)), 16);
    from += 16;
    to += 32;
  }
}

function decodeE4m3(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) {
    const words = i16x8.extend_low_i8x16_u(v128.load64_zero(from));
    v128.store(to, widenE4m3(i32x4.extend_low_i16x8_u(words)));
    v128.store(to, widenE4m3(i32x4.extend_high_i16x8_u(words)), 16);
    from += 8;
    to += 32;
  }
}

/** E5M2 is the upper byte of F16. */
function decodeE5m2(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 8) {
    const words = i16x8.shl(i16x8.extend_low_i8x16_u(v128.load64_zero(from)), 8);
    v128.store(to, widenF16(i32x4.extend_low_i16x8_u(words)));
    v128.store(to, widenF16(i32x4.extend_high_i16x8_u(words)), 16);
    from += 8;
    to += 32;
  }
}

// @ts-ignore: decorator
@inline
function widenF16(code: v128): v128 {
  const shifted = i32x4.shl(v128.and(code, i32x4.splat(0x7fff)), 13);
  const exponent = v128.and(shifted, i32x4.splat(0x0f800000));
  const rebias = i32x4.splat(112 << 23);
  const special = v128.and(i32x4.eq(exponent, i32x4.splat(0x0f800000)), rebias);
  const normal = i32x4.add(i32x4.add(shifted, rebias), special);
  const sign = i32x4.shl(v128.and(code, i32x4.splat(0x8000)), 16);
  return v128.or(sign, withSubnormals(normal, exponent, 113 << 23));
}

/** E4M3 has no infinity; only 0x7f is not a number. */
// @ts-ignore: decorator
@inline
function widenE4m3(code: v128): v128 {
  const shifted = i32x4.shl(v128.and(code, i32x4.splat(0x7f)), 20);
  const exponent = v128.and(shifted, i32x4.splat(0x07800000));
  const nan = v128.and(i32x4.eq(shifted, i32x4.splat(0x07f00000)), i32x4.splat(0x7fc00000));
  const normal = v128.or(i32x4.add(shifted, i32x4.splat(120 << 23)), nan);
  const sign = i32x4.shl(v128.and(code, i32x4.splat(0x80)), 24);
  return v128.or(sign, withSubnormals(normal, exponent, 121 << 23));
}

/** A subnormal number is a fraction without the leading one: put it there, then subtract it. */
// @ts-ignore: decorator
@inline
function withSubnormals(normal: v128, exponent: v128, smallest: i32): v128 {
  const fraction = f32x4.sub(i32x4.add(normal, i32x4.splat(1 << 23)), i32x4.splat(smallest));
  return v128.bitselect(fraction, normal, i32x4.eq(exponent, i32x4.splat(0)));
}

/**
 * Whether an entry may be NaN or infinite: its exponent (of E4M3, everything but the sign) is all ones. Bytes beyond the
 * last entry are looked at too, so that "yes" may be wrong; "no" never is.
 */
export function mayBeOdd(dtype: i32, from: usize, count: u32): bool {
  if (dtype == F32) return anyWord(from, count, 0x7f800000);
  if (dtype == BF16) return anyHalf(from, count, 0x7f80);
  if (dtype == F16) return anyHalf(from, count, 0x7c00);
  return anyByte(from, count, dtype == F8_E4M3 ? 0x7f : 0x7c);
}

function anyWord(from: usize, count: u32, ones: i32): bool {
  const mask = i32x4.splat(ones);
  let found = i32x4.splat(0);
  for (const end = from + ((<usize>count) << 2); from < end; from += 32) {
    found = v128.or(found, i32x4.eq(v128.and(v128.load(from), mask), mask));
    found = v128.or(found, i32x4.eq(v128.and(v128.load(from, 16), mask), mask));
  }
  return v128.any_true(found);
}

function anyHalf(from: usize, count: u32, ones: i16): bool {
  const mask = i16x8.splat(ones);
  let found = i32x4.splat(0);
  for (const end = from + ((<usize>count) << 1); from < end; from += 32) {
    found = v128.or(found, i16x8.eq(v128.and(v128.load(from), mask), mask));
    found = v128.or(found, i16x8.eq(v128.and(v128.load(from, 16), mask), mask));
  }
  return v128.any_true(found);
}

function anyByte(from: usize, count: u32, ones: i8): bool {
  const mask = i8x16.splat(ones);
  let found = i32x4.splat(0);
  for (const end = from + <usize>count; from < end; from += 32) {
    found = v128.or(found, i8x16.eq(v128.and(v128.load(from), mask), mask));
    found = v128.or(found, i8x16.eq(v128.and(v128.load(from, 16), mask), mask));
  }
  return v128.any_true(found);
}
