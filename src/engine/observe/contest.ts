/** The numbers of the kernel `contest` by name, and how it is asked about a glimpse of a tensor. */
import type { BinGrid, Voter } from '../../compute/backend.ts';
import { BIN_NUMBERS, numbersOf, VOTER_NUMBERS } from '../../compute/grid.ts';
import type { Glimpse } from './walk.ts';

export interface BinNumbers {
  readonly contested: number;
  readonly conflict: number;
  /** Σ|Σ D| and Σ Σ|D| over contested entries. */
  readonly lead: number;
  readonly mass: number;
  /** Conflicts that independent signs would give. */
  readonly byChance: number;
  /** Of each voter. */
  readonly kept: readonly number[];
  readonly won: readonly number[];
  readonly size: readonly number[];
}

/** A whole tensor as one bin. */
export const wholeGrid = ({ rows, columns }: { readonly rows: number; readonly columns: number }): BinGrid => ({
  width: columns,
  rows: [0, rows],
  columns: [0, columns],
  rowsPerBin: Math.max(1, rows),
  columnsPerBin: Math.max(1, columns),
});

export async function measureContest(
  { slot, tile, operands, ballot }: Glimpse,
  grid: BinGrid,
  voters: readonly Voter[] = ballot.voters,
): Promise<Float64Array> {
  const { sign, zero } = ballot;
  return await slot.backend.measure('contest', { arena: slot.arena }, { tile, operands, voters, sign, zero, grid });
}

/** The numbers bin by bin, row-major. One at a time: a fine map has a quarter of a million. */
export function* binsOf(numbers: Float64Array, voters: number): Generator<BinNumbers> {
  const stride = numbersOf(voters);
  for (let from = 0; from < numbers.length; from += stride) yield binIn(numbers.subarray(from, from + stride), voters);
}

function binIn(numbers: Float64Array, voters: number): BinNumbers {
  const [contested = 0, conflict = 0, lead = 0, mass = 0, alike = 0] = numbers;
  const each = (which: number) => Array.from({ length: voters }, (_, v) => numbers[BIN_NUMBERS + VOTER_NUMBERS * v + which] ?? 0);
  return { contested, conflict, lead, mass, byChance: contested - alike, kept: each(0), won: each(1), size: each(2) };
}
