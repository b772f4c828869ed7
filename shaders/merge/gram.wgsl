// Partial inner products of vectors, for the host to sum in double precision. See `gram` in src/compute/backend.ts.
//
// Pairs come in blocks of 4 × 4 vectors: one block for each z of the dispatch. A lane makes four entries at a time and
// adds at most 64 products of each pair before the workgroup's tree (16 of each entry), so the error of a partial is a
// few units in the last place whatever the size of the tensor.

struct Params {
  tile: Tile,
  // Rows are cut into segments of SEGMENT columns ('rows') or columns into segments of RUN rows ('columns').
  rows: u32,
  segments: u32,
  // The first group of this dispatch; groups are numbered row by row, or segment by segment.
  firstGroup: u32,
  // 1: only the products of a vector with itself.
  diagonal: u32,
  // Numbers for each group.
  pairs: u32,
  count: u32,
  vectors: array<Vector>,
}

@group(0) @binding(0) var<storage, read> arena: array<u32>;
@group(0) @binding(1) var<storage, read> params: Params;
@group(0) @binding(3) var<storage, read_write> out: array<u32>;

const LANES = 64u;
const RUN = 64u;
const SEGMENT = LANES * RUN;

// Which 4 × 4 block: the numbers of its first vectors.
struct Block {
  left: u32,
  right: u32,
}

fn blockOf(z: u32) -> Block {
  if (params.diagonal == 1u) {
    return Block(4u * z, 4u * z);
  }
  var left = 0u;
  var rest = z;
  var length = (params.count + 3u) / 4u;
  while (rest >= length) {
    rest -= length;
    length--;
    left++;
  }
  return Block(4u * left, 4u * (left + rest));
}

// Where the product of vectors i ≤ j goes among a group's numbers.
fn slotOf(i: u32, j: u32) -> u32 {
  if (params.diagonal == 1u) {
    return i;
  }
  return i * params.count - i * (i + 1u) / 2u + j;
}

fn isWanted(i: u32, j: u32) -> bool {
  return i <= j && j < params.count && (params.diagonal == 0u || i == j);
}

// Four consecutive entries of a vector, zero from `end` on.
fn fourOf(vector: u32, index: u32, end: u32) -> vec4f {
  if (vector >= params.count) {
    return vec4f(0.0);
  }
  return bitcast<vec4f>(select(vec4u(0u), vectorAt(params.vectors[vector], index), fourFrom(index) < vec4u(end)));
}

fn foursOf(first: u32, index: u32, end: u32) -> mat4x4f {
  var fours: mat4x4f;
  for (var i = 0u; i < 4u; i++) {
    fours[i] = fourOf(first + i, index, end);
  }
  return fours;
}

fn timesEach(a: vec4f, b: mat4x4f) -> mat4x4f {
  return mat4x4f(a * b[0], a * b[1], a * b[2], a * b[3]);
}

// Sums of products for each of four entries: of the block's left vectors, one a matrix, with its right ones, one a column.
struct Sums {
  a: mat4x4f,
  b: mat4x4f,
  c: mat4x4f,
  d: mat4x4f,
}

fn added(sums: Sums, corner: Block, index: u32, end: u32) -> Sums {
  let right = foursOf(corner.right, index, end);
  var left = right;
  if (corner.left != corner.right) {
    left = foursOf(corner.left, index, end);
  }
  return Sums(
    sums.a + timesEach(left[0], right),
    sums.b + timesEach(left[1], right),
    sums.c + timesEach(left[2], right),
    sums.d + timesEach(left[3], right),
  );
}

// Over the four entries: a row vector times a matrix is the sum of each of its columns.
fn overEntries(sums: Sums, weights: vec4f) -> mat4x4f {
  return mat4x4f(weights * sums.a, weights * sums.b, weights * sums.c, weights * sums.d);
}

fn write16(place: u32, corner: Block, products: mat4x4f) {
  for (var entry = 0u; entry < 16u; entry++) {
    let i = corner.left + entry / 4u;
    let j = corner.right + entry % 4u;
    if (isWanted(i, j)) {
      out[place * params.pairs + slotOf(i, j)] = bitcast<u32>(products[entry / 4u][entry % 4u]);
    }
  }
}

var<workgroup> partial: array<mat4x4f, LANES>;

// 'all' and 'row': a group for each segment of a row.
@compute @workgroup_size(LANES)
fn rows(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = (params.firstGroup + group.x) / params.segments;
  let segment = (params.firstGroup + group.x) % params.segments;
  let begin = row * params.tile.columns + segment * SEGMENT;
  let end = min(begin + SEGMENT, (row + 1u) * params.tile.columns);
  let corner = blockOf(group.z);
  var sums: Sums;
  for (var index = begin + lane * 4u; index < end; index += LANES * 4u) {
    sums = added(sums, corner, index, end);
  }
  partial[lane] = overEntries(sums, vec4f(1.0));
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      partial[lane] = partial[lane] + partial[lane + half];
    }
  }
  if (lane == 0u) {
    write16(group.x, corner, partial[0]);
  }
}

// 'column': a lane for each four columns of a segment, a group for 256 of them.
@compute @workgroup_size(LANES)
fn columns(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let groupsAcross = (params.tile.columns + LANES * 4u - 1u) / (LANES * 4u);
  let segment = (params.firstGroup + group.x) / groupsAcross;
  let column = ((params.firstGroup + group.x) % groupsAcross * LANES + lane) * 4u;
  let corner = blockOf(group.z);
  var sums: Sums;
  for (var row = segment * RUN; row < min(segment * RUN + RUN, params.rows); row++) {
    sums = added(sums, corner, row * params.tile.columns + column, (row + 1u) * params.tile.columns);
  }
  for (var i = 0u; i < min(4u, params.tile.columns - min(column, params.tile.columns)); i++) {
    let one = vec4f(vec4u(i) == vec4u(0u, 1u, 2u, 3u));
    write16((group.x * LANES + lane) * 4u + i, corner, overEntries(sums, one));
  }
}
