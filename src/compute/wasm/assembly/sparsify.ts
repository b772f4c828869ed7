// Sparsification in place: what is dropped becomes +0. The number kept comes back. Exactly `count` entries are looked at
// (of masks and ranks, those up to the next multiple of 8 are dropped).

/** Kept: entries whose key, as the bits of its magnitude, lies in [low, high]. low = high = -2^31 keeps none. */
export function keepBand(x: usize, key: usize, low: i32, high: i32, count: i32): i32 {
  let kept = i32x4.splat(0);
  const whole = count & ~7;
  for (let i = 0; i < whole; i += 8, x += 32, key += 32) {
    const first = within(v128.load(key), low, high);
    const second = within(v128.load(key, 16), low, high);
    v128.store(x, v128.and(v128.load(x), first));
    v128.store(x, v128.and(v128.load(x, 16), second), 16);
    kept = i32x4.sub(kept, i32x4.add(first, second));
  }
  let total = lanes(kept);
  for (let i = whole; i < count; i++, x += 4, key += 4) {
    if (isWithin(load<i32>(key), low, high)) total++;
    else store<f32>(x, 0);
  }
  return total;
}

/** All ones where the magnitude's bits are in the band: one unsigned comparison for both ends. */
// @ts-ignore: decorator
@inline
function within(key: v128, low: i32, high: i32): v128 {
  const above = i32x4.sub(v128.and(key, i32x4.splat(0x7fffffff)), i32x4.splat(low));
  return i32x4.le_u(above, i32x4.splat(high - low));
}

// @ts-ignore: decorator
@inline
function isWithin(key: i32, low: i32, high: i32): bool {
  return <u32>((key & 0x7fffffff) - low) <= <u32>(high - low);
}

// @ts-ignore: decorator
@inline
function lanes(counts: v128): i32 {
  return (
    i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1) + i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3)
  );
}

/** How many keys lie in [low, high], as the bits of their magnitudes. */
export function countBand(key: usize, low: i32, high: i32, count: i32): i32 {
  let found = i32x4.splat(0);
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4, key += 16) found = i32x4.sub(found, within(v128.load(key), low, high));
  let total = lanes(found);
  for (let i = whole; i < count; i++, key += 4) if (isWithin(load<i32>(key), low, high)) total++;
  return total;
}

/** Place of the nth key (from 0) with exactly these bits, or -1. */
export function findBits(key: usize, bits: i32, nth: i32, count: i32): i32 {
  for (let i = 0; i < count; i++, key += 4) {
    if ((load<i32>(key) & 0x7fffffff) == bits && nth-- == 0) return i;
  }
  return -1;
}

/** Kept: entry i where bit first + i is set, the least significant first in each byte. */
export function keepMasked(x: usize, bits: usize, first: u32, count: i32): i32 {
  let kept = 0;
  for (let i = 0; i < count; i += 8, x += 32) {
    const place = first + i;
    let byte: i32 = (load<u16>(bits + (place >> 3)) >> (place & 7)) & 0xff;
    if (count - i < 8) byte &= (1 << (count - i)) - 1;
    const all = i32x4.splat(byte);
    v128.store(x, v128.and(v128.load(x), hasBit(all, i32x4(1, 2, 4, 8))));
    v128.store(x, v128.and(v128.load(x, 16), hasBit(all, i32x4(16, 32, 64, 128))), 16);
    kept += popcnt(byte);
  }
  return kept;
}

// @ts-ignore: decorator
@inline
function hasBit(byte: v128, bit: v128): v128 {
  return i32x4.eq(v128.and(byte, bit), bit);
}

/**
 * DELLA: kept with probability low + span·rank/(columns − 1), rank from 0 (of one column: half the span), where
 * draw·unit is below it. With `divided`, what is kept is divided by its probability.
 */
export function keepRanked(x: usize, ranks: usize, draws: usize, unit: f64, low: f32, span: f32, columns: i32, divided: i32, count: i32): i32 {
  let kept = i32x4.splat(0);
  const last = f32x4.splat(<f32>max(columns - 1, 1));
  for (let i = 0; i < count; i += 4, x += 16, ranks += 16, draws += 16) {
    const share = columns == 1 ? f32x4.splat(0.5) : f32x4.div(f32x4.convert_i32x4_u(v128.load(ranks)), last);
    const probability = f32x4.add(f32x4.mul(share, f32x4.splat(span)), f32x4.splat(low));
    const inside = i32x4.lt_s(i32x4.add(i32x4.splat(i), i32x4(0, 1, 2, 3)), i32x4.splat(count));
    const survives = v128.and(inside, isDrawn(draws, unit, probability));
    const value = divided ? f32x4.div(v128.load(x), probability) : v128.load(x);
    v128.store(x, v128.and(value, survives));
    kept = i32x4.sub(kept, survives);
  }
  return lanes(kept);
}

/** Where draw·unit (exact in float64) is below the probability. */
// @ts-ignore: decorator
@inline
function isDrawn(draws: usize, unit: f64, probability: v128): v128 {
  const words = v128.load(draws);
  const upper = i8x16.shuffle(words, words, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  const upperProbability = i8x16.shuffle(probability, probability, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
  const units = f64x2.splat(unit);
  const a = f64x2.lt(f64x2.mul(f64x2.convert_low_i32x4_u(words), units), f64x2.promote_low_f32x4(probability));
  const b = f64x2.lt(f64x2.mul(f64x2.convert_low_i32x4_u(upper), units), f64x2.promote_low_f32x4(upperProbability));
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
}
