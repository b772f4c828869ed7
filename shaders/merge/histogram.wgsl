// Counts of entries by the bits of their key. See `histogram` in src/compute/backend.ts.

struct Params {
  tile: Tile,
  order: Order,
  // A bin is (key >> shift) & mask, of the entries with key >> 15 = prefix where `refined` is 1.
  shift: u32,
  mask: u32,
  refined: u32,
  prefix: u32,
  count: u32,
  vectors: array<Vector>,
}

@group(0) @binding(0) var<storage, read> arena: array<u32>;
@group(0) @binding(1) var<storage, read> params: Params;
@group(0) @binding(2) var<storage, read> tables: array<u32>;
@group(0) @binding(3) var<storage, read_write> out: array<atomic<u32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = params.tile.start + id.x * 4u;
  if (index >= params.tile.end) {
    return;
  }
  let key = keyAt(index);
  for (var i = 0u; i < min(4u, params.tile.end - index); i++) {
    if (params.refined == 0u || key[i] >> 15u == params.prefix) {
      atomicAdd(&out[(key[i] >> params.shift) & params.mask], 1u);
    }
  }
}
