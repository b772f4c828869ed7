/** Rows of an aligned vocabulary that its own model lacks: means of other rows. */
import { defined } from '../../base/assert.ts';
import { remembered } from '../../io/wait.ts';
import type { RowsOperand } from '../plan-types.ts';
import type { RowReader } from './operand-reader.ts';

/** What fills one output row. */
export type Filler = (row: number, signal: AbortSignal) => Promise<Float64Array>;

/** Output rows as numbers. */
type MadeRows = (first: number, count: number, signal: AbortSignal) => Promise<Float64Array>;

/** Rows read at a time for the mean of all. */
const MEAN_ROWS = 1024;

/** `made` is asked for rows before the padding, whose mean the padding gets. */
export function createFiller(operand: RowsOperand, columns: number, inputs: readonly RowReader[], made: MadeRows): Filler {
  const real = operand.rows.length - operand.padding;
  const meanOfAll = remembered(async (signal) => {
    const mean = new Float64Array(columns);
    for (let first = 0; first < real; first += MEAN_ROWS) {
      const values = await made(first, Math.min(MEAN_ROWS, real - first), signal);
      for (const [i, value] of values.entries()) mean[i % columns] = (mean[i % columns] ?? 0) + value / real;
    }
    return mean;
  });
  const meanOfSome = async (row: number, signal: AbortSignal): Promise<Float64Array> => {
    const mean = new Float64Array(columns);
    const fills = operand.fills.get(row) ?? [];
    for (const fill of fills) {
      const values = await defined(inputs[fill.input], 'an input of a vocabulary')(fill.row, 1, signal);
      for (let c = 0; c < columns; c++) mean[c] = (mean[c] ?? 0) + (values[c] ?? 0) / fills.length;
    }
    return mean;
  };
  return (row, signal) => (row < real ? meanOfSome(row, signal) : meanOfAll(signal));
}
