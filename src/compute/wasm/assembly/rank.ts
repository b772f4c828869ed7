// Ranks within a row by radix sort: stable, so that among equals the lower index ranks lower.

/** One table of 256 counts for each byte of a key. */
const COUNTS: usize = memory.data(4 * 256 * 4);

/** Rank (from 0) of each entry's magnitude among `count`. `from` and `to` hold 8 bytes for each entry. */
export function rank(x: usize, ranks: usize, from: usize, to: usize, count: i32): void {
  memory.fill(COUNTS, 0, 4096);
  for (let i: u32 = 0; i < <u32>count; i++) {
    const bits = load<u32>(x + (i << 2)) & 0x7fffffff;
    store<u64>(from + (i << 3), ((<u64>bits) << 32) | <u64>i);
    for (let byte: u32 = 0; byte < 4; byte++) increment(binOf(bits, byte));
  }
  for (let byte: u32 = 0; byte < 4; byte++) {
    scatter(from, to, byte, count);
    const swap = from;
    from = to;
    to = swap;
  }
  for (let i = 0; i < count; i++, from += 8) store<u32>(ranks + (load<u32>(from) << 2), i);
}

/** Moves the entries to where their bytes' counts put them. */
function scatter(from: usize, to: usize, byte: u32, count: i32): void {
  let before: u32 = 0;
  for (let i: u32 = 0; i < 256; i++) {
    const bin = binOf(i << (byte << 3), byte);
    const here = load<u32>(bin);
    store<u32>(bin, before);
    before += here;
  }
  for (let i = 0; i < count; i++, from += 8) {
    const entry = load<u64>(from);
    const bin = binOf(<u32>(entry >> 32), byte);
    store<u64>(to + (load<u32>(bin) << 3), entry);
    increment(bin);
  }
}

// @ts-ignore: decorator
@inline
function binOf(bits: u32, byte: u32): usize {
  return COUNTS + (byte << 10) + (((bits >>> (byte << 3)) & 0xff) << 2);
}

// @ts-ignore: decorator
@inline
function increment(bin: usize): void {
  store<u32>(bin, load<u32>(bin) + 1);
}
