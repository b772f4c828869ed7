// Σ coefficient·vector of a tile, with or without a base. See CombineUniforms in src/compute/backend.ts.

struct Term {
  vector: Vector,
  // Where its coefficients begin in `tables`: one, or one for each row or column.
  table: u32,
}

const ALONG_ROWS = 1u;
const ALONG_COLUMNS = 2u;

struct Params {
  tile: Tile,
  result: Operand,
  base: Operand,
  hasBase: u32,
  axis: u32,
  divisor: Divisor,
  scale: f32,
  count: u32,
  terms: array<Term>,
}

@group(0) @binding(0) var<storage, read> arena: array<u32>;
@group(0) @binding(1) var<storage, read> params: Params;
@group(0) @binding(2) var<storage, read> tables: array<u32>;
@group(0) @binding(3) var<storage, read_write> out: array<u32>;

fn axisOf(index: u32) -> vec4u {
  let entry = fourFrom(index);
  switch params.axis {
    case ALONG_ROWS: { return entry / vec4u(params.tile.columns); }
    case ALONG_COLUMNS: { return entry % vec4u(params.tile.columns); }
    default: { return vec4u(0u); }
  }
}

fn coefficients(term: Term, along: vec4u) -> vec4f {
  let at = vec4u(term.table) + along;
  return bitcast<vec4f>(vec4u(tables[at.x], tables[at.y], tables[at.z], tables[at.w]));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = params.tile.start + id.x * 4u;
  if (index >= params.tile.end) {
    return;
  }
  let along = axisOf(index);
  // Minus zero: the one number that leaves every other, zeros too, as it is.
  var sum = vec4f(-0.0);
  for (var i = 0u; i < params.count; i++) {
    let term = params.terms[i];
    let coefficient = coefficients(term, along);
    let vector = bitcast<vec4f>(vectorAt(term.vector, index));
    sum = select(fused(coefficient, vector, sum), sum + coefficient * vector, params.hasBase == 1u);
  }
  var result = divide(sum, params.divisor) * params.scale;
  if (params.hasBase == 1u) {
    result = bitcast<vec4f>(entriesOf(params.base, index)) + result;
  }
  store(params.result, index, params.tile.end, bitcast<vec4u>(result));
}
