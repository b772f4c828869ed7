// Partial sums of |d| before and after sparsification, and how many entries survive it, for the host to add up in
// double precision. See `mass` in src/compute/backend.ts.

struct Sparse {
  vector: Vector,
  keep: Keep,
}

struct Params {
  tile: Tile,
  // Groups of the whole tile, and the first of this dispatch.
  groups: u32,
  firstGroup: u32,
  count: u32,
  vectors: array<Sparse>,
}

@group(0) @binding(0) var<storage, read> arena: array<u32>;
@group(0) @binding(1) var<storage, read> params: Params;
@group(0) @binding(2) var<storage, read> tables: array<u32>;
// For each vector and group: Σ|d|, Σ|keep(d)|, entries kept.
@group(0) @binding(3) var<storage, read_write> out: array<u32>;

const RUN = 64u;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let number = params.firstGroup + group.x;
  let begin = number * LANES * RUN;
  let end = min(begin + LANES * RUN, params.tile.end);
  let sparse = params.vectors[group.z];
  var all = vec4f(0.0);
  var kept = vec4f(0.0);
  var count = 0u;
  for (var index = begin + lane * 4u; index < end; index += LANES * 4u) {
    let inside = fourFrom(index) < vec4u(end);
    let magnitude = magnitudeOf(vectorAt(sparse.vector, index));
    let survives = inside & keeps(sparse.keep, magnitude, placesOf(params.tile, index), index);
    all += bitcast<vec4f>(select(vec4u(0u), magnitude, inside));
    kept += bitcast<vec4f>(select(vec4u(0u), magnitude, survives));
    count += totalCount(survives);
  }
  let sums = sumOfFloats(lane, vec2f(total(all), total(kept)));
  let counts = sumOfCounts(lane, vec2u(count, 0u));
  if (lane == 0u) {
    let slot = 3u * (group.z * params.groups + number);
    out[slot] = bitcast<u32>(sums.x);
    out[slot + 1u] = bitcast<u32>(sums.y);
    out[slot + 2u] = counts.x;
  }
}
