/** The pointwise rules, block by block; the same operations in the same order as the float32 twin. */
import { magnitudeBits } from '../../formats/number.ts';
import type { Keep, MeasureKernels, Operand, PointwiseUniforms, Tile } from '../backend.ts';
import { rowDivergence } from '../divergence.ts';
import { BLOCK, forEachBlock } from './blocks.ts';
import type { Desk, Store } from './desk.ts';
import { createSparsify, EMPTY_BAND } from './keep.ts';
import { createKeys } from './order.ts';

/** Leaves the result of a block in a register. `base`: a register that holds the base's entries. */
type Rule = (start: number, count: number, base: number) => number;

export function pointwise(desk: Desk<PointwiseUniforms>, store: Store): void {
  const { uniforms } = desk;
  const base = desk.frame.register();
  const rule = RULES[uniforms.rule](desk);
  forEachBlock(uniforms.tile, (start, count) => {
    desk.load.entries(uniforms.base, base, start, count);
    store(rule(start, count, base), start, count);
  });
}

const RULES: Readonly<Record<PointwiseUniforms['rule'], (desk: Desk<PointwiseUniforms>) => Rule>> = { nearswap, ram, sce, fusion };

function nearswap({ kernels, frame, load, uniforms }: Desk<PointwiseUniforms>): Rule {
  const [other = 0] = uniforms.models;
  const [t = 0] = uniforms.numbers;
  const x = frame.register();
  return (start, count, base) => {
    load.entries(other, x, start, count);
    kernels.swapNear(x, base, t, count);
    return x;
  };
}

function ram(desk: Desk<PointwiseUniforms>): Rule {
  const { kernels } = desk;
  const [epsilon = 0, ...factors] = desk.uniforms.numbers;
  const differences = createDifferences(desk);
  const activity = createActivity(desk);
  return (start, count, base) => {
    activity.clear(count);
    for (const [i, d] of differences(start, count).entries()) activity.add(d, epsilon, factors[i] ?? 1, count);
    kernels.settleActive(activity.sum, activity.alone, activity.active, count);
    kernels.add(activity.sum, base, count);
    return activity.sum;
  };
}

/** Registers for what RAM adds up over the models. */
function createActivity({ kernels, frame }: Desk<unknown>) {
  const [sum, alone, active] = [frame.register(), frame.register(), frame.register()];
  return {
    sum,
    alone,
    active,
    clear: (count: number) => [sum, alone, active].forEach((register) => kernels.clear(register, count)),
    add: (d: number, epsilon: number, factor: number, count: number) => kernels.activate(sum, alone, active, d, epsilon, factor, count),
  };
}

const SMALLEST_WEIGHT = 1e-6;

function sce(desk: Desk<PointwiseUniforms>): Rule {
  const { kernels } = desk;
  const { numbers } = desk.uniforms;
  const differences = createDifferences(desk);
  const [tally, sum, divisor] = [desk.frame.register(), desk.frame.register(), desk.frame.register()];
  return (start, count, base) => {
    const votes = differences(start, count);
    for (const register of [tally, sum, divisor]) kernels.clear(register, count);
    for (const vote of votes) kernels.add(tally, vote, count);
    kernels.majority(tally, 1, count);
    for (const [i, vote] of votes.entries()) kernels.agree(sum, divisor, vote, tally, numbers[i] ?? 0, numbers[i] ?? 0, count);
    kernels.settle(sum, divisor, SMALLEST_WEIGHT, count);
    kernels.add(sum, base, count);
    return sum;
  };
}

const INFINITY_BITS = 0x7f800000;

function fusion(desk: Desk<PointwiseUniforms>): Rule {
  const { kernels, frame, load } = desk;
  const { base: reference, models, rows, numbers } = desk.uniforms;
  const vector = { x: models[0] ?? 0, reference };
  const importance = createKeys(desk, { vectors: [vector], key: 'importance', rows });
  const [threshold = 0] = numbers;
  // Nothing reaches a threshold that is no number.
  const [least, most] = Number.isNaN(threshold) ? EMPTY_BAND : [threshold > 0 ? magnitudeBits(threshold) : 0, INFINITY_BITS];
  const d = frame.register();
  return (start, count, base) => {
    load.vector(vector, d, start, count);
    kernels.keepBand(d, importance(start, count), least, most, count);
    kernels.add(d, base, count);
    return d;
  };
}

interface OfModels {
  readonly tile: Tile;
  readonly operands: readonly Operand[];
  readonly base: number;
  readonly models: readonly number[];
  readonly keep?: Keep | undefined;
}

/** Registers with each model's difference in a block, sparsified by their common variance. */
function createDifferences(desk: Desk<OfModels>): (start: number, count: number) => readonly number[] {
  const { base, models, keep = { kind: 'all' } } = desk.uniforms;
  const vectors = models.map((x) => ({ x, reference: base }));
  const registers = vectors.map(() => desk.frame.register());
  const keys = keep.kind === 'all' ? () => 0 : createKeys(desk, { vectors, key: 'variance' });
  const sparsifiers = vectors.map((vector) => createSparsify(desk, vector, keep));
  return (start, count) => {
    const key = keys(start, count);
    vectors.forEach((vector, i) => {
      const register = registers[i] ?? 0;
      desk.load.vector(vector, register, start, count);
      sparsifiers[i]?.(register, start, count, key);
    });
    return registers;
  };
}

type StatisticsUniforms = MeasureKernels['pointwiseStatistics']['uniforms'];

export const pointwiseStatistics = (desk: Desk<StatisticsUniforms>): Float64Array => STATISTICS[desk.uniforms.rule](desk);

const STATISTICS: Readonly<Record<StatisticsUniforms['rule'], (desk: Desk<StatisticsUniforms>) => Float64Array>> = {
  ram(desk) {
    const { kernels } = desk;
    const [epsilon = 0] = desk.uniforms.numbers;
    const differences = createDifferences(desk);
    const activity = createActivity(desk);
    const counts = new Float64Array(2 * desk.uniforms.models.length);
    forEachBlock(desk.uniforms.tile, (start, count) => {
      const registers = differences(start, count);
      activity.clear(count);
      for (const d of registers) activity.add(d, epsilon, 1, count);
      for (const [i, d] of registers.entries()) {
        counts[2 * i] = (counts[2 * i] ?? 0) + kernels.countActive(d, activity.active, epsilon, 1, count);
        counts[2 * i + 1] = (counts[2 * i + 1] ?? 0) + kernels.countActive(d, activity.active, epsilon, 0, count);
      }
    });
    return counts;
  },
  sce(desk) {
    const differences = createDifferences(desk);
    const sums = new Float64Array(desk.uniforms.models.length);
    forEachBlock(desk.uniforms.tile, (start, count) => {
      for (const [i, d] of differences(start, count).entries()) sums[i] = (sums[i] ?? 0) + desk.kernels.dot(d, d, count);
    });
    return sums;
  },
  /** Rows are decoded by the kernels; the exponentials are the host's, in double precision. */
  fusion({ memory, frame, load, uniforms: { tile, base, models } }) {
    const { rows, columns } = tile;
    const [from, to] = [frame.take(columns * 4), frame.take(columns * 4)];
    const read = (operand: number, at: number, row: number): Float32Array => {
      for (let c = 0; c < columns; c += BLOCK) load.entries(operand, at + 4 * c, row * columns + c, Math.min(BLOCK, columns - c));
      return new Float32Array(memory.buffer, at, columns);
    };
    return Float64Array.from({ length: rows }, (_, row) => rowDivergence(read(models[0] ?? 0, to, row), read(base, from, row)));
  },
};
