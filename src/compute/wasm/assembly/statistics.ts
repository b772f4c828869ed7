// Numbers about blocks of float32. Sums run in float32 over one block only (at most 64 terms to a lane), then in float64.

/** Σ a·b of exactly `count` entries. */
export function dot(a: usize, b: usize, count: i32): f64 {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  let s2 = f32x4.splat(0);
  let s3 = f32x4.splat(0);
  const whole = count & ~15;
  for (let i = 0; i < whole; i += 16, a += 64, b += 64) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a), v128.load(b)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a, 16), v128.load(b, 16)));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(a, 32), v128.load(b, 32)));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(a, 48), v128.load(b, 48)));
  }
  let total = lanes(s0) + lanes(s1) + lanes(s2) + lanes(s3);
  for (let i = whole; i < count; i++, a += 4, b += 4) total += <f64>load<f32>(a) * <f64>load<f32>(b);
  return total;
}

// @ts-ignore: decorator
@inline
function lanes(x: v128): f64 {
  return (
    <f64>f32x4.extract_lane(x, 0) + <f64>f32x4.extract_lane(x, 1) + (<f64>f32x4.extract_lane(x, 2) + <f64>f32x4.extract_lane(x, 3))
  );
}

/** Adds a·b to float64 sums, one for each entry. */
export function addProducts(sums: usize, a: usize, b: usize, count: i32): void {
  const whole = count & ~1;
  for (let i = 0; i < whole; i += 2, sums += 16, a += 8, b += 8) {
    v128.store(sums, f64x2.add(v128.load(sums), f64x2.mul(promote(a), promote(b))));
  }
  if (count > whole) store<f64>(sums, load<f64>(sums) + <f64>load<f32>(a) * <f64>load<f32>(b));
}

/** Σ|x| over a block filled up with zeros. */
export function sumMagnitudes(x: usize, count: i32): f64 {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  for (let i = 0; i < count; i += 8, x += 32) {
    s0 = f32x4.add(s0, f32x4.abs(v128.load(x)));
    s1 = f32x4.add(s1, f32x4.abs(v128.load(x, 16)));
  }
  return lanes(s0) + lanes(s1);
}

/**
 * Counts keys by the upper 16 of their magnitude's 31 bits, in two tables of 32-bit bins, one behind the other: equal
 * neighbours then do not wait for each other.
 */
export function countUpper(bins: usize, key: usize, count: i32): void {
  const mask = i32x4.splat(0x3fffc);
  const second = bins + 0x40000;
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4, key += 16) {
    // The sign bit falls out to the left, and what is left is the bin's offset in bytes.
    const offsets = v128.and(i32x4.shr_u(v128.load(key), 13), mask);
    increment(bins + i32x4.extract_lane(offsets, 0));
    increment(second + i32x4.extract_lane(offsets, 1));
    increment(bins + i32x4.extract_lane(offsets, 2));
    increment(second + i32x4.extract_lane(offsets, 3));
  }
  for (let i = whole; i < count; i++, key += 4) increment(bins + ((load<u32>(key) >>> 13) & 0x3fffc));
}

/** The sums of two tables of `count` bins, a multiple of 4, as float64. */
export function joinCounts(to: usize, a: usize, b: usize, count: i32): void {
  for (let i = 0; i < count; i += 4, to += 32, a += 16, b += 16) {
    const sum = i32x4.add(v128.load(a), v128.load(b));
    v128.store(to, f64x2.convert_low_i32x4_u(sum));
    v128.store(to, f64x2.convert_low_i32x4_u(i8x16.shuffle(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)), 16);
  }
}

/** Counts the keys whose upper 16 bits are `prefix` by their lower 15. */
export function countLower(bins: usize, key: usize, prefix: i32, count: i32): void {
  const prefixes = i32x4.splat(prefix << 15);
  const mask = i32x4.splat(0x7fff8000);
  const whole = count & ~7;
  for (let i = 0; i < whole; i += 8, key += 32) {
    const first = i32x4.eq(v128.and(v128.load(key), mask), prefixes);
    const second = i32x4.eq(v128.and(v128.load(key, 16), mask), prefixes);
    if (v128.any_true(v128.or(first, second))) countLowerOf(bins, key, prefix, 8);
  }
  countLowerOf(bins, key, prefix, count - whole);
}

function countLowerOf(bins: usize, key: usize, prefix: i32, count: i32): void {
  for (let i = 0; i < count; i++, key += 4) {
    const bits = load<u32>(key) & 0x7fffffff;
    if (bits >>> 15 == prefix) increment(bins + ((bits & 0x7fff) << 2));
  }
}

// @ts-ignore: decorator
@inline
function increment(bin: usize): void {
  store<u32>(bin, load<u32>(bin) + 1);
}

/**
 * Population variance of each entry over `models` blocks that lie `stride` bytes apart: in float64, so that equal entries
 * give exactly 0, and others at least the smallest float32 above it.
 */
export function variance(to: usize, blocks: usize, stride: usize, models: i32, count: i32): void {
  for (let i = 0; i < count; i += 2, to += 8, blocks += 8) {
    let sum = f64x2.splat(0);
    for (let m = 0, block = blocks; m < models; m++, block += stride) sum = f64x2.add(sum, promote(block));
    const mean = f64x2.div(sum, f64x2.splat(models));
    let squares = f64x2.splat(0);
    for (let m = 0, block = blocks; m < models; m++, block += stride) {
      const distance = f64x2.sub(promote(block), mean);
      squares = f64x2.add(squares, f64x2.mul(distance, distance));
    }
    const result = f64x2.div(squares, f64x2.splat(models));
    const some = v128.and(f64x2.gt(result, f64x2.splat(0)), f64x2.splat(SMALLEST));
    v128.store64_lane(to, f32x4.demote_f64x2_zero(f64x2.max(result, some)), 0);
  }
}

/** 2^-149. */
const SMALLEST: f64 = 1.401298464324817e-45;

// @ts-ignore: decorator
@inline
function promote(block: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(block));
}
