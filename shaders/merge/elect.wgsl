// The election family: sparsify, weigh, elect a sign, sum what agrees, scale, add back. See ElectUniforms in
// src/compute/backend.ts.

struct Model {
  x: Operand,
  keep: Keep,
  factor: f32,
  weight: f32,
}

const SIGN_NONE = 0u;
const SIGN_BY_COUNT = 2u;
const BY_WEIGHTS = 1u;
const BY_COUNT = 2u;

struct Params {
  tile: Tile,
  result: Operand,
  base: Operand,
  // How: not at all, by mass (1), by count.
  sign: u32,
  // 1: the votes are the vectors before their weights.
  unweighted: u32,
  // 1: a sum of exactly zero elects minus.
  zeroIsMinus: u32,
  // Divided by nothing (0), by weights, by count.
  normalize: u32,
  divisor: Divisor,
  lambda: f32,
  count: u32,
  models: array<Model>,
}

@group(0) @binding(0) var<storage, read> arena: array<u32>;
@group(0) @binding(1) var<storage, read> params: Params;
@group(0) @binding(2) var<storage, read> tables: array<u32>;
@group(0) @binding(3) var<storage, read_write> out: array<u32>;

fn oneForZero(divisor: vec4f) -> vec4f {
  return select(divisor, vec4f(1.0), magnitudeOf(bitcast<vec4u>(divisor)) == vec4u(0u));
}

// Whether the votes elect minus; NaN does.
fn electsMinus(votes: vec4f) -> vec4<bool> {
  let bits = bitcast<vec4u>(votes);
  return isNegative(bits) | isNaN(bits) | ((magnitudeOf(bits) == vec4u(0u)) & vec4<bool>(params.zeroIsMinus == 1u));
}

fn normalized(side: Side) -> vec4f {
  switch params.normalize {
    case BY_WEIGHTS: {
      if (params.sign == SIGN_NONE) {
        return divide(side.sum, params.divisor);
      }
      return divideEach(side.sum, oneForZero(side.weights));
    }
    case BY_COUNT: { return divideEach(side.sum, oneForZero(side.count)); }
    default: { return side.sum; }
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = params.tile.start + id.x * 4u;
  if (index >= params.tile.end) {
    return;
  }
  let places = placesOf(params.tile, index);
  let base = entriesOf(params.base, index);
  var plus = emptySide();
  var minus = emptySide();
  var votes = vec4f(0.0);
  for (var i = 0u; i < params.count; i++) {
    let model = params.models[i];
    let difference = subtract(entriesOf(model.x, index), base);
    let kept = keeps(model.keep, magnitudeOf(difference), places, index);
    let sparse = bitcast<vec4f>(select(vec4u(0u), difference, kept)) * model.factor;
    let vector = sparse * model.weight;
    let vote = bitcast<vec4u>(select(vector, sparse, params.unweighted == 1u));
    if (params.sign == SIGN_NONE) {
      plus = joined(plus, magnitudeOf(vote) != vec4u(0u), vector, model.weight);
      continue;
    }
    let up = isPositive(vote);
    let down = isNegative(vote);
    plus = joined(plus, up, vector, model.weight);
    minus = joined(minus, down, vector, model.weight);
    let sign = select(select(vec4f(0.0), vec4f(1.0), up), vec4f(-1.0), down);
    votes += select(bitcast<vec4f>(vote), sign, params.sign == SIGN_BY_COUNT);
  }
  var elected = plus;
  if (params.sign != SIGN_NONE) {
    elected = chosen(plus, minus, electsMinus(votes));
  }
  let result = bitcast<vec4f>(base) + params.lambda * normalized(elected);
  store(params.result, index, params.tile.end, bitcast<vec4u>(result));
}
