// The part of a tensor that a dispatch works on: entries [start, end) of a tile, which views its tensor as rows of
// `columns` entries. Needs nothing.

struct Tile {
  // Index in the whole tensor of the tile's first entry: 64 bits.
  firstLow: u32,
  firstHigh: u32,
  columns: u32,
  // This dispatch's share.
  start: u32,
  end: u32,
}

// The index in the whole tensor of each of four consecutive entries: 64 bits.
struct Places {
  low: vec4u,
  high: vec4u,
}

fn fourFrom(index: u32) -> vec4u {
  return vec4u(index) + vec4u(0u, 1u, 2u, 3u);
}

fn placesOf(tile: Tile, index: u32) -> Places {
  let low = vec4u(tile.firstLow) + fourFrom(index);
  let carry = select(vec4u(0u), vec4u(1u), low < vec4u(tile.firstLow));
  return Places(low, vec4u(tile.firstHigh) + carry);
}
