// Division that is right to the last place or so: WGSL allows a plain quotient 2.5 of them. Needs number.wgsl.

struct Divisor {
  value: f32,
  // 1 / value, made on the host in double precision.
  reciprocal: f32,
}

// a / d, where r is 1 / d or nearly: one correction by the remainder. A quotient that is exact, infinite or NaN stays.
fn correctedQuotient(a: vec4f, d: vec4f, r: vec4f) -> vec4f {
  let quotient = a * r;
  let remainder = fma(-quotient, d, a);
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
  let rough = 1.0 / d;
  return correctedQuotient(a, d, fma(fma(-d, rough, vec4f(1.0)), rough, rough));
}
