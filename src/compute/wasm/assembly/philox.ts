// Philox4x32-10, four counters at a time; see base/random.ts.

/** Writes the words of 4·groups counters, beginning at `first` (the entry's index / 4, up to 2^51). */
export function philox(to: usize, first: f64, name: u32, stream: u32, seed: u32, model: u32, groups: i32): void {
  let block = <u64>first;
  for (let i = 0; i < groups; i++, to += 64, block += 4) fourBlocks(to, block, name, stream, seed, model);
}

/**
 * Which of 64·groups entries come up with a probability of `below` / 2^32, from `first` on (the entry's index / 16): a
 * bit each, the first the least significant. See createTrials in base/random.ts.
 */
export function drawMask(bits: usize, first: f64, name: u32, stream: u32, seed: u32, model: u32, below: u32, groups: i32): void {
  let block = <u64>first;
  const digit = i8x16.splat(<u8>(below >> 24));
  const rest = below & 0xffffff;
  for (let i = 0; i < groups; i++, bits += 8, block += 4) {
    fourBlocks(DIGITS, block, name, stream ^ FIRST_DIGITS, seed, model);
    let mask = digitsThat(false, digit);
    if (rest > 0) {
      for (let tied = digitsThat(true, digit); tied != 0; tied &= tied - 1) {
        const entry = ctz(tied);
        if ((drawOf(16 * block + entry, name, stream, seed, model) & 0xffffff) < rest) mask |= <u64>1 << entry;
      }
    }
    store<u64>(bits, mask);
  }
}

const FIRST_DIGITS: u32 = 0x80000000;
const DIGITS: usize = memory.data(64);
const WORDS: usize = memory.data(64);

/** A bit for each of the 64 first digits: whether it is below `digit`, or equal to it. */
// @ts-ignore: decorator
@inline
function digitsThat(equal: bool, digit: v128): u64 {
  return bitsAt(0, equal, digit) | (bitsAt(16, equal, digit) << 16) | (bitsAt(32, equal, digit) << 32) | (bitsAt(48, equal, digit) << 48);
}

// @ts-ignore: decorator
@inline
function bitsAt(offset: usize, equal: bool, digit: v128): u64 {
  const digits = v128.load(DIGITS + offset);
  return <u64>i8x16.bitmask(equal ? i8x16.eq(digits, digit) : i8x16.lt_u(digits, digit));
}

/** An entry's draw. */
function drawOf(index: u64, name: u32, stream: u32, seed: u32, model: u32): u32 {
  fourBlocks(WORDS, index >> 2, name, stream, seed, model);
  return load<u32>(WORDS + 4 * <usize>(index & 3));
}

function fourBlocks(to: usize, block: u64, name: u32, stream: u32, seed: u32, model: u32): void {
  const start = i32x4.splat(<u32>block);
  let x0 = i32x4.add(start, i32x4(0, 1, 2, 3));
  // A lane below the start has wrapped around: its mask is −1, the carry.
  let x1 = i32x4.sub(i32x4.splat(<u32>(block >> 32)), i32x4.lt_u(x0, start));
  let x2 = i32x4.splat(name);
  let x3 = i32x4.splat(stream);
  let k0 = i32x4.splat(seed);
  let k1 = i32x4.splat(model);
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  for (let round = 0; round < 10; round++) {
    const low0 = i64x2.extmul_low_i32x4_u(x0, m0);
    const high0 = i64x2.extmul_high_i32x4_u(x0, m0);
    const low1 = i64x2.extmul_low_i32x4_u(x2, m1);
    const high1 = i64x2.extmul_high_i32x4_u(x2, m1);
    x0 = v128.xor(v128.xor(upperWords(low1, high1), x1), k0);
    x2 = v128.xor(v128.xor(upperWords(low0, high0), x3), k1);
    x1 = lowerWords(low1, high1);
    x3 = lowerWords(low0, high0);
    k0 = i32x4.add(k0, i32x4.splat(0x9e3779b9));
    k1 = i32x4.add(k1, i32x4.splat(0xbb67ae85));
  }
  storeTransposed(to, x0, x1, x2, x3);
}

// @ts-ignore: decorator
@inline
function upperWords(low: v128, high: v128): v128 {
  return i8x16.shuffle(low, high, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
}

// @ts-ignore: decorator
@inline
function lowerWords(low: v128, high: v128): v128 {
  return i8x16.shuffle(low, high, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
}

/** Lane i of the four vectors is counter i's output. */
// @ts-ignore: decorator
@inline
function storeTransposed(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  const cd = i8x16.shuffle(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  const abHigh = i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  const cdHigh = i8x16.shuffle(c, d, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  v128.store(to, i8x16.shuffle(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
  v128.store(to, i8x16.shuffle(ab, cd, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31), 16);
  v128.store(to, i8x16.shuffle(abHigh, cdHigh, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23), 32);
  v128.store(to, i8x16.shuffle(abHigh, cdHigh, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31), 48);
}
