/**
 * What is looked at of a tensor: all of it, or a few stretches of it, joined to a smaller tensor of the same width. The
 * stretches are chosen once for each name: one at a random place in each of as many equal parts.
 */
import { createDraws, hashName } from '../../base/random.ts';
import type { TensorPlan } from '../plan-types.ts';
import type { Coefficients } from '../run/coefficients.ts';
import { matrixOf } from '../run/tiles.ts';

/** Consecutive entries of the whole tensor. */
export interface Stretch {
  readonly first: number;
  readonly entries: number;
}

export interface Extent {
  /** Of the tensor that is looked at. */
  readonly rows: number;
  readonly columns: number;
  readonly stretches: readonly Stretch[];
  readonly complete: boolean;
}

/** Stretches of a sample: enough to see how much they differ, few enough to be read in as many requests. */
export const STRETCHES = 4;

export function extentOf(tensor: TensorPlan, most: number): Extent {
  const { rows, columns, elements } = matrixOf(tensor.shape);
  if (elements <= Math.max(most, STRETCHES)) return { rows, columns, stretches: [{ first: 0, entries: elements }], complete: true };
  const share = Math.floor(most / STRETCHES);
  if (columns > share) {
    // Where not even one row fits, a stretch is a part of one, and a row of the sample by itself.
    const stretches = spread(tensor.name, elements, share).map((first) => ({ first, entries: share }));
    return { rows: STRETCHES, columns: share, stretches, complete: false };
  }
  const height = Math.floor(share / columns);
  const stretches = spread(tensor.name, rows, height).map((row) => ({ first: row * columns, entries: height * columns }));
  return { rows: height * STRETCHES, columns, stretches, complete: false };
}

/** A random place for `length` things in each of as many equal parts of `all` as there are stretches. */
function spread(name: string, all: number, length: number): number[] {
  const random = createDraws({ seed: 0, model: 0, name: hashName(name), stream: 0 });
  return Array.from({ length: STRETCHES }, (_, i) => {
    const [start, end] = [Math.floor((i * all) / STRETCHES), Math.floor(((i + 1) * all) / STRETCHES)];
    return start + Math.floor((random(i) / 2 ** 32) * (end - start - length + 1));
  });
}

/** The tensor as if it had only the entries of the extent. */
export function cutTo(tensor: TensorPlan, { rows, columns, complete }: Extent): TensorPlan {
  if (complete) return tensor;
  const shape = [rows, columns];
  return { ...tensor, shape, steps: tensor.steps.map((step) => ({ ...step, shape })) };
}

/** Coefficients of a whole tensor's rows or columns, of those that are looked at. */
export function cutCoefficients(all: Coefficients, tensor: TensorPlan, { columns, stretches, complete }: Extent): Coefficients {
  if (complete) return all;
  const width = matrixOf(tensor.shape).columns;
  return all.map((one) => {
    if (!one) return undefined;
    const { axis, values } = one;
    // Stretches within rows begin at different columns: those of the first stand for all.
    if (axis === 'column')
      return { axis, values: columns === width ? values : values.slice((stretches[0]?.first ?? 0) % width).slice(0, columns) };
    const rows = stretches.flatMap(({ first, entries }) =>
      Array.from({ length: entries / columns }, (_, i) => Math.floor((first + i * columns) / width)),
    );
    return { axis, values: Float64Array.from(rows, (row) => values[row] ?? 0) };
  });
}
