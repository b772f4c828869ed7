/**
 * Operands that are made as they are read: a base with its adapter, a vocabulary with its rows in another order. Each
 * looks like a file of its own, so that windows, tiles and scratch need not know of it.
 */
import { defined } from '../../base/assert.ts';
import type { CheckpointSource } from '../../io/source.ts';
import type { FileOperand, ReadOperand } from '../plan-types.ts';
import { adapterReader } from './adapter-reader.ts';
import type { OperandReader } from './operand-reader.ts';
import { rowsReader } from './rows-reader.ts';

export function readerOf(operand: ReadOperand, sources: readonly CheckpointSource[]): OperandReader {
  const read = (o: ReadOperand) => readerOf(o, sources);
  if (operand.kind === 'file') return fileReader(operand, sources);
  if (operand.kind === 'adapter') return adapterReader(operand, { base: read(operand.base), a: read(operand.a), b: read(operand.b) });
  return rowsReader(operand, operand.inputs.map(read));
}

function fileReader(operand: FileOperand, sources: readonly CheckpointSource[]): OperandReader {
  const source = defined(sources[operand.source], 'the source of an operand');
  return { read: (offset, into, signal) => source.read(operand.file, operand.offset + offset, into, signal), local: source.local };
}
