// What entries are ordered by: the bits of a number that is never negative. See OrderKey in src/compute/backend.ts.
// Needs number.wgsl, tile.wgsl, arena.wgsl, rounding.wgsl and, in the entry, `tables: array<u32>` and `params` with
// order: Order, tile, count and vectors: array<Vector>.
//
// Two passes over a tensor must find the same bits, whatever the compiler fuses: no product here meets a sum but in fma.

const BY_MAGNITUDE = 0u;
const BY_VARIANCE = 1u;
const BY_IMPORTANCE = 2u;

struct Order {
  key: u32,
  // BY_VARIANCE: the number of vectors.
  vectors: Divisor,
  // BY_IMPORTANCE: where the rows' numbers begin in `tables`.
  table: u32,
}

// The population variance: (Σs² − (Σs)²/n)/n, s the differences from the first vector. Those are zero exactly where all
// are equal; and as one of them is zero, the subtraction loses no more than a factor n + 1.
fn varianceFrom(first: vec4u, index: u32) -> vec4u {
  var sum = vec4f(0.0);
  var squares = vec4f(0.0);
  var unequal = vec4u(0u);
  for (var i = 1u; i < params.count; i++) {
    let shifted = subtract(vectorAt(params.vectors[i], index), first);
    let number = bitcast<vec4f>(shifted);
    sum += number;
    squares = fma(number, number, squares);
    unequal |= magnitudeOf(shifted);
  }
  let mean = divide(sum, params.order.vectors);
  let variance = bitcast<vec4u>(divide(fma(-mean, sum, squares), params.order.vectors));
  return select(vec4u(0u), max(variance, vec4u(1u)), unequal != vec4u(0u));
}

fn rowsNumbers(index: u32) -> vec4f {
  let row = vec4u(params.order.table) + fourFrom(index) / vec4u(params.tile.columns);
  return bitcast<vec4f>(vec4u(tables[row.x], tables[row.y], tables[row.z], tables[row.w]));
}

fn keyAt(index: u32) -> vec4u {
  var key = vectorAt(params.vectors[0], index);
  switch params.order.key {
    case BY_VARIANCE: { key = varianceFrom(key, index); }
    case BY_IMPORTANCE: { key = bitcast<vec4u>(bitcast<vec4f>(key) * rowsNumbers(index)); }
    default: {}
  }
  // Every NaN as one.
  return select(magnitudeOf(key), vec4u(NAN_BITS), isNaN(key));
}
