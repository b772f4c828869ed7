/** Order statistics: counts by the float32 bits of an entry's key, and entries found by them. */

import { fromFloat32Bits, magnitudeBits } from '../../formats/number.ts';
import type { MeasureKernels, OrderKey } from '../backend.ts';
import { at, entriesOf, loadVector, type OnArena } from './arithmetic.ts';

const LOW_BITS = 15;

export function histogram(call: OnArena & MeasureKernels['histogram']['uniforms']): Float64Array {
  const { prefix } = call;
  const counts = new Float64Array(prefix === undefined ? 2 ** 16 : 2 ** LOW_BITS);
  for (const key of orderKeys(call)) {
    const bits = magnitudeBits(key);
    if (prefix !== undefined && bits >>> LOW_BITS !== prefix) continue;
    const bin = prefix === undefined ? bits >>> LOW_BITS : bits & (2 ** LOW_BITS - 1);
    counts[bin] = at(counts, bin) + 1;
  }
  return counts;
}

export function locate(call: OnArena & MeasureKernels['locate']['uniforms']): Float64Array {
  const found: number[] = [];
  orderKeys(call).forEach((key, i) => {
    if (magnitudeBits(key) === call.bits) found.push(call.tile.first + i);
  });
  const index = found[call.nth];
  return index === undefined ? Float64Array.of(found.length, -1) : Float64Array.of(call.nth + 1, index);
}

/** What each entry is ordered by; compared as the bits of its magnitude. */
export function orderKeys(call: OnArena & OrderKey): Float64Array {
  const { tile, rows, round } = call;
  const vectors = call.vectors.map((vector) => loadVector(call, vector));
  if (call.key === 'variance')
    return Float64Array.from({ length: entriesOf(tile) }, (_, i) => variance(vectors.map((values) => at(values, i))));
  const [values = new Float64Array()] = vectors;
  if (call.key !== 'importance' || !rows) return values;
  return values.map((value, i) => round(Math.abs(value) * round(at(rows, Math.floor(i / tile.columns)))));
}

const SMALLEST = fromFloat32Bits(1);

/**
 * Population variance, in double precision in every mode: float32 entries that are equal then give exactly 0 (a float32
 * mean does not), and others at least the smallest float32 above it.
 */
function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const result = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
  return result > 0 ? Math.max(result, SMALLEST) : result;
}
