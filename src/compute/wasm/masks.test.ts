import { expect, test, vi } from 'vitest';
import { createMachine } from './machine.ts';
import { createMasks } from './masks.ts';

const stream = { seed: 7, model: 1, name: 42, stream: 0 };
const keep = { kind: 'bernoulli', probability: 2 ** 31, stream } as const;
const MILLION = 2 ** 20;

test('a mask is drawn once while it is remembered', async () => {
  const { kernels, heap } = await createMachine();
  const drawMask = vi.fn(kernels.drawMask);
  const masks = createMasks({ ...kernels, drawMask }, heap);
  const tile = { first: 5, rows: 3, columns: 100 };
  const mask = masks.drawn(tile, keep);
  masks.forget();
  expect(masks.drawn(tile, keep)).toEqual(mask);
  expect(mask.first).toBe(5);
  expect(drawMask).toHaveBeenCalledTimes(1);
  masks.drawn(tile, { ...keep, probability: 2 ** 30 });
  masks.drawn({ ...tile, first: 19 }, keep);
  expect(drawMask).toHaveBeenCalledTimes(3);
});

test('what was not used for longest is forgotten, between calls only', async () => {
  const { kernels, heap } = await createMachine();
  const drawMask = vi.fn(() => undefined);
  const masks = createMasks({ ...kernels, drawMask }, heap);
  const tileAt = (i: number) => ({ first: i * 128 * MILLION, rows: 1, columns: 128 * MILLION });
  const places = [0, 1, 2].map((i) => masks.drawn(tileAt(i), keep).at);
  expect(new Set(places).size).toBe(3);
  masks.drawn(tileAt(0), keep);
  masks.forget();
  masks.drawn(tileAt(0), keep);
  masks.drawn(tileAt(2), keep);
  expect(drawMask).toHaveBeenCalledTimes(3);
  masks.drawn(tileAt(1), keep);
  expect(drawMask).toHaveBeenCalledTimes(4);
});
