/** Linear combinations, block by block; the same operations in the same order as the float32 twin. */
import type { CombineTerm, CombineUniforms } from '../backend.ts';
import { BLOCK, forEachBlock } from './blocks.ts';
import type { Desk, Store } from './desk.ts';

export function combine(desk: Desk<CombineUniforms>, store: Store): void {
  const { kernels, frame, load } = desk;
  const { tile, axis, terms, base, divisor, scale } = desk.uniforms;
  const [sum, x] = [frame.register(), frame.register()];
  const addends = terms.map((term) => ({ term, coefficients: createSpread(desk, axis, term.coefficient) }));
  const addTerm = base === undefined ? kernels.addFused : kernels.addProduct;
  forEachBlock(tile, (start, count) => {
    if (terms.length === 0) kernels.clear(sum, count);
    addends.forEach(({ term, coefficients }, i) => {
      load.vector(term, i === 0 ? sum : x, start, count);
      if (i === 0) kernels.multiply(sum, coefficients(start, count), count);
      else addTerm(sum, x, coefficients(start, count), count);
    });
    if (divisor !== undefined) kernels.divide(sum, divisor, count);
    if (scale !== undefined) kernels.scale(sum, scale, count);
    if (base !== undefined) {
      load.entries(base, x, start, count);
      kernels.add(sum, x, count);
    }
    store(sum, start, count);
  });
}

/** A number, or numbers for rows or columns, as a register with one for each entry of a block. */
export function createSpread(
  { kernels, frame, uniforms: { tile } }: Desk,
  axis: CombineUniforms['axis'],
  numbers: CombineTerm['coefficient'],
): (start: number, count: number) => number {
  const register = frame.register();
  if (typeof numbers === 'number') {
    kernels.fill(register, numbers, BLOCK);
    return () => register;
  }
  const table = frame.floats(numbers);
  const { columns } = tile;
  return (start, count) => {
    const column = start % columns;
    if (axis === 'row') kernels.spreadRows(register, table + Math.floor(start / columns) * 4, column, columns, count);
    else kernels.spreadColumns(register, table, column, columns, count);
    return register;
  };
}
