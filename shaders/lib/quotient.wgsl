// Division rounded as it should be: WGSL allows a plain quotient 2.5 units in the last place. Needs number.wgsl.

struct Divisor {
  value: f32,
  // 1 / value, made on the host in double precision.
  reciprocal: f32,
}

// The upper 12 bits of the significand; the rest has 12 more, so that products of such halves are exact.
fn upperHalf(x: vec4f) -> vec4f {
  return bitcast<vec4f>(bitcast<vec4u>(x) & vec4u(0xfffff000u));
}

// a - q·d where q is a / d or nearly: exact, whether the device fuses or not (WGSL's fma need not).
fn remainderOf(a: vec4f, q: vec4f, d: vec4f) -> vec4f {
  let qUpper = upperHalf(q);
  let dUpper = upperHalf(d);
  let qLower = q - qUpper;
  let dLower = d - dUpper;
  return (((a - qUpper * dUpper) - qUpper * dLower) - qLower * dUpper) - qLower * dLower;
}

// a / d, where r is 1 / d or nearly: one correction by the remainder. A quotient that is exact, infinite or NaN stays.
fn correctedQuotient(a: vec4f, d: vec4f, r: vec4f) -> vec4f {
  let quotient = a * r;
  let remainder = remainderOf(a, quotient, d);
  let corrected = fma(remainder, r, quotient);
  let special = magnitudeOf(bitcast<vec4u>(quotient)) >= vec4u(INFINITY_BITS);
  let exact = magnitudeOf(bitcast<vec4u>(remainder)) == vec4u(0u);
  return select(corrected, quotient, special | exact);
}

fn divide(a: vec4f, divisor: Divisor) -> vec4f {
  return correctedQuotient(a, vec4f(divisor.value), vec4f(divisor.reciprocal));
}

// The same where each entry has its own divisor.
fn divideEach(a: vec4f, d: vec4f) -> vec4f {
  return correctedQuotient(a, d, 1.0 / d);
}
