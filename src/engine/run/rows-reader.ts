/** A vocabulary with its rows in another order, made run by run as it is read. */
import { defined } from '../../base/assert.ts';
import { DTYPES, isFloat } from '../../formats/dtype.ts';
import { decode, encode } from '../../formats/number.ts';
import type { RowsOperand } from '../plan-types.ts';
import { createFiller } from './filler.ts';
import { byRows, type OperandReader, rowsOf } from './operand-reader.ts';

/** `readers` are those of the operand's inputs. */
export function rowsReader(operand: RowsOperand, readers: readonly OperandReader[]): OperandReader {
  const { dtype, rows } = operand;
  const columns = operand.shape.length > 1 ? (operand.shape.at(-1) ?? 1) : 1;
  const size = columns * DTYPES[dtype].bytes;
  const inputs = operand.inputs.map((o, i) => rowsOf(defined(readers[i], 'an input of a vocabulary'), o.dtype, columns));
  const [own, ownRows] = [defined(readers[0], 'the first input'), defined(inputs[0], 'the first input')];
  const asItIs = operand.inputs[0]?.dtype === dtype;
  const put = async (row: number, run: number, into: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void> => {
    const from = rows[row] ?? -1;
    if (from >= 0 && asItIs) await own.read(from * size, into, signal);
    else if (isFloat(dtype)) encode(dtype, from < 0 ? await fill(row, signal) : await ownRows(from, run, signal), into);
  };
  const make = async (first: number, count: number, signal: AbortSignal): Promise<Uint8Array> => {
    const bytes = new Uint8Array(count * size);
    for (let row = first; row < first + count; ) {
      const run = runFrom(rows, row, first + count);
      await put(row, run, bytes.subarray((row - first) * size, (row - first + run) * size), signal);
      row += run;
    }
    return bytes;
  };
  const fill = createFiller(operand, columns, inputs, async (first, count, signal) => {
    const values = new Float64Array(count * columns);
    if (isFloat(dtype)) decode(dtype, await make(first, count, signal), values);
    return values;
  });
  return {
    local: readers.every((r) => r.local),
    read: (offset, into, signal) => byRows({ columns, dtype }, offset, into, (first, count) => make(first, count, signal)),
  };
}

/** How many output rows from `row` on are neighbours in the input too. */
function runFrom(rows: Int32Array, row: number, end: number): number {
  const from = rows[row] ?? -1;
  let n = 1;
  while (from >= 0 && row + n < end && rows[row + n] === from + n) n++;
  return n;
}
