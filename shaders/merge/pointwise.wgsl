// Rules of one entry with a few whole-tensor numbers. See PointwiseUniforms in src/compute/backend.ts.

const NEARSWAP = 0u;
const RAM = 1u;
const SCE = 2u;

struct Params {
  tile: Tile,
  result: Operand,
  base: Operand,
  rule: u32,
  // Where the rule's numbers begin in `tables`.
  numbers: u32,
  // RAM: the bits of epsilon, or -1 where it is negative. FUSION: the bits of the threshold, likewise.
  threshold: i32,
  // SCE: 1 where `keep` chooses entries by the order.
  selects: u32,
  keep: Keep,
  order: Order,
  count: u32,
  // The models' differences from the base.
  vectors: array<Vector>,
}

@group(0) @binding(0) var<storage, read> arena: array<u32>;
@group(0) @binding(1) var<storage, read> params: Params;
@group(0) @binding(2) var<storage, read> tables: array<u32>;
@group(0) @binding(3) var<storage, read_write> out: array<u32>;

fn numberAt(i: u32) -> f32 {
  return bitcast<f32>(tables[params.numbers + i]);
}

// Swaps in the other model's entries where they are near the base's.
fn nearswap(base: vec4f, index: u32) -> vec4f {
  let other = bitcast<vec4f>(entriesOf(params.vectors[0].x, index));
  let distance = max(abs(base - other), vec4f(1e-6));
  let weight = clamp(numberAt(0u) * divideEach(vec4f(1.0), distance), vec4f(0.0), vec4f(1.0));
  return weight * other + (1.0 - weight) * base;
}

// What one model changed alone is kept whole, what several did is averaged.
fn ram(base: vec4f, index: u32) -> vec4f {
  var sum = vec4f(0.0);
  var factor = vec4f(0.0);
  var changes = vec4f(0.0);
  for (var i = 0u; i < params.count; i++) {
    let difference = vectorAt(params.vectors[i], index);
    let here = isBeyond(difference, params.threshold);
    sum = select(sum, sum + bitcast<vec4f>(difference), here);
    factor = select(factor, vec4f(numberAt(i + 1u)), here);
    changes = select(changes, changes + vec4f(1.0), here);
  }
  let average = divideEach(sum, max(changes, vec4f(1.0)));
  let changed = base + select(average, factor * sum, changes == vec4f(1.0));
  return select(changed, base, changes == vec4f(0.0));
}

// Selects by variance, weighs, erases by sign.
fn sce(base: vec4f, key: vec4u, index: u32) -> vec4f {
  let selected = vec4<bool>(params.selects == 0u) | keeps(params.keep, key, placesOf(params.tile, index), index);
  var plus = emptySide();
  var minus = emptySide();
  var votes = vec4f(0.0);
  for (var i = 0u; i < params.count; i++) {
    let bits = select(vec4u(0u), vectorAt(params.vectors[i], index), selected);
    let difference = bitcast<vec4f>(bits);
    let weight = numberAt(i);
    plus = joined(plus, isPositive(bits), difference * weight, weight);
    minus = joined(minus, isNegative(bits), difference * weight, weight);
    votes += difference;
  }
  let sum = bitcast<vec4u>(votes);
  let elected = chosen(plus, minus, isNegative(sum) | isNaN(sum));
  return base + divideEach(elected.sum, max(elected.weights, vec4f(1e-6)));
}

// Takes over the entries whose importance reaches the threshold.
fn fusion(base: vec4f, importance: vec4u, index: u32) -> vec4f {
  let taken = (vec4i(importance) >= vec4i(params.threshold)) & !isNaN(importance);
  return select(base, base + bitcast<vec4f>(vectorAt(params.vectors[0], index)), taken);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = params.tile.start + id.x * 4u;
  if (index >= params.tile.end) {
    return;
  }
  let base = bitcast<vec4f>(entriesOf(params.base, index));
  var key: vec4u;
  if (params.rule >= SCE) {
    key = keyAt(index);
  }
  var result: vec4f;
  switch params.rule {
    case NEARSWAP: { result = nearswap(base, index); }
    case RAM: { result = ram(base, index); }
    case SCE: { result = sce(base, key, index); }
    default: { result = fusion(base, key, index); }
  }
  store(params.result, index, params.tile.end, bitcast<vec4u>(result));
}
