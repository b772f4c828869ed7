// Results: four entries at a time in whole words. Needs number.wgsl, arena.wgsl (for Operand) and, in the entry,
// `out: array<u32>`.

// `index` is a multiple of 4. Of the entries from `end` on, only those that share the last word are written.
fn store(place: Operand, index: u32, end: u32, bits: vec4u) {
  let stored = encode(bits, place.dtype);
  let size = bytesOf(place.dtype);
  let word = (place.offset + index * size) >> 2u;
  let words = min(size, ((end - index) * size + 3u) >> 2u);
  var packed = stored;
  if (size == 1u) {
    packed.x = stored.x | (stored.y << 8u) | (stored.z << 16u) | (stored.w << 24u);
  } else if (size == 2u) {
    packed.x = stored.x | (stored.y << 16u);
    packed.y = stored.z | (stored.w << 16u);
  }
  for (var i = 0u; i < words; i++) {
    out[word + i] = packed[i];
  }
}
