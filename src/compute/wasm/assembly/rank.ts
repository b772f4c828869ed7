// Ranks within a row by radix sort: stable, so that among equals the lower index ranks lower.

const COUNTS: usize = memory.data(256 * 4);

/** Rank (from 0) of each entry's magnitude among `count`. `from` and `to` hold count words each for the sorting. */
export function rank(x: usize, ranks: usize, from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i++) store<u32>(from + ((<usize>i) << 2), i);
  for (let shift = 0; shift < 32; shift += 8) {
    sortByByte(x, from, to, shift, count);
    const swap = from;
    from = to;
    to = swap;
  }
  for (let i = 0; i < count; i++) store<u32>(ranks + (load<u32>(from + ((<usize>i) << 2)) << 2), i);
}

function sortByByte(x: usize, from: usize, to: usize, shift: i32, count: i32): void {
  memory.fill(COUNTS, 0, 1024);
  for (let i = 0; i < count; i++) {
    const bin = binOf(x, i, shift);
    store<u32>(bin, load<u32>(bin) + 1);
  }
  let before: u32 = 0;
  for (let bin = COUNTS; bin < COUNTS + 1024; bin += 4) {
    const here = load<u32>(bin);
    store<u32>(bin, before);
    before += here;
  }
  for (let i = 0; i < count; i++) {
    const entry = load<u32>(from + ((<usize>i) << 2));
    const bin = binOf(x, entry, shift);
    const place = load<u32>(bin);
    store<u32>(bin, place + 1);
    store<u32>(to + (place << 2), entry);
  }
}

// @ts-ignore: decorator
@inline
function binOf(x: usize, entry: i32, shift: i32): usize {
  const bits = load<u32>(x + ((<usize>entry) << 2)) & 0x7fffffff;
  return COUNTS + (((bits >>> shift) & 0xff) << 2);
}
