// Arithmetic on blocks of float32, in groups of 16: what lies between the count and the next multiple is computed too
// (but not cleared or spread).

export function clear(to: usize, count: i32): void {
  memory.fill(to, 0, (<usize>count) << 2);
}

export function fill(to: usize, value: f32, count: i32): void {
  const all = f32x4.splat(value);
  for (let i = 0; i < count; i += 4, to += 16) v128.store(to, all);
}

/** One number for each row, as a number for each entry; the block begins at `column` of the row that `table` points to. */
export function spreadRows(to: usize, table: usize, column: i32, columns: i32, count: i32): void {
  for (let i = 0; i < count; i++, to += 4) {
    store<f32>(to, load<f32>(table));
    if (++column == columns) {
      column = 0;
      table += 4;
    }
  }
}

export function spreadColumns(to: usize, table: usize, column: i32, columns: i32, count: i32): void {
  for (let done = 0; done < count; ) {
    const run = min(columns - column, count - done);
    memory.copy(to + ((<usize>done) << 2), table + ((<usize>column) << 2), (<usize>run) << 2);
    done += run;
    column = 0;
  }
}

/** x − y, into x. */
export function subtract(x: usize, y: usize, count: i32): void {
  for (let i = 0; i < count; i += 8, x += 32, y += 32) {
    v128.store(x, f32x4.sub(v128.load(x), v128.load(y)));
    v128.store(x, f32x4.sub(v128.load(x, 16), v128.load(y, 16)), 16);
  }
}

/** x + y, into x. */
export function add(x: usize, y: usize, count: i32): void {
  for (let i = 0; i < count; i += 8, x += 32, y += 32) {
    v128.store(x, f32x4.add(v128.load(x), v128.load(y)));
    v128.store(x, f32x4.add(v128.load(x, 16), v128.load(y, 16)), 16);
  }
}

export function scale(x: usize, factor: f32, count: i32): void {
  const all = f32x4.splat(factor);
  for (let i = 0; i < count; i += 8, x += 32) {
    v128.store(x, f32x4.mul(v128.load(x), all));
    v128.store(x, f32x4.mul(v128.load(x, 16), all), 16);
  }
}

export function divide(x: usize, divisor: f32, count: i32): void {
  const all = f32x4.splat(divisor);
  for (let i = 0; i < count; i += 4, x += 16) v128.store(x, f32x4.div(v128.load(x), all));
}

/** x·c, into x. */
export function multiply(x: usize, c: usize, count: i32): void {
  for (let i = 0; i < count; i += 8, x += 32, c += 32) {
    v128.store(x, f32x4.mul(v128.load(x), v128.load(c)));
    v128.store(x, f32x4.mul(v128.load(x, 16), v128.load(c, 16)), 16);
  }
}

/** sum + x·c, product and sum rounded. */
export function addProduct(sum: usize, x: usize, c: usize, count: i32): void {
  for (let i = 0; i < count; i += 8, sum += 32, x += 32, c += 32) {
    v128.store(sum, f32x4.add(v128.load(sum), f32x4.mul(v128.load(x), v128.load(c))));
    v128.store(sum, f32x4.add(v128.load(sum, 16), f32x4.mul(v128.load(x, 16), v128.load(c, 16))), 16);
  }
}

/** sum + x·c in float64 (the product is exact), rounded to float32. */
export function addFused(sum: usize, x: usize, c: usize, count: i32): void {
  for (let i = 0; i < count; i += 4, sum += 16, x += 16, c += 16) {
    const low = fused(v128.load64_zero(sum), v128.load64_zero(x), v128.load64_zero(c));
    const high = fused(v128.load64_zero(sum, 8), v128.load64_zero(x, 8), v128.load64_zero(c, 8));
    v128.store(sum, i8x16.shuffle(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
  }
}

// @ts-ignore: decorator
@inline
function fused(sum: v128, x: v128, c: v128): v128 {
  const product = f64x2.mul(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(c));
  return f32x4.demote_f64x2_zero(f64x2.add(f64x2.promote_low_f32x4(sum), product));
}

/** NearSwap: clamp(t·(1 / max(|base − x|, 1e-6)), 0, 1) of x, the rest of the base; into x. */
export function swapNear(x: usize, base: usize, t: f32, count: i32): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < count; i += 4, x += 16, base += 16) {
    const a = v128.load(base);
    const b = v128.load(x);
    const distance = f32x4.max(f32x4.abs(f32x4.sub(a, b)), f32x4.splat(1e-6));
    const share = f32x4.min(f32x4.max(f32x4.mul(f32x4.splat(t), f32x4.div(one, distance)), f32x4.splat(0)), one);
    v128.store(x, f32x4.add(f32x4.mul(share, b), f32x4.mul(f32x4.sub(one, share), a)));
  }
}
