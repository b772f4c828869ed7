// Partial whole-tensor numbers of the pointwise rules, for the host to add up. See `pointwiseStatistics` in
// src/compute/backend.ts. One z of the dispatch for each model.

struct Params {
  tile: Tile,
  // Groups of the whole tile, and the first of this dispatch.
  groups: u32,
  firstGroup: u32,
  // `activity`: the bits of epsilon, or -1 where it is negative.
  threshold: i32,
  // `squares`: 1 where `keep` chooses entries by the order.
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
// For each model and group: two numbers.
@group(0) @binding(3) var<storage, read_write> out: array<u32>;

const RUN = 64u;

fn isActive(vector: u32, index: u32) -> vec4<bool> {
  return isBeyond(vectorAt(params.vectors[vector], index), params.threshold) & (fourFrom(index) < vec4u(params.tile.end));
}

fn writeNumbers(group: vec3u, lane: u32, numbers: vec2u) {
  if (lane == 0u) {
    let slot = 2u * (group.z * params.groups + params.firstGroup + group.x);
    out[slot] = numbers.x;
    out[slot + 1u] = numbers.y;
  }
}

// The model's active entries: those that another model shares, those that none does.
@compute @workgroup_size(LANES)
fn activity(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let begin = (params.firstGroup + group.x) * LANES * RUN;
  let end = min(begin + LANES * RUN, params.tile.end);
  var counts = vec2u(0u);
  for (var index = begin + lane * 4u; index < end; index += LANES * 4u) {
    var others = vec4<bool>(false);
    for (var i = 0u; i < params.count; i++) {
      others |= isActive(i, index) & vec4<bool>(i != group.z);
    }
    let own = isActive(group.z, index);
    counts += vec2u(totalCount(own & others), totalCount(own & !others));
  }
  writeNumbers(group, lane, sumOfCounts(lane, counts));
}

// The sum of the squares of the model's selected entries, and zero.
@compute @workgroup_size(LANES)
fn squares(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let begin = (params.firstGroup + group.x) * LANES * RUN;
  let end = min(begin + LANES * RUN, params.tile.end);
  var sum = vec4f(0.0);
  for (var index = begin + lane * 4u; index < end; index += LANES * 4u) {
    var selected = fourFrom(index) < vec4u(end);
    if (params.selects == 1u) {
      selected &= keeps(params.keep, keyAt(index), placesOf(params.tile, index), index);
    }
    let difference = bitcast<vec4f>(select(vec4u(0u), vectorAt(params.vectors[group.z], index), selected));
    sum = fma(difference, difference, sum);
  }
  writeNumbers(group, lane, bitcast<vec2u>(sumOfFloats(lane, vec2f(total(sum), 0.0))));
}
