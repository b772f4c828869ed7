/** Inner products, masses, counts of what is not finite; block by block, summed in float64. */
import type { MeasureKernels } from '../backend.ts';
import { axisLength } from '../check.ts';
import { forEachBlock, forEachRowBlock, forEachRun } from './blocks.ts';
import type { Desk } from './desk.ts';
import { createSparsify } from './keep.ts';
import type { Kernels } from './machine.ts';

export function gram({ kernels, memory, frame, load, uniforms }: Desk<MeasureKernels['gram']['uniforms']>): Float64Array {
  const { tile, axis, vectors } = uniforms;
  const registers = vectors.map(() => frame.register());
  const pairs = pairsOf(registers, uniforms.diagonal);
  const sums = new Float64Array(axisLength(tile, axis) * pairs.length);
  const columnSums = frame.zeros(axis === 'column' ? sums.byteLength : 0);
  forEachBlock(tile, (start, count) => {
    vectors.forEach((vector, i) => load.vector(vector, registers[i] ?? 0, start, count));
    if (axis === 'all') return addDots(kernels, sums, 0, pairs, 0, count);
    forEachRun(tile, start, count, (offset, length, row, column) => {
      if (axis === 'row') addDots(kernels, sums, row * pairs.length, pairs, 4 * offset, length);
      else
        pairs.forEach(([a, b], p) =>
          kernels.addProducts(columnSums + 8 * (p * tile.columns + column), a + 4 * offset, b + 4 * offset, length),
        );
    });
  });
  return axis === 'column' ? transpose(new Float64Array(memory.buffer, columnSums, sums.length), pairs.length, tile.columns) : sums;
}

type Pair = readonly [number, number];

const pairsOf = (registers: readonly number[], diagonal = false): Pair[] =>
  registers.flatMap((a, i) => registers.slice(i, diagonal ? i + 1 : undefined).map((b): Pair => [a, b]));

function addDots(kernels: Kernels, sums: Float64Array, place: number, pairs: readonly Pair[], offset: number, count: number): void {
  for (const [p, [a, b]] of pairs.entries()) {
    sums[place + p] = (sums[place + p] ?? 0) + kernels.dot(a + offset, b + offset, count);
  }
}

function transpose(values: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
}

export function mass(desk: Desk<MeasureKernels['mass']['uniforms']>): Float64Array {
  const { kernels, frame, load } = desk;
  const { tile, vectors } = desk.uniforms;
  const x = frame.register();
  return Float64Array.from(
    vectors.flatMap((vector) => {
      const sparsify = createSparsify(desk, vector, vector.keep);
      const visit = vector.keep.kind === 'ranked' ? forEachRowBlock : forEachBlock;
      let [all, left, kept] = [0, 0, 0];
      visit(tile, (start, count) => {
        load.vector(vector, x, start, count);
        all += kernels.sumMagnitudes(x, count);
        kept += sparsify(x, start, count);
        left += kernels.sumMagnitudes(x, count);
      });
      return [all, left, kept];
    }),
  );
}

const INFINITY_BITS = 0x7f800000;
const LARGEST_BITS = 0x7fffffff;

export function finite(desk: Desk): Float64Array {
  const { tile, operands } = desk.uniforms;
  return Float64Array.from(operands.flatMap((_, i) => (desk.load.mayBeOdd(i, tile.rows * tile.columns) ? countOdd(desk, i) : [0, 0])));
}

function countOdd({ kernels, frame, load, uniforms: { tile } }: Desk, operand: number): [nan: number, infinite: number] {
  const x = frame.register();
  let [odd, infinite] = [0, 0];
  forEachBlock(tile, (start, count) => {
    load.entries(operand, x, start, count);
    const here = kernels.countBand(x, INFINITY_BITS, LARGEST_BITS, count);
    odd += here;
    if (here > 0) infinite += kernels.countBand(x, INFINITY_BITS, INFINITY_BITS, count);
  });
  return [odd - infinite, infinite];
}
