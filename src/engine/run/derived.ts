/**
 * Operands that are made as they are read: a base with its adapter, a vocabulary with its rows in another order. Each
 * looks like a file of its own, so that windows, tiles and scratch need not know of it.
 */
import { defined } from '../../base/assert.ts';
import { elementsOf } from '../../formats/checkpoint.ts';
import { DTYPES, type DType, isFloat } from '../../formats/dtype.ts';
import { decode, encode } from '../../formats/number.ts';
import type { CheckpointSource } from '../../io/source.ts';
import type { AdapterOperand, FileOperand, ReadOperand, RowsOperand } from '../plan-types.ts';

/** A stretch of bytes of one operand. */
export interface OperandReader {
  read(offset: number, into: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void>;
  readonly local: boolean;
}

export function readerOf(operand: ReadOperand, sources: readonly CheckpointSource[]): OperandReader {
  if (operand.kind === 'file') return fileReader(operand, sources);
  return operand.kind === 'adapter' ? adapterReader(operand, sources) : rowsReader(operand, sources);
}

function fileReader(operand: FileOperand, sources: readonly CheckpointSource[]): OperandReader {
  const source = defined(sources[operand.source], 'the source of an operand');
  return { read: (offset, into, signal) => source.read(operand.file, operand.offset + offset, into, signal), local: source.local };
}

/** Reads a run of whole rows as numbers. */
async function readRows(
  reader: OperandReader,
  dtype: DType,
  columns: number,
  first: number,
  count: number,
  signal: AbortSignal,
): Promise<Float32Array> {
  const size = columns * DTYPES[dtype].bytes;
  const bytes = new Uint8Array(count * size);
  await reader.read(first * size, bytes, signal);
  const values = new Float32Array(count * columns);
  if (isFloat(dtype)) decode(dtype, bytes, values);
  return values;
}

/** Rows [first, first + count) that cover the bytes asked for; the caller's stretch may begin and end inside a row. */
async function byRows(
  operand: { readonly shape: readonly number[]; readonly dtype: DType },
  offset: number,
  into: Uint8Array<ArrayBuffer>,
  make: (first: number, count: number) => Promise<Uint8Array>,
): Promise<void> {
  const size = (operand.shape.at(-1) ?? 1) * DTYPES[operand.dtype].bytes;
  const first = Math.floor(offset / size);
  const last = Math.ceil((offset + into.length) / size);
  const bytes = await make(first, last - first);
  into.set(bytes.subarray(offset - first * size, offset - first * size + into.length));
}

function adapterReader(operand: AdapterOperand, sources: readonly CheckpointSource[]): OperandReader {
  const [base, a, b] = [operand.base, operand.a, operand.b].map((o) => fileReader(o, sources)) as [
    OperandReader,
    OperandReader,
    OperandReader,
  ];
  // Convolutions are changed as [out, everything else].
  const rows = operand.shape[0] ?? 1;
  const columns = elementsOf(operand.shape) / rows;
  const flat = { shape: [rows, columns], dtype: operand.dtype };
  let factors: Promise<{ left: Float32Array; right: Float32Array; rank: number }> | undefined;
  const readFactors = async (signal: AbortSignal) => {
    const whole = async (reader: OperandReader, o: FileOperand) => await readRows(reader, o.dtype, elementsOf(o.shape), 0, 1, signal);
    const [down, up] = [await whole(a, operand.a), await whole(b, operand.b)];
    const rank = operand.a.shape[0] ?? 0;
    // The change is left · right with left [rows, rank] and right [rank, columns].
    return operand.transposed
      ? { left: transpose(down, rank), right: transpose(up, elementsOf(operand.b.shape) / rank), rank }
      : { left: up, right: down, rank };
  };
  return {
    local: base.local && a.local && b.local,
    read: (offset, into, signal) =>
      byRows(flat, offset, into, async (first, count) => {
        factors ??= readFactors(signal);
        const [values, { left, right, rank }] = [await readRows(base, operand.base.dtype, columns, first, count, signal), await factors];
        for (let row = 0; row < count; row++)
          addLowRank(values.subarray(row * columns, (row + 1) * columns), left, right, (first + row) * rank, rank, operand.scale);
        return new Uint8Array(values.buffer);
      }),
  };
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

/** Rows read at a time for the mean of all. */
const MEAN_ROWS = 1024;

function rowsReader(operand: RowsOperand, sources: readonly CheckpointSource[]): OperandReader {
  const readers = operand.inputs.map((o) => readerOf(o, sources));
  const columns = operand.shape.length > 1 ? (operand.shape.at(-1) ?? 1) : 1;
  const size = columns * DTYPES[operand.dtype].bytes;
  const real = operand.rows.length - operand.padding;
  const rowsOf = async (input: number, first: number, count: number, signal: AbortSignal) =>
    await readRows(
      defined(readers[input], 'an input of a vocabulary'),
      defined(operand.inputs[input], 'an input').dtype,
      columns,
      first,
      count,
      signal,
    );
  let mean: Promise<Float64Array> | undefined;
  const fillRow = async (row: number, signal: AbortSignal): Promise<Float64Array> => {
    if (row >= real) {
      mean ??= meanRow(signal);
      return await mean;
    }
    const sum = new Float64Array(columns);
    const fills = operand.fills.get(row) ?? [];
    for (const fill of fills) {
      const values = await rowsOf(fill.input, fill.row, 1, signal);
      for (let c = 0; c < columns; c++) sum[c] = (sum[c] ?? 0) + (values[c] ?? 0) / fills.length;
    }
    return sum;
  };
  const meanRow = async (signal: AbortSignal): Promise<Float64Array> => {
    const sum = new Float64Array(columns);
    for (let first = 0; first < real; first += MEAN_ROWS) {
      const count = Math.min(MEAN_ROWS, real - first);
      const values = new Float64Array(count * columns);
      if (isFloat(operand.dtype)) decode(operand.dtype, await readMade(first, count, signal), values);
      for (const [i, value] of values.entries()) sum[i % columns] = (sum[i % columns] ?? 0) + value / real;
    }
    return sum;
  };
  const put = async (bytes: Uint8Array<ArrayBuffer>, row: number, signal: AbortSignal) => {
    if (isFloat(operand.dtype)) encode(operand.dtype, await fillRow(row, signal), bytes);
  };
  const readMade = async (first: number, count: number, signal: AbortSignal): Promise<Uint8Array> => {
    const bytes = new Uint8Array(count * size);
    for (let row = first; row < first + count; ) {
      const own = operand.rows[row] ?? -1;
      const run = own < 0 ? 1 : runFrom(operand.rows, row, first + count);
      const part = bytes.subarray((row - first) * size, (row - first + run) * size);
      if (own < 0) await put(part, row, signal);
      else if (operand.inputs[0]?.dtype === operand.dtype) await defined(readers[0], 'the first input').read(own * size, part, signal);
      else if (isFloat(operand.dtype)) encode(operand.dtype, await rowsOf(0, own, run, signal), part);
      row += run;
    }
    return bytes;
  };
  const flat = { shape: [operand.rows.length, columns], dtype: operand.dtype };
  return {
    local: readers.every((r) => r.local),
    read: (offset, into, signal) => byRows(flat, offset, into, (first, count) => readMade(first, count, signal)),
  };
}

/** How many output rows from `row` on are neighbours in the input too. */
function runFrom(rows: Int32Array, row: number, end: number): number {
  let n = 1;
  while (row + n < end && rows[row + n] === (rows[row] ?? 0) + n) n++;
  return n;
}
