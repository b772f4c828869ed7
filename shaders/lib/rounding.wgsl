// Arithmetic rounded once on every device: WGSL allows a quotient 2.5 units in the last place, and its fma to round
// twice. Needs number.wgsl.

struct Divisor {
  value: f32,
  // 1 / value, made on the host in double precision.
  reciprocal: f32,
}

// The upper 12 bits of the significand; the rest has 12 more, so that products of such halves are exact.
fn upperHalf(x: vec4f) -> vec4f {
  return bitcast<vec4f>(bitcast<vec4u>(x) & vec4u(0xfffff000u));
}

// a - q·d where that is a few units in a's last place: exact, whether the device fuses or not.
fn remainderOf(a: vec4f, q: vec4f, d: vec4f) -> vec4f {
  let qUpper = upperHalf(q);
  let dUpper = upperHalf(d);
  let qLower = q - qUpper;
  let dLower = d - dUpper;
  return (((a - qUpper * dUpper) - qUpper * dLower) - qLower * dUpper) - qLower * dLower;
}

fn isSpecial(x: vec4f) -> vec4<bool> {
  return magnitudeOf(bitcast<vec4u>(x)) >= vec4u(INFINITY_BITS);
}

// a·b + c: the rounded sum of the rounded product, and then what either rounding lost (Knuth's two-sum).
fn fused(a: vec4f, b: vec4f, c: vec4f) -> vec4f {
  let product = a * b;
  let sum = product + c;
  let added = sum - product;
  let lostBySum = (product - (sum - added)) + (c - added);
  let lostByProduct = -remainderOf(product, a, b);
  return select(sum + (lostBySum + lostByProduct), sum, isSpecial(sum));
}

// a / d, where r is 1 / d or nearly: one correction by the remainder. A quotient that is exact, infinite or NaN stays, and
// so does one by an infinite or NaN divisor, whose remainder would be NaN.
fn correctedQuotient(a: vec4f, d: vec4f, r: vec4f) -> vec4f {
  let quotient = a * r;
  let remainder = remainderOf(a, quotient, d);
  let corrected = fma(remainder, r, quotient);
  let exact = magnitudeOf(bitcast<vec4u>(remainder)) == vec4u(0u);
  return select(corrected, quotient, isSpecial(quotient) | isSpecial(d) | exact);
}

fn divide(a: vec4f, divisor: Divisor) -> vec4f {
  return correctedQuotient(a, vec4f(divisor.value), vec4f(divisor.reciprocal));
}

// The same where each entry has its own divisor.
fn divideEach(a: vec4f, d: vec4f) -> vec4f {
  return correctedQuotient(a, d, 1.0 / d);
}
