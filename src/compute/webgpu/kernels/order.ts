/** Orders of entries, and selections by them, as fields of WGSL structs (shaders/lib/order.wgsl). */
import type { Keep, Operand, OrderKey } from '../../backend.ts';
import type { Fields } from '../params.ts';
import { keepFields } from './keep.ts';
import { divisorFields, floatWords, type Tables, vectorFields } from './plan.ts';

const KEYS: Readonly<Record<NonNullable<OrderKey['key']>, number>> = { magnitude: 0, variance: 1, importance: 2 };

export function orderFields(
  { operands, vectors, key = 'magnitude', rows }: OrderKey & { readonly operands: readonly Operand[] },
  tables: Tables,
): Fields {
  return {
    order: { key: KEYS[key], vectors: divisorFields(vectors.length), table: rows ? tables.add(floatWords(rows)) : 0 },
    count: vectors.length,
    vectors: vectors.map((vector) => vectorFields(operands, vector)),
  };
}

/** A rule's choice of entries by its order; all of them when absent. */
export const selectionFields = (keep: Keep | undefined, tables: Tables): Fields => ({
  selects: Number(keep !== undefined),
  keep: keepFields(keep ?? { kind: 'all' }, tables),
});

/** What magnitudes' bits are compared with: a threshold's own bits, or -1 below zero. */
export function thresholdBits(threshold: number): number {
  if (threshold < 0) return -1;
  return new Int32Array(Float32Array.of(Math.abs(threshold)).buffer)[0] ?? 0;
}
