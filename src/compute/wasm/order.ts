/** Counts by the float32 bits of the entries' keys, and entries found by them; block by block. */
import type { MeasureKernels, OrderKey } from '../backend.ts';
import { BLOCK, forEachBlock } from './blocks.ts';
import { createSpread } from './combine.ts';
import type { Desk } from './desk.ts';

const UPPER_BINS = 2 ** 16;
const LOWER_BINS = 2 ** 15;

export function histogram(desk: Desk<MeasureKernels['histogram']['uniforms']>): Float64Array {
  const { kernels, memory, frame } = desk;
  const { tile, prefix } = desk.uniforms;
  const keys = createKeys(desk, desk.uniforms);
  const length = prefix === undefined ? UPPER_BINS : LOWER_BINS;
  const bins = frame.zeros(2 * length * 4); // countUpper fills two tables
  forEachBlock(tile, (start, count) => {
    if (prefix === undefined) kernels.countUpper(bins, keys(start, count), count);
    else kernels.countLower(bins, keys(start, count), prefix, count);
  });
  const counts = frame.take(8 * length);
  kernels.joinCounts(counts, bins, bins + 4 * length, length);
  return new Float64Array(memory.buffer, counts, length).slice();
}

export function locate(desk: Desk<MeasureKernels['locate']['uniforms']>): Float64Array {
  const { kernels } = desk;
  const { tile, bits, nth } = desk.uniforms;
  const keys = createKeys(desk, desk.uniforms);
  const entries = tile.rows * tile.columns;
  let before = 0;
  for (let start = 0; start < entries; start += BLOCK) {
    const count = Math.min(BLOCK, entries - start);
    const key = keys(start, count);
    const here = kernels.countBand(key, bits, bits, count);
    if (nth < before + here) return Float64Array.of(nth + 1, tile.first + start + kernels.findBits(key, bits, nth - before, count));
    before += here;
  }
  return Float64Array.of(before, -1);
}

/** Fills a register with the keys of a block's entries, which compare as the bits of their magnitudes. */
export function createKeys(desk: Desk, { vectors, key, rows }: OrderKey): (start: number, count: number) => number {
  const { kernels, frame, load } = desk;
  if (key === 'variance') return createVariances(desk, vectors);
  const register = frame.register();
  const [vector = { x: 0 }] = vectors;
  const factors = key === 'importance' && rows ? createSpread(desk, 'row', rows) : undefined;
  return (start, count) => {
    load.vector(vector, register, start, count);
    if (factors) kernels.multiply(register, factors(start, count), count);
    return register;
  };
}

function createVariances({ kernels, frame, load }: Desk, vectors: OrderKey['vectors']): (start: number, count: number) => number {
  const register = frame.register();
  const stride = 4 * BLOCK;
  const blocks = frame.take(stride * vectors.length);
  return (start, count) => {
    vectors.forEach((vector, i) => load.vector(vector, blocks + i * stride, start, count));
    kernels.variance(register, blocks, stride, vectors.length, count);
    return register;
  };
}
