// The nth of the entries whose key is exactly the given bits. See `locate` in src/compute/backend.ts.
//
// Two dispatches: `tally` counts them in each chunk of 4096 entries, then `find`, one workgroup, walks to the chunk, to
// the lane's run inside it, and to the entry. Nothing leaves the device in between.

struct Params {
  tile: Tile,
  order: Order,
  bits: u32,
  nth: u32,
  chunks: u32,
  count: u32,
  vectors: array<Vector>,
}

@group(0) @binding(0) var<storage, read> arena: array<u32>;
@group(0) @binding(1) var<storage, read> params: Params;
@group(0) @binding(2) var<storage, read> tables: array<u32>;
// [how many in all, 1 if the nth exists, its index in the tile, the count of each chunk …]
@group(0) @binding(3) var<storage, read_write> out: array<u32>;

const RUN = 64u;
const CHUNK = LANES * RUN;
const HEADER = 3u;

var<workgroup> counts: array<u32, LANES>;
// The chunk that holds the entry, and how many come before it there.
var<workgroup> chosen: u32;
var<workgroup> skipped: u32;

// Which of the 64 entries of a run match: a bit for each.
fn matchesIn(begin: u32) -> vec2u {
  var matches = vec2u(0u);
  for (var i = 0u; i < RUN; i += 4u) {
    let index = begin + i;
    if (index < params.tile.end) {
      let found = (keyAt(index) == vec4u(params.bits)) & (fourFrom(index) < vec4u(params.tile.end));
      let bits = select(vec4u(0u), vec4u(1u, 2u, 4u, 8u), found);
      matches[i / 32u] |= (bits.x | bits.y | bits.z | bits.w) << (i % 32u);
    }
  }
  return matches;
}

fn countOf(matches: vec2u) -> u32 {
  return countOneBits(matches.x) + countOneBits(matches.y);
}

// The place of the nth set bit, which exists.
fn nthOf(matches: vec2u, nth: u32) -> u32 {
  var left = nth;
  for (var i = 0u; i < RUN; i++) {
    if (extractBits(matches[i / 32u], i % 32u, 1u) == 1u) {
      if (left == 0u) {
        return i;
      }
      left--;
    }
  }
  return RUN;
}

@compute @workgroup_size(LANES)
fn tally(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let chunk = params.tile.start / CHUNK + group.x;
  let count = sumOfCounts(lane, vec2u(countOf(matchesIn(chunk * CHUNK + lane * RUN)), 0u));
  if (lane == 0u) {
    out[HEADER + chunk] = count.x;
  }
}

// The chunk of the nth, by lane 0 alone: a tile has a few thousand chunks.
fn chooseChunk() {
  var total = 0u;
  chosen = params.chunks;
  for (var chunk = 0u; chunk < params.chunks; chunk++) {
    let here = out[HEADER + chunk];
    if (params.nth >= total && params.nth < total + here) {
      chosen = chunk;
      skipped = params.nth - total;
    }
    total += here;
  }
  out[0] = total;
  out[1] = select(0u, 1u, chosen < params.chunks);
}

@compute @workgroup_size(LANES)
fn find(@builtin(local_invocation_index) lane: u32) {
  if (lane == 0u) {
    chooseChunk();
  }
  let chunk = workgroupUniformLoad(&chosen);
  if (chunk >= params.chunks) {
    return;
  }
  let begin = chunk * CHUNK + lane * RUN;
  let matches = matchesIn(begin);
  counts[lane] = countOf(matches);
  workgroupBarrier();
  var before = 0u;
  for (var i = 0u; i < lane; i++) {
    before += counts[i];
  }
  // The lane whose run holds it.
  if (skipped >= before && skipped < before + counts[lane]) {
    out[2] = begin + nthOf(matches, skipped - before);
  }
}
