/** Linear combinations of vectors, with and without a base: the span family. */
import type { CombineUniforms } from '../backend.ts';
import { at, load, loadVector, type OnArena, store } from './arithmetic.ts';

type Call = OnArena & CombineUniforms;

export function combine(call: Call, out: Uint8Array): void {
  const { base, divisor, scale, round } = call;
  const terms = call.terms.map((term) => ({ values: loadVector(call, term), coefficient: coefficientAt(call, term.coefficient) }));
  const start = base === undefined ? undefined : load(call, base);
  store(call, out, call.out, (i) => {
    let sum: number | undefined;
    for (const { values, coefficient } of terms) {
      const product = coefficient(i) * at(values, i);
      // Without a base a step is one multiply-add rounded once; with one, products and sums are rounded each.
      sum = sum === undefined ? round(product) : round(sum + (start ? round(product) : product));
    }
    let value = sum ?? 0;
    if (divisor !== undefined) value = round(value / round(divisor));
    if (scale !== undefined) value = round(value * round(scale));
    return start ? round(at(start, i) + value) : value;
  });
}

function coefficientAt({ axis, tile, round }: Call, coefficient: number | Float64Array): (i: number) => number {
  if (typeof coefficient === 'number') return () => round(coefficient);
  if (axis === 'row') return (i) => round(at(coefficient, Math.floor(i / tile.columns)));
  return (i) => round(at(coefficient, i % tile.columns));
}
