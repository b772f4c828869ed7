// Number formats: f32, f16, bf16 and the two f8 as stored, to and from the bits of float32. Four at a time.
//
// Integer operations only: a device may flush subnormals, or treat NaN and infinity as it likes, in any float
// operation. A number stays `bits` until arithmetic needs it.

// The codes of src/formats/dtype.ts.
const F32 = 0u;
const F16 = 1u;
const BF16 = 2u;
const F8_E4M3 = 3u;
const F8_E5M2 = 4u;

const INFINITY_BITS = 0x7f800000u;
const NAN_BITS = 0x7fc00000u;
const SIGN_BIT = 0x80000000u;

fn bytesOf(dtype: u32) -> u32 {
  switch dtype {
    case F32: { return 4u; }
    case F16, BF16: { return 2u; }
    default: { return 1u; }
  }
}

fn magnitudeOf(bits: vec4u) -> vec4u {
  return bits & vec4u(~SIGN_BIT);
}

fn isNaN(bits: vec4u) -> vec4<bool> {
  return magnitudeOf(bits) > vec4u(INFINITY_BITS);
}

fn isInfinite(bits: vec4u) -> vec4<bool> {
  return magnitudeOf(bits) == vec4u(INFINITY_BITS);
}

// Below zero: -0 and NaN are not.
fn isNegative(bits: vec4u) -> vec4<bool> {
  return (bits > vec4u(SIGN_BIT)) & (bits <= vec4u(SIGN_BIT | INFINITY_BITS));
}

// Above zero: +0 and NaN are not.
fn isPositive(bits: vec4u) -> vec4<bool> {
  return (bits > vec4u(0u)) & (bits <= vec4u(INFINITY_BITS));
}

// Whether |x| is above the float whose bits these are; any x but NaN is above -1.
fn isBeyond(bits: vec4u, threshold: i32) -> vec4<bool> {
  return (vec4i(magnitudeOf(bits)) > vec4i(threshold)) & !isNaN(bits);
}

// A format smaller than bf16: sign, exponent, fraction.
struct Small {
  width: u32,
  fraction: u32,
  bias: u32,
  // The first magnitude that is not a finite number: infinity where the format has one, else NaN.
  over: u32,
  nan: u32,
}

fn smallOf(dtype: u32) -> Small {
  switch dtype {
    case F8_E4M3: { return Small(8u, 3u, 7u, 0x7fu, 0x7fu); }
    case F8_E5M2: { return Small(8u, 2u, 15u, 0x7cu, 0x7fu); }
    default: { return Small(16u, 10u, 15u, 0x7c00u, 0x7e00u); }
  }
}

// Exact.
fn decodeSmall(stored: vec4u, small: Small) -> vec4u {
  let magnitude = stored & vec4u((1u << (small.width - 1u)) - 1u);
  let wide = magnitude << vec4u(23u - small.fraction);
  let normal = wide + vec4u((127u - small.bias) << 23u);
  let lead = firstLeadingBit(magnitude | vec4u(1u));
  let exponent = lead + vec4u(128u - small.bias - small.fraction);
  let subnormal = (exponent << vec4u(23u)) | ((magnitude << (vec4u(23u) - lead)) & vec4u(0x7fffffu));
  var bits = select(normal, subnormal, magnitude < vec4u(1u << small.fraction));
  bits = select(bits, vec4u(0u), magnitude == vec4u(0u));
  bits = select(bits, vec4u(INFINITY_BITS) | wide, magnitude >= vec4u(small.over));
  return bits | ((stored >> vec4u(small.width - 1u)) << vec4u(31u));
}

fn decode(stored: vec4u, dtype: u32) -> vec4u {
  switch dtype {
    case F32: { return stored; }
    case BF16: { return stored << vec4u(16u); }
    default: { return decodeSmall(stored, smallOf(dtype)); }
  }
}

// To nearest even.
fn encodeSmall(bits: vec4u, small: Small) -> vec4u {
  let magnitude = magnitudeOf(bits);
  let exponent = magnitude >> vec4u(23u);
  // Places that a subnormal result has fewer than a normal one.
  let lost = max(vec4u(128u - small.bias), exponent) - exponent;
  let significand = (magnitude & vec4u(0x7fffffu)) | vec4u(0x800000u);
  let whole = select(significand, magnitude - vec4u((127u - small.bias) << 23u), lost == vec4u(0u));
  // From 25 places on nothing is left of a 24-bit significand.
  let shift = min(lost + vec4u(23u - small.fraction), vec4u(31u));
  let half = (vec4u(1u) << (shift - vec4u(1u))) - vec4u(1u);
  let rounded = min((whole + half + ((whole >> shift) & vec4u(1u))) >> shift, vec4u(small.over));
  let special = select(vec4u(small.over), vec4u(small.nan), isNaN(bits));
  return select(rounded, special, magnitude >= vec4u(INFINITY_BITS)) | ((bits >> vec4u(31u)) << vec4u(small.width - 1u));
}

fn encodeBF16(bits: vec4u) -> vec4u {
  let rounded = (bits + vec4u(0x7fffu) + ((bits >> vec4u(16u)) & vec4u(1u))) >> vec4u(16u);
  return select(rounded, (bits >> vec4u(16u)) | vec4u(0x40u), isNaN(bits));
}

fn encode(bits: vec4u, dtype: u32) -> vec4u {
  switch dtype {
    case F32: { return bits; }
    case BF16: { return encodeBF16(bits); }
    default: { return encodeSmall(bits, smallOf(dtype)); }
  }
}
