// Which entries of a task vector survive sparsification. Needs tile.wgsl, philox.wgsl and, in the entry,
// `tables: array<u32>`.

// A place in the order of (magnitude bits, index in the whole tensor).
struct Cut {
  bits: u32,
  low: u32,
  high: u32,
  // Among entries with exactly these bits the kept ones are those before the index (0) or from it on (1).
  side: u32,
}

const BAND = 0u;
const BERNOULLI = 1u;

struct Keep {
  kind: u32,
  // BAND: from `low` on, and below `high`.
  low: Cut,
  high: Cut,
  // BERNOULLI: in 2^32nds.
  probability: u32,
  stream: Stream,
  // Mask: where its bits begin in `tables`.
  table: u32,
}

fn tiesKept(cut: Cut, magnitude: vec4u, places: Places) -> vec4<bool> {
  let before = (places.high < vec4u(cut.high)) | ((places.high == vec4u(cut.high)) & (places.low < vec4u(cut.low)));
  return (magnitude == vec4u(cut.bits)) & (before == vec4<bool>(cut.side == 0u));
}

// Four entries from `index` of the tile on, a multiple of 4, whose magnitudes these are.
fn keeps(keep: Keep, magnitude: vec4u, places: Places, index: u32) -> vec4<bool> {
  switch keep.kind {
    case BAND: {
      let fromLow = (magnitude > vec4u(keep.low.bits)) | tiesKept(keep.low, magnitude, places);
      let belowHigh = (magnitude < vec4u(keep.high.bits)) | tiesKept(keep.high, magnitude, places);
      return fromLow & belowHigh;
    }
    case BERNOULLI: { return trialsAt(keep.stream, keep.probability, places); }
    default: { return ((vec4u(tables[keep.table + index / 32u] >> (index % 32u)) >> vec4u(0u, 1u, 2u, 3u)) & vec4u(1u)) == vec4u(1u); }
  }
}
