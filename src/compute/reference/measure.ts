/** Numbers about a tile: inner products, masses, and what is not finite. */
import type { MeasureKernels } from '../backend.ts';
import { axisLength } from '../check.ts';
import { at, load, loadVector, type OnArena } from './arithmetic.ts';
import { sparsify } from './keep.ts';

export function gram(call: OnArena & MeasureKernels['gram']['uniforms']): Float64Array {
  const { axis, tile } = call;
  const vectors = call.vectors.map((vector) => loadVector(call, vector));
  const pairs = vectors.flatMap((a, i) => vectors.slice(i, call.diagonal ? i + 1 : undefined).map((b) => [a, b] as const));
  const sums = new Float64Array(axisLength(tile, axis) * pairs.length);
  pairs.forEach(([a, b], p) => {
    for (let i = 0; i < a.length; i++) {
      const place = axis === 'all' ? 0 : axis === 'row' ? Math.floor(i / tile.columns) : i % tile.columns;
      sums[place * pairs.length + p] = at(sums, place * pairs.length + p) + at(a, i) * at(b, i);
    }
  });
  return sums;
}

export function mass(call: OnArena & MeasureKernels['mass']['uniforms']): Float64Array {
  const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + Math.abs(value), 0);
  return Float64Array.from(
    call.vectors.flatMap((vector) => {
      const values = loadVector(call, vector);
      const sparse = sparsify(values, vector.keep, call.tile, call.round);
      return [sum(values), sum(sparse.values), sum(sparse.kept)];
    }),
  );
}

export function finite(call: OnArena): Float64Array {
  return Float64Array.from(
    call.operands.flatMap((_, index) => {
      const values = load(call, index);
      return [values.filter(Number.isNaN).length, values.filter((value) => Math.abs(value) === Infinity).length];
    }),
  );
}
