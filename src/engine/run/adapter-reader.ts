/** A base tensor with its low-rank adapter added: base + scale · B · A, made row by row as it is read. */
import { elementsOf } from '../../formats/checkpoint.ts';
import { remembered } from '../../io/wait.ts';
import type { AdapterOperand } from '../plan-types.ts';
import { byRows, type OperandReader, rowsOf } from './operand-reader.ts';

interface Readers {
  readonly base: OperandReader;
  readonly a: OperandReader;
  readonly b: OperandReader;
}

/** The change is left · right with left [rows, rank] and right [rank, columns]. */
interface Factors {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly rank: number;
}

export function adapterReader(operand: AdapterOperand, readers: Readers): OperandReader {
  // Convolutions are changed as [out, everything else].
  const columns = elementsOf(operand.shape) / (operand.shape[0] ?? 1);
  const baseRows = rowsOf(readers.base, operand.base.dtype, columns);
  const factors = remembered((signal) => readFactors(operand, readers, signal));
  return {
    local: readers.base.local && readers.a.local && readers.b.local,
    read: (offset, into, signal) =>
      byRows({ columns, dtype: operand.dtype }, offset, into, async (first, count) => {
        const [values, { left, right, rank }] = await Promise.all([baseRows(first, count, signal), factors(signal)]);
        for (let row = 0; row < count; row++)
          addLowRank(values.subarray(row * columns, (row + 1) * columns), left, right, (first + row) * rank, rank, operand.scale);
        return new Uint8Array(values.buffer);
      }),
  };
}

async function readFactors({ a, b, transposed }: AdapterOperand, readers: Readers, signal: AbortSignal): Promise<Factors> {
  const whole = (reader: OperandReader, o: typeof a) => rowsOf(reader, o.dtype, elementsOf(o.shape))(0, 1, signal);
  const [down, up] = await Promise.all([whole(readers.a, a), whole(readers.b, b)]);
  const rank = a.shape[0] ?? 0;
  return transposed
    ? { left: transpose(down, rank), right: transpose(up, elementsOf(b.shape) / rank), rank }
    : { left: up, right: down, rank };
}

/** row += scale · Σ left[at + k] · right[k, ·] */
function addLowRank(row: Float32Array, left: Float32Array, right: Float32Array, at: number, rank: number, scale: number): void {
  const columns = row.length;
  const change = new Float32Array(columns);
  for (let k = 0; k < rank; k++) {
    const factor = left[at + k] ?? 0;
    for (let c = 0; c < columns; c++) change[c] = (change[c] ?? 0) + factor * (right[k * columns + c] ?? 0);
  }
  for (let c = 0; c < columns; c++) row[c] = (row[c] ?? 0) + scale * (change[c] ?? 0);
}

/** [rows, columns] → [columns, rows]. */
function transpose(values: Float32Array, rows: number): Float32Array {
  const columns = values.length / rows;
  return Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
}
