/** Sparsification rules as fields of the WGSL struct `Keep` (shaders/lib/keep.wgsl). */
import { unreachable } from '../../../base/assert.ts';
import type { Cut, Keep } from '../../backend.ts';
import type { Fields } from '../params.ts';
import type { Tables } from './plan.ts';

const KINDS = { band: 0, bernoulli: 1, mask: 2 } as const;

const EVERY_INDEX = { index: 0, side: 'from' } as const;
/** From the smallest magnitude on: everything. */
const BOTTOM: Cut = { bits: 0, ...EVERY_INDEX };
/** Above every magnitude: nothing from it on, everything below it. */
const TOP: Cut = { bits: 0xffffffff, ...EVERY_INDEX };

const TWO_32 = 2 ** 32;

const cutFields = ({ bits, index, side }: Cut): Fields => ({
  bits,
  low: index % TWO_32,
  high: Math.floor(index / TWO_32),
  side: Number(side === 'from'),
});

const bandFields = (low: Cut, high: Cut): Fields => ({ kind: KINDS.band, low: cutFields(low), high: cutFields(high) });

export function keepFields(keep: Keep, tables: Tables): Fields {
  switch (keep.kind) {
    case 'all':
      return bandFields(BOTTOM, TOP);
    case 'none':
      return bandFields(TOP, TOP);
    case 'band':
      return bandFields(keep.low ?? BOTTOM, keep.high ?? TOP);
    case 'bernoulli':
      // 2^32 of 2^32 does not fit the word that draws are compared with.
      if (keep.probability >= TWO_32) return bandFields(BOTTOM, TOP);
      return { kind: KINDS.bernoulli, probability: keep.probability, stream: { ...keep.stream } };
    case 'mask':
      return { kind: KINDS.mask, table: tables.add(wordsOf(keep.bits)) };
    case 'ranked':
      throw new Error('Ranks within rows are left to the companion.');
    default:
      return unreachable(keep);
  }
}

function wordsOf(bytes: Uint8Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return new Uint32Array(padded.buffer);
}
