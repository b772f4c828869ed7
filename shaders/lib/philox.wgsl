// Counter-based random numbers: Philox4x32-10 (Salmon et al., SC 2011), the same draws as src/base/random.ts.
// Needs tile.wgsl.

struct Stream {
  seed: u32,
  model: u32,
  name: u32,
  stream: u32,
}

// The upper half of 64-bit products, by halves of 16 bits.
fn multiplyHigh(a: vec2u, b: vec2u) -> vec2u {
  let half = vec2u(16u);
  let mask = vec2u(0xffffu);
  let middle = (a >> half) * (b & mask) + (((a & mask) * (b & mask)) >> half);
  let carry = (a & mask) * (b >> half) + (middle & mask);
  return (a >> half) * (b >> half) + (middle >> half) + (carry >> half);
}

fn philox(counter: vec4u, seed: vec2u) -> vec4u {
  let multipliers = vec2u(0xd2511f53u, 0xcd9e8d57u);
  var x = counter;
  var key = seed;
  for (var round = 0u; round < 10u; round++) {
    let high = multiplyHigh(multipliers, x.xz);
    let low = multipliers * x.xz;
    x = vec4u(high.y ^ x.y ^ key.x, low.y, high.x ^ x.w ^ key.y, low.x);
    key += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return x;
}

// Four output words from counter `low`, `high` on: entry i of a tensor takes word i & 3 of counter i >> 2.
fn wordsOf(stream: Stream, low: u32, high: u32) -> vec4u {
  return philox(vec4u(low, high, stream.name, stream.stream), vec2u(stream.seed, stream.model));
}

fn drawsAt(stream: Stream, places: Places) -> vec4u {
  let low = (places.low.x >> 2u) | (places.high.x << 30u);
  let high = places.high.x >> 2u;
  let skip = places.low.x & 3u;
  let first = wordsOf(stream, low, high);
  if (skip == 0u) {
    return first;
  }
  let second = wordsOf(stream, low + 1u, high + select(0u, 1u, low == 0xffffffffu));
  switch skip {
    case 1u: { return vec4u(first.yzw, second.x); }
    case 2u: { return vec4u(first.zw, second.xy); }
    default: { return vec4u(first.w, second.xyz); }
  }
}

// Which of four entries come up with a probability of `below` / 2^32: see createTrials in src/base/random.ts.
fn trialsAt(stream: Stream, below: u32, places: Places) -> vec4<bool> {
  let digits = digitsAt(Stream(stream.seed, stream.model, stream.name, stream.stream ^ 0x80000000u), places);
  let first = vec4u(below >> 24u);
  let tied = digits == first;
  if (!any(tied)) {
    return digits < first;
  }
  let later = (drawsAt(stream, places) & vec4u(0xffffffu)) < vec4u(below & 0xffffffu);
  return (digits < first) | (tied & later);
}

// Bytes, of which a block holds sixteen.
fn digitsAt(stream: Stream, places: Places) -> vec4u {
  let low = (places.low.x >> 4u) | (places.high.x << 28u);
  let high = places.high.x >> 4u;
  let words = wordsOf(stream, low, high);
  let word = (places.low.x >> 2u) & 3u;
  let shift = 8u * (places.low.x & 3u);
  var bytes = words[word] >> shift;
  if (shift > 0u) {
    var next = words[(word + 1u) & 3u];
    if (word == 3u) {
      next = wordsOf(stream, low + 1u, high + select(0u, 1u, low == 0xffffffffu)).x;
    }
    bytes |= next << (32u - shift);
  }
  return (vec4u(bytes) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(0xffu);
}
