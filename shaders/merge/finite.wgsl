// How many entries of each operand are NaN, and how many infinite. See `finite` in src/compute/backend.ts.

struct Params {
  tile: Tile,
  count: u32,
  operands: array<Operand>,
}

@group(0) @binding(0) var<storage, read> arena: array<u32>;
@group(0) @binding(1) var<storage, read> params: Params;
// For each operand: NaN, infinite.
@group(0) @binding(3) var<storage, read_write> out: array<atomic<u32>>;

// Few entries are special, so an atomic operation for each is cheap. One z of the dispatch for each operand.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = params.tile.start + id.x * 4u;
  if (index >= params.tile.end) {
    return;
  }
  let bits = entriesOf(params.operands[id.z], index);
  let inside = fourFrom(index) < vec4u(params.tile.end);
  let undefined = inside & isNaN(bits);
  let infinite = inside & isInfinite(bits);
  for (var i = 0u; i < 4u; i++) {
    if (undefined[i]) {
      atomicAdd(&out[2u * id.z], 1u);
    }
    if (infinite[i]) {
      atomicAdd(&out[2u * id.z + 1u], 1u);
    }
  }
}
