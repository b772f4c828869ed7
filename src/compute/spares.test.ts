import { expect, test } from 'vitest';
import { createSpares } from './spares.ts';

const MEGABYTE = 2 ** 20;

test('memory that was given is used again for what fits into it', () => {
  const spares = createSpares();
  const first = spares.take(3 * MEGABYTE - 5);
  expect(first.length).toBe(3 * MEGABYTE - 5);
  spares.give(first.buffer);
  const second = spares.take(2 * MEGABYTE);
  expect(second.buffer).toBe(first.buffer);
  expect(second.length).toBe(2 * MEGABYTE);
  expect(spares.take(2 * MEGABYTE).buffer).not.toBe(first.buffer);
});

test('the largest pieces stay, and small ones are not kept', () => {
  const spares = createSpares();
  const sizes = [4, 6, 8, 10, 12].map((size) => spares.take(size * MEGABYTE));
  for (const { buffer } of sizes) spares.give(buffer);
  expect(spares.take(MEGABYTE).buffer).toBe(sizes[2]?.buffer);
  spares.drop();
  expect(sizes.map(({ buffer }) => buffer)).not.toContain(spares.take(MEGABYTE).buffer);
  const small = spares.take(100);
  spares.give(small.buffer);
  expect(spares.take(100).buffer).not.toBe(small.buffer);
});
