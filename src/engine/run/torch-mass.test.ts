import { expect, test } from 'vitest';
import { torchSum } from './torch-mass.ts';

/** torch.manual_seed-free values that torch 2.13 on a CPU (one thread) sums to the given float32. */
const values = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => Math.fround(((i * 7919) % 1009) / 1009));

// python: x = torch.tensor([((i * 7919) % 1009) / 1009 for i in range(n)], dtype=torch.float32); print(float(x.sum()))
test.each([
  [1, 0.0],
  [7, 2.8156590461730957],
  [8, 3.7542121410369873],
  [31, 15.489593505859375],
  [33, 15.936572074890137],
  [100, 50.40534973144531],
  [517, 257.9761962890625],
  [1024, 511.0783386230469],
  [3072, 1534.881103515625],
  [4099, 2047.8564453125],
  [20000, 9990.8603515625],
  [32768, 16368.0078125],
])('sums %i numbers as torch does', (n, sum) => {
  expect(torchSum(values(n))).toBe(sum);
});
