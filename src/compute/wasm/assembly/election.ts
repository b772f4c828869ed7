// Sign election on blocks of float32, in groups of 16.

/** tally + the vote's sign. */
export function tallyCount(tally: usize, vote: usize, count: i32): void {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let i = 0; i < count; i += 4, tally += 16, vote += 16) {
    const v = v128.load(vote);
    const plus = v128.and(f32x4.gt(v, zero), one);
    const minus = v128.and(f32x4.lt(v, zero), one);
    v128.store(tally, f32x4.add(v128.load(tally), f32x4.sub(plus, minus)));
  }
}

/** The tally's sign, as the float's sign bit; a tally of zero is positive where `zero` says so. Into tally. */
export function majority(tally: usize, zero: i32, count: i32): void {
  const nothing = f32x4.splat(0);
  const zeroIsPlus = i32x4.splat(zero > 0 ? -1 : 0);
  for (let i = 0; i < count; i += 4, tally += 16) {
    const t = v128.load(tally);
    const plus = v128.or(f32x4.gt(t, nothing), v128.and(f32x4.eq(t, nothing), zeroIsPlus));
    v128.store(tally, v128.andnot(i32x4.splat(0x80000000), plus));
  }
}

/** Where the vote has the elected sign (zero never has): adds vote·weight to the sum and `share` to the divisor. */
export function agree(sum: usize, divisor: usize, vote: usize, sign: usize, weight: f32, share: f32, count: i32): void {
  const weights = f32x4.splat(weight);
  const shares = f32x4.splat(share);
  for (let i = 0; i < count; i += 4, sum += 16, divisor += 16, vote += 16, sign += 16) {
    const v = v128.load(vote);
    const agrees = f32x4.gt(v128.xor(v, v128.load(sign)), f32x4.splat(0));
    v128.store(sum, f32x4.add(v128.load(sum), v128.and(agrees, f32x4.mul(v, weights))));
    v128.store(divisor, f32x4.add(v128.load(divisor), v128.and(agrees, shares)));
  }
}

/** Without a sign: adds vote·weight to the sum, and `share` to the divisor where the vote is not zero. */
export function agreeAll(sum: usize, divisor: usize, vote: usize, weight: f32, share: f32, count: i32): void {
  const weights = f32x4.splat(weight);
  const shares = f32x4.splat(share);
  for (let i = 0; i < count; i += 4, sum += 16, divisor += 16, vote += 16) {
    const v = v128.load(vote);
    v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(v, weights)));
    v128.store(divisor, f32x4.add(v128.load(divisor), v128.and(f32x4.ne(v, f32x4.splat(0)), shares)));
  }
}

/** sum / divisor, where a divisor of exactly zero is one and none is below `least`; into sum. */
export function settle(sum: usize, divisor: usize, least: f32, count: i32): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < count; i += 4, sum += 16, divisor += 16) {
    const d = f32x4.pmax(v128.load(divisor), f32x4.splat(least));
    const safe = v128.bitselect(one, d, f32x4.eq(d, f32x4.splat(0)));
    v128.store(sum, f32x4.div(v128.load(sum), safe));
  }
}

/** RAM: adds an active entry (|d| > epsilon) to the sum, factor·d to the sum for those that are active alone, 1 to the count. */
export function activate(sum: usize, alone: usize, active: usize, d: usize, epsilon: f32, factor: f32, count: i32): void {
  for (let i = 0; i < count; i += 4, sum += 16, alone += 16, active += 16, d += 16) {
    const x = v128.load(d);
    const is = f32x4.gt(f32x4.abs(x), f32x4.splat(epsilon));
    v128.store(sum, f32x4.add(v128.load(sum), v128.and(is, x)));
    v128.store(alone, f32x4.add(v128.load(alone), v128.and(is, f32x4.mul(x, f32x4.splat(factor)))));
    v128.store(active, f32x4.add(v128.load(active), v128.and(is, f32x4.splat(1))));
  }
}

/** RAM: the entry of the only active model, else the mean of the active ones; into sum. */
export function settleActive(sum: usize, alone: usize, active: usize, count: i32): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < count; i += 4, sum += 16, alone += 16, active += 16) {
    const n = v128.load(active);
    const mean = f32x4.div(v128.load(sum), f32x4.max(n, one));
    v128.store(sum, v128.bitselect(v128.load(alone), mean, f32x4.eq(n, one)));
  }
}

/** How many active entries of d no other model shares (`active` is 1 there), or, with `shared`, another does. */
export function countActive(d: usize, active: usize, epsilon: f32, shared: i32, count: i32): i32 {
  let total = 0;
  const one = f32x4.splat(1);
  for (let i = 0; i < count; i += 4, d += 16, active += 16) {
    const n = v128.load(active);
    const wanted = shared ? f32x4.gt(n, one) : f32x4.eq(n, one);
    total += popcnt(i32x4.bitmask(v128.and(wanted, f32x4.gt(f32x4.abs(v128.load(d)), f32x4.splat(epsilon)))));
  }
  return total;
}
