// Votes of sparse vectors on blocks of float32. The board is registers of 4096 bytes one behind the other: contested and
// conflict (masks), elected (a sign bit), Σ D, Σ|D|, 2^(1 − votes); then for each voter its differences, what is kept of them (not zero
// where it is), its votes before factor and weight. Settling turns the counts of plus and minus, kept in the first two,
// and what is not finite, kept in the third, into what these registers are for.

const REGISTER: usize = 4096;
const CONFLICT: usize = REGISTER;
const ELECTED: usize = 2 * REGISTER;
const SUM: usize = 3 * REGISTER;
const MASS: usize = 4 * REGISTER;
const ALIKE: usize = 5 * REGISTER;
const VOTERS: usize = 6 * REGISTER;
const VOTER: usize = 3 * REGISTER;

/** x where it is kept, with the other sign where `flip`, else +0. */
export function keepOnly(to: usize, x: usize, kept: usize, flip: i32, count: i32): void {
  const sign = i32x4.splat(flip << 31);
  for (let i = 0; i < count; i += 4, to += 16, x += 16, kept += 16) {
    const some = f32x4.ne(v128.load(kept), f32x4.splat(0));
    v128.store(to, v128.and(v128.xor(v128.load(x), sign), some));
  }
}

/** Counts a voter's signs and adds up factor·value·weight. */
export function castVotes(board: usize, value: usize, factor: f32, weight: f32, count: i32): void {
  const zero = f32x4.splat(0);
  const one = i32x4.splat(1);
  for (let i = 0; i < count; i += 4, board += 16, value += 16) {
    const v = v128.load(value);
    const vote = f32x4.mul(f32x4.mul(v, f32x4.splat(factor)), f32x4.splat(weight));
    const size = f32x4.abs(vote);
    const odd = v128.not(f32x4.lt(size, f32x4.splat(Infinity)));
    v128.store(board, i32x4.add(v128.load(board), v128.and(f32x4.gt(v, zero), one)));
    v128.store(board, i32x4.add(v128.load(board, CONFLICT), v128.and(f32x4.lt(v, zero), one)), CONFLICT);
    v128.store(board, v128.or(v128.load(board, ELECTED), odd), ELECTED);
    v128.store(board, f32x4.add(v128.load(board, SUM), vote), SUM);
    v128.store(board, f32x4.add(v128.load(board, MASS), size), MASS);
  }
}

/** What is contested, what is in conflict, which sign wins; the sums stay only where an entry is contested. */
export function settleVotes(board: usize, byCount: i32, zero: i32, count: i32): void {
  const nothing = f32x4.splat(0);
  const minusWins = i32x4.splat(zero < 0 ? -1 : 0);
  for (let i = 0; i < count; i += 4, board += 16) {
    const plus = v128.load(board);
    const minus = v128.load(board, CONFLICT);
    const votes = i32x4.add(plus, minus);
    const several = i32x4.gt_s(votes, i32x4.splat(1));
    const contested = v128.andnot(several, v128.load(board, ELECTED));
    const both = v128.and(i32x4.gt_s(plus, i32x4.splat(0)), i32x4.gt_s(minus, i32x4.splat(0)));
    const sum = v128.load(board, SUM);
    const tally = byCount ? f32x4.convert_i32x4_s(i32x4.sub(plus, minus)) : sum;
    const lost = v128.or(f32x4.lt(tally, nothing), v128.and(f32x4.eq(tally, nothing), minusWins));
    v128.store(board, contested);
    v128.store(board, v128.and(contested, both), CONFLICT);
    v128.store(board, v128.and(lost, i32x4.splat(0x80000000)), ELECTED);
    v128.store(board, v128.and(contested, f32x4.abs(sum)), SUM);
    v128.store(board, v128.and(contested, v128.load(board, MASS)), MASS);
    // The float32 2^(1 − n) has the exponent 128 − n.
    v128.store(board, v128.and(contested, i32x4.shl(i32x4.sub(i32x4.splat(128), votes), 23)), ALIKE);
  }
}

/**
 * Adds `count` settled entries of one row, from `offset` of the block, to the float64 numbers of the bins of that row; the
 * first entry lies in `column` after the first bin's first.
 */
export function tallyVotes(bins: usize, board: usize, voters: i32, offset: i32, column: i32, columnsPerBin: i32, count: i32): void {
  const stride = (<usize>(5 + 3 * voters)) << 3;
  board += (<usize>offset) << 2;
  while (count > 0) {
    const bin = column / columnsPerBin;
    const here = min(count, (bin + 1) * columnsPerBin - column);
    tallyBin(bins + stride * bin, board, voters, here);
    board += (<usize>here) << 2;
    column += here;
    count -= here;
  }
}

function tallyBin(to: usize, board: usize, voters: i32, count: i32): void {
  addTo(to, countSet(board, count));
  addTo(to + 8, countSet(board + CONFLICT, count));
  addTo(to + 16, sumSizes(board + SUM, count));
  addTo(to + 24, sumSizes(board + MASS, count));
  addTo(to + 32, sumSizes(board + ALIKE, count));
  to += 40;
  for (let k = 0, voter = board + VOTERS; k < voters; k++, voter += VOTER, to += 24) {
    addTo(to, countKept(voter + REGISTER, count));
    addTo(to + 8, countWon(board, voter + 2 * REGISTER, count));
    addTo(to + 16, sumSizes(voter, count));
  }
}

// @ts-ignore: decorator
@inline
function addTo(sum: usize, value: f64): void {
  store<f64>(sum, load<f64>(sum) + value);
}

/** Of exactly `count` masks. */
function countSet(mask: usize, count: i32): f64 {
  let found = i32x4.splat(0);
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4, mask += 16) found = i32x4.sub(found, v128.load(mask));
  let total = lanes(found);
  for (let i = whole; i < count; i++, mask += 4) total -= load<i32>(mask);
  return <f64>total;
}

function countKept(kept: usize, count: i32): f64 {
  let found = i32x4.splat(0);
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4, kept += 16) found = i32x4.sub(found, f32x4.ne(v128.load(kept), f32x4.splat(0)));
  let total = lanes(found);
  for (let i = whole; i < count; i++, kept += 4) total += load<f32>(kept) != 0 ? 1 : 0;
  return <f64>total;
}

function countWon(board: usize, value: usize, count: i32): f64 {
  let found = i32x4.splat(0);
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4, board += 16, value += 16) {
    const agrees = f32x4.gt(v128.xor(v128.load(value), v128.load(board, ELECTED)), f32x4.splat(0));
    found = i32x4.sub(found, v128.and(agrees, v128.load(board)));
  }
  let total = lanes(found);
  for (let i = whole; i < count; i++, board += 4, value += 4) {
    const agrees = reinterpret<f32>(load<i32>(value) ^ load<i32>(board, ELECTED)) > 0;
    total += agrees && load<i32>(board) ? 1 : 0;
  }
  return <f64>total;
}

/** Σ|x| of exactly `count` entries, at most a block's. */
function sumSizes(x: usize, count: i32): f64 {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  const whole = count & ~7;
  for (let i = 0; i < whole; i += 8, x += 32) {
    s0 = f32x4.add(s0, f32x4.abs(v128.load(x)));
    s1 = f32x4.add(s1, f32x4.abs(v128.load(x, 16)));
  }
  s0 = f32x4.add(s0, s1);
  let total =
    <f64>f32x4.extract_lane(s0, 0) + <f64>f32x4.extract_lane(s0, 1) + (<f64>f32x4.extract_lane(s0, 2) + <f64>f32x4.extract_lane(s0, 3));
  for (let i = whole; i < count; i++, x += 4) total += abs(<f64>load<f32>(x));
  return total;
}

// @ts-ignore: decorator
@inline
function lanes(counts: v128): i32 {
  return i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1) + i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3);
}
