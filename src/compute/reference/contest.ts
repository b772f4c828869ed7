/** How the votes of sparse vectors fall: contested entries, conflicts, and who won, by the bins of a grid. */
import type { MeasureKernels } from '../backend.ts';
import { BIN_NUMBERS, binColumns, binRows, numbersOf, runInGrid, VOTER_NUMBERS } from '../grid.ts';
import { at, entriesOf, loadVector, type OnArena } from './arithmetic.ts';
import { sparsify } from './keep.ts';

type Call = OnArena & MeasureKernels['contest']['uniforms'];

interface Ballots {
  readonly kept: Uint8Array;
  /** |x − reference|. */
  readonly size: (i: number) => number;
  /** The vote, and its sign. */
  readonly vote: (i: number) => number;
  readonly sign: (i: number) => number;
}

export function contest(call: Call): Float64Array {
  const { grid, tile } = call;
  const ballots = call.voters.map((voter) => ballotsOf(call, voter));
  const stride = numbersOf(ballots.length);
  const sums = new Float64Array(binRows(grid) * binColumns(grid) * stride);
  for (let i = 0; i < entriesOf(tile); i++) {
    const run = runInGrid(grid, tile, i, 1);
    if (!run) continue;
    const bin = run.binRow * binColumns(grid) + Math.floor(run.column / grid.columnsPerBin);
    for (const [k, value] of numbersAt(call, ballots, i).entries()) sums[bin * stride + k] = at(sums, bin * stride + k) + value;
  }
  return sums;
}

function ballotsOf(call: Call, voter: Call['voters'][number]): Ballots {
  const { round } = call;
  const differences = loadVector(call, voter);
  const { kept, values } = sparsify(differences, voter.keep, call.tile, round);
  return {
    kept,
    size: (i) => Math.abs(at(differences, i)),
    vote: (i) => round(round(at(values, i) * round(voter.factor)) * round(voter.weight)),
    sign: (i) => Math.sign(at(values, i)) * Math.sign(voter.factor) * Math.sign(voter.weight),
  };
}

function numbersAt({ sign, zero, round }: Call, ballots: readonly Ballots[], i: number): number[] {
  const votes = ballots.map((b) => b.vote(i));
  const signs = ballots.map((b) => b.sign(i));
  const cast = signs.filter((s) => s === 1 || s === -1).length;
  const contested = votes.every(Number.isFinite) && cast > 1;
  const sum = (contested ? votes : []).reduce((total, vote) => round(total + vote), 0);
  const tally = sign === 'mass' ? sum : signs.reduce((a, b) => a + b, 0);
  const elected = Math.sign(tally) || zero;
  const numbers = new Array<number>(numbersOf(ballots.length)).fill(0);
  if (contested) {
    const conflict = signs.includes(1) && signs.includes(-1);
    const mass = votes.reduce((total, vote) => total + Math.abs(vote), 0);
    numbers.splice(0, BIN_NUMBERS, 1, Number(conflict), Math.abs(sum), mass, 2 ** (1 - cast));
  }
  for (const [k, ballot] of ballots.entries()) {
    const won = Number(contested && signs[k] === elected);
    numbers.splice(BIN_NUMBERS + VOTER_NUMBERS * k, VOTER_NUMBERS, at(ballot.kept, i), won, ballot.size(i));
  }
  return numbers;
}
