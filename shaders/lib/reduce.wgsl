// Sums over the 64 lanes of a workgroup, as a tree: short sums, the same on every device. Call with all lanes; needs
// nothing.

const LANES = 64u;

var<workgroup> laneFloats: array<vec2f, LANES>;
var<workgroup> laneCounts: array<vec2u, LANES>;

fn sumOfFloats(lane: u32, value: vec2f) -> vec2f {
  laneFloats[lane] = value;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      laneFloats[lane] += laneFloats[lane + half];
    }
  }
  workgroupBarrier();
  return laneFloats[0];
}

fn sumOfCounts(lane: u32, value: vec2u) -> vec2u {
  laneCounts[lane] = value;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      laneCounts[lane] += laneCounts[lane + half];
    }
  }
  workgroupBarrier();
  return laneCounts[0];
}

// The sums of four.
fn total(values: vec4f) -> f32 {
  return (values.x + values.y) + (values.z + values.w);
}

fn totalCount(values: vec4<bool>) -> u32 {
  return dot(select(vec4u(0u), vec4u(1u), values), vec4u(1u));
}
