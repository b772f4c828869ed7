/** How votes fall, block by block: a board of registers for the block (assembly/contest.ts), tallied by bins. */
import type { MeasureKernels, Voter } from '../backend.ts';
import { binColumns, binRows, type GridRun, numbersOf, runInGrid } from '../grid.ts';
import { BLOCK, forEachBlock, forEachRowBlock, forEachRun } from './blocks.ts';
import type { Desk } from './desk.ts';
import { createSparsify, type Sparsify } from './keep.ts';

type Contest = Desk<MeasureKernels['contest']['uniforms']>;

const REGISTER = BLOCK * 4;
/** Registers of the board before the voters', and those of one voter. */
const SHARED = 6;
const PER_VOTER = 3;

interface Seat {
  readonly voter: Voter;
  readonly sparsify: Sparsify;
  /** Registers: its differences, what is kept, its votes. */
  readonly difference: number;
  readonly kept: number;
  readonly value: number;
}

export function contest(desk: Contest): Float64Array {
  const { kernels, memory, frame, uniforms } = desk;
  const { tile, grid, voters } = uniforms;
  const board = frame.take((SHARED + PER_VOTER * voters.length) * REGISTER);
  const seats = voters.map((voter, i) => seatOf(desk, voter, board + (SHARED + PER_VOTER * i) * REGISTER));
  const stride = numbersOf(voters.length);
  const numbers = binRows(grid) * binColumns(grid) * stride;
  const bins = frame.zeros(numbers * 8);
  const loadSeat = seatLoader(desk);
  const visit = voters.some(({ keep }) => keep.kind === 'ranked') ? forEachRowBlock : forEachBlock;
  visit(tile, (start, count) => {
    const runs = runsOf(desk, start, count);
    // Ranks are found at a row's first block, wanted or not.
    if (runs.length === 0 && visit === forEachBlock) return;
    kernels.clear(board, SHARED * BLOCK);
    for (const seat of seats) {
      loadSeat(seat, start, count);
      kernels.castVotes(board, seat.value, Math.abs(seat.voter.factor), Math.abs(seat.voter.weight), count);
    }
    kernels.settleVotes(board, uniforms.sign === 'count' ? 1 : 0, uniforms.zero, count);
    for (const { offset, binRow, column, length } of runs) {
      const row = bins + binRow * binColumns(grid) * stride * 8;
      kernels.tallyVotes(row, board, voters.length, offset - start, column, grid.columnsPerBin, length);
    }
  });
  return new Float64Array(memory.buffer, bins, numbers).slice();
}

function seatOf(desk: Contest, voter: Voter, difference: number): Seat {
  return {
    voter,
    sparsify: createSparsify(desk, voter, voter.keep),
    difference,
    kept: difference + REGISTER,
    value: difference + 2 * REGISTER,
  };
}

function seatLoader({ kernels, load }: Contest) {
  return ({ voter, sparsify, difference, kept, value }: Seat, start: number, count: number): void => {
    const { keep, factor, weight } = voter;
    load.vector(voter, difference, start, count);
    kernels.fill(kept, 1, count);
    sparsify(kept, start, count, difference);
    if (factor * weight === 0) {
      kernels.clear(value, count);
      return;
    }
    const divides = keep.kind === 'ranked' && keep.divide === true;
    if (divides) {
      load.vector(voter, value, start, count);
      sparsify(value, start, count);
    }
    kernels.keepOnly(value, divides ? value : difference, kept, factor * weight < 0 ? 1 : 0, count);
  };
}

/** What of a block lies in the grid, row by row. */
function runsOf({ uniforms: { tile, grid } }: Contest, start: number, count: number): GridRun[] {
  const runs: GridRun[] = [];
  forEachRun(tile, start, count, (offset, length) => {
    const run = runInGrid(grid, tile, start + offset, length);
    if (run) runs.push(run);
  });
  return runs;
}
