// How votes fall, by the bins of a grid: partial counts and sums of one piece of a bin for each workgroup, for the host
// to add up in double precision. See `contest` in src/compute/backend.ts.

struct Voter {
  vector: Vector,
  keep: Keep,
  factor: f32,
  weight: f32,
  // The sign of factor·weight: 1 plus, 2 minus, 0 where it is zero.
  side: u32,
}

// Rows or columns: of the grid, of a bin, of a piece of a bin; where the tile lies from the grid's first one on.
struct Axis {
  entries: u32,
  perBin: u32,
  perPiece: u32,
  // Pieces of a bin.
  pieces: u32,
  // The first bin that the tile touches, and how many.
  firstBin: u32,
  bins: u32,
  tileStart: i32,
  tileEntries: u32,
}

struct Params {
  tile: Tile,
  down: Axis,
  across: Axis,
  // Pieces of this round, its first one, and the first of this dispatch.
  groups: u32,
  roundGroup: u32,
  firstGroup: u32,
  byCount: u32,
  // 1: a sum of exactly zero elects minus.
  zeroIsMinus: u32,
  count: u32,
  voters: array<Voter>,
}

@group(0) @binding(0) var<storage, read> arena: array<u32>;
@group(0) @binding(1) var<storage, read> params: Params;
@group(0) @binding(2) var<storage, read> tables: array<u32>;
// For each layer and piece five words. Layer 0: contested, in conflict, Σ|Σ D|, Σ Σ|D|, Σ 2^(1 − votes); each voter's:
// kept, won, Σ|x − reference|.
@group(0) @binding(3) var<storage, read_write> out: array<u32>;

const WORDS = 5u;

// A stretch of the tile's rows or columns.
struct Stretch {
  start: u32,
  end: u32,
}

// Piece `piece` of the nth bin that the tile touches, as far as it lies in the tile.
fn stretchOf(axis: Axis, n: u32, piece: u32) -> Stretch {
  let bin = axis.firstBin + n;
  let first = bin * axis.perBin + piece * axis.perPiece;
  let last = min(min(first + axis.perPiece, (bin + 1u) * axis.perBin), axis.entries);
  let start = clamp(i32(first) - axis.tileStart, 0, i32(axis.tileEntries));
  let end = clamp(i32(last) - axis.tileStart, start, i32(axis.tileEntries));
  return Stretch(u32(start), u32(end));
}

// What is summed over a piece.
struct Tally {
  counts: vec2u,
  sums: vec2f,
  alike: f32,
}

// Four entries from `index` on, of which those `inside` count, for one layer.
fn tallied(before: Tally, index: u32, inside: vec4<bool>, layer: u32) -> Tally {
  let places = placesOf(params.tile, index);
  var plus = vec4u(0u);
  var minus = vec4u(0u);
  var sum = vec4f(0.0);
  var mass = vec4f(0.0);
  var odd = vec4<bool>(false);
  var own = vec4u(0u);
  var ownKept = vec4<bool>(false);
  var ownSize = vec4f(0.0);
  for (var i = 0u; i < params.count; i++) {
    let voter = params.voters[i];
    let difference = vectorAt(voter.vector, index);
    let magnitude = magnitudeOf(difference);
    let kept = inside & keeps(voter.keep, magnitude, places, index);
    let sparse = select(vec4u(0u), difference, kept);
    let vote = (bitcast<vec4f>(sparse) * voter.factor) * voter.weight;
    odd |= isNaN(sparse) | isInfinite(sparse) | isNaN(bitcast<vec4u>(vote)) | isInfinite(bitcast<vec4u>(vote));
    let sides = select(vec4u(0u), vec4u(1u), isPositive(sparse)) | select(vec4u(0u), vec4u(2u), isNegative(sparse));
    // A minus on one side turns the other round.
    let turned = select(sides, ((sides & vec4u(1u)) << vec4u(1u)) | (sides >> vec4u(1u)), vec4<bool>(voter.side == 2u));
    let signs = select(turned, vec4u(0u), vec4<bool>(voter.side == 0u));
    plus += signs & vec4u(1u);
    minus += signs >> vec4u(1u);
    sum += vote;
    mass += abs(vote);
    if (i + 1u == layer) {
      own = signs;
      ownKept = kept;
      ownSize = bitcast<vec4f>(select(vec4u(0u), magnitude, inside));
    }
  }
  let contested = inside & (plus + minus > vec4u(1u)) & !odd;
  if (layer == 0u) {
    let conflict = contested & (plus > vec4u(0u)) & (minus > vec4u(0u));
    let alike = bitcast<vec4f>((vec4u(128u) - plus - minus) << vec4u(23u));
    return Tally(
      before.counts + vec2u(totalCount(contested), totalCount(conflict)),
      before.sums + vec2f(total(select(vec4f(0.0), abs(sum), contested)), total(select(vec4f(0.0), mass, contested))),
      before.alike + total(select(vec4f(0.0), alike, contested)),
    );
  }
  let tally = bitcast<vec4u>(sum);
  let nobody = select(magnitudeOf(tally) == vec4u(0u), plus == minus, vec4<bool>(params.byCount == 1u));
  let behind = select(isNegative(tally), minus > plus, vec4<bool>(params.byCount == 1u));
  let elected = select(vec4u(1u), vec4u(2u), behind | (nobody & vec4<bool>(params.zeroIsMinus == 1u)));
  return Tally(
    before.counts + vec2u(totalCount(ownKept), totalCount(contested & (own == elected))),
    before.sums + vec2f(total(ownSize), 0.0),
    0.0,
  );
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let number = params.firstGroup + group.x;
  let pieces = params.down.pieces * params.across.pieces;
  let bin = number / pieces;
  let piece = number % pieces;
  let rows = stretchOf(params.down, bin / params.across.bins, piece / params.across.pieces);
  let columns = stretchOf(params.across, bin % params.across.bins, piece % params.across.pieces);
  // Fours begin at multiples of 4 of the tile, so a row may need two more than its entries fill.
  let fours = (columns.end - columns.start) / 4u + 2u;
  var tally = Tally(vec2u(0u), vec2f(0.0), 0.0);
  for (var k = lane; k < (rows.end - rows.start) * fours; k += LANES) {
    let start = (rows.start + k / fours) * params.tile.columns + columns.start;
    let end = start + (columns.end - columns.start);
    let index = (start & ~3u) + 4u * (k % fours);
    if (index < end) {
      let entries = fourFrom(index);
      tally = tallied(tally, index, (entries >= vec4u(start)) & (entries < vec4u(end)), group.z);
    }
  }
  let counts = sumOfCounts(lane, tally.counts);
  let sums = sumOfFloats(lane, tally.sums);
  workgroupBarrier();
  let alike = sumOfFloats(lane, vec2f(tally.alike, 0.0));
  if (lane == 0u) {
    let slot = WORDS * (group.z * params.groups + (number - params.roundGroup));
    out[slot] = counts.x;
    out[slot + 1u] = counts.y;
    out[slot + 2u] = bitcast<u32>(sums.x);
    out[slot + 3u] = bitcast<u32>(sums.y);
    out[slot + 4u] = bitcast<u32>(alike.x);
  }
}
