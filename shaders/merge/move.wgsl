// Copies bytes to any byte of a buffer: what the queue's own copies, which move whole words, cannot do.

struct Params {
  // In bytes: of the arena, of `out`.
  source: u32,
  destination: u32,
  bytes: u32,
}

@group(0) @binding(0) var<storage, read> arena: array<u32>;
@group(0) @binding(1) var<storage, read> params: Params;
@group(0) @binding(3) var<storage, read_write> out: array<u32>;

// An invocation for each word that is touched; the bytes around the copy keep their values.
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x > (params.destination % 4u + params.bytes - 1u) / 4u) {
    return;
  }
  let word = params.destination / 4u + id.x;
  var value = out[word];
  for (var i = 0u; i < 4u; i++) {
    // Before the copy begins this wraps round to a large number.
    let byte = word * 4u + i - params.destination;
    if (byte < params.bytes) {
      let origin = params.source + byte;
      value = insertBits(value, arena[origin / 4u] >> (origin % 4u * 8u), i * 8u, 8u);
    }
  }
  out[word] = value;
}
