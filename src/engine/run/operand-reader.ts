/** How bytes of an operand are read, whatever it is made from; and what operands made row by row have in common. */
import { DTYPES, type DType, isFloat } from '../../formats/dtype.ts';
import { decode } from '../../formats/number.ts';

/** A stretch of bytes of one operand. */
export interface OperandReader {
  read(offset: number, into: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void>;
  readonly local: boolean;
}

/** `count` whole rows from `first` on, as numbers. */
export type RowReader = (first: number, count: number, signal: AbortSignal) => Promise<Float32Array>;

export function rowsOf(reader: OperandReader, dtype: DType, columns: number): RowReader {
  const size = columns * DTYPES[dtype].bytes;
  return async (first, count, signal) => {
    const bytes = new Uint8Array(count * size);
    await reader.read(first * size, bytes, signal);
    const values = new Float32Array(count * columns);
    if (isFloat(dtype)) decode(dtype, bytes, values);
    return values;
  };
}

/** Rows [first, first + count) that cover the bytes asked for; the caller's stretch may begin and end inside a row. */
export async function byRows(
  { columns, dtype }: { readonly columns: number; readonly dtype: DType },
  offset: number,
  into: Uint8Array<ArrayBuffer>,
  make: (first: number, count: number) => Promise<Uint8Array>,
): Promise<void> {
  const size = columns * DTYPES[dtype].bytes;
  const first = Math.floor(offset / size);
  const last = Math.ceil((offset + into.length) / size);
  const bytes = await make(first, last - first);
  into.set(bytes.subarray(offset - first * size, offset - first * size + into.length));
}
