// Operands: tensors' tiles in the arena, read four entries at a time as float32 bits. Needs number.wgsl and, in the
// entry, `arena: array<u32>`. Entries past the end of a tile read as anything.

// The format of all operands, where they have one in common: a pipeline that knows it need not ask for each.
override COMMON_FORMAT: u32 = ANY_FORMAT;
const ANY_FORMAT = 0xffffffffu;

// `offset` is in bytes and a multiple of the dtype's size only: a tile may begin inside a word.
struct Operand {
  offset: u32,
  dtype: u32,
}

// A vector: the operand `x`, or where `paired` is 1 the difference x - reference.
struct Vector {
  x: Operand,
  reference: Operand,
  paired: u32,
}

// The four bytes from any byte on.
fn wordAt(byte: u32) -> u32 {
  let low = arena[byte >> 2u];
  let shift = (byte & 3u) * 8u;
  if (shift == 0u) {
    return low;
  }
  return (low >> shift) | (arena[(byte >> 2u) + 1u] << (32u - shift));
}

fn formatOf(operand: Operand) -> u32 {
  if (COMMON_FORMAT == ANY_FORMAT) {
    return operand.dtype;
  }
  return COMMON_FORMAT;
}

fn storedAt(operand: Operand, index: u32) -> vec4u {
  let size = bytesOf(formatOf(operand));
  let byte = operand.offset + index * size;
  switch size {
    case 1u: { return (vec4u(wordAt(byte)) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(0xffu); }
    case 2u: { return (vec2u(wordAt(byte), wordAt(byte + 4u)).xxyy >> vec4u(0u, 16u, 0u, 16u)) & vec4u(0xffffu); }
    default: {
      let word = byte >> 2u;
      return vec4u(arena[word], arena[word + 1u], arena[word + 2u], arena[word + 3u]);
    }
  }
}

fn entriesOf(operand: Operand, index: u32) -> vec4u {
  return decode(storedAt(operand, index), formatOf(operand));
}

// a - b; what happens to NaN and infinity is not left to the device.
fn subtract(a: vec4u, b: vec4u) -> vec4u {
  let finite = bitcast<vec4u>(bitcast<vec4f>(a) - bitcast<vec4f>(b));
  let aInfinite = isInfinite(a);
  let bInfinite = isInfinite(b);
  let infinite = select(select(finite, b ^ vec4u(SIGN_BIT), bInfinite), a, aInfinite);
  let undefined = isNaN(a) | isNaN(b) | (aInfinite & bInfinite & (a == b));
  return select(infinite, vec4u(NAN_BITS), undefined);
}

fn vectorAt(vector: Vector, index: u32) -> vec4u {
  let x = entriesOf(vector.x, index);
  if (vector.paired == 0u) {
    return x;
  }
  return subtract(x, entriesOf(vector.reference, index));
}
