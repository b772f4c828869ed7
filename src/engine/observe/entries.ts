/** Every number of a few entries: read back from the tiles that hold them, their votes counted as the twin counts them. */
import { AlloyError } from '../../base/errors.ts';
import type { Keep, Operand, Tile, Voter } from '../../compute/backend.ts';
import { sparsify } from '../../compute/reference/keep.ts';
import { DTYPES } from '../../formats/dtype.ts';
import { decode } from '../../formats/number.ts';
import { type EntriesRequest, type EntryView, MOST_ENTRIES } from '../observe-types.ts';
import type { TensorPlan } from '../plan-types.ts';
import { matrixOf } from '../run/tiles.ts';
import type { Inputs } from './inputs.ts';
import type { Glimpse } from './walk.ts';

/** `visit` shows every tile of the tensor. Row by row. */
export async function viewEntries(
  request: EntriesRequest,
  tensor: TensorPlan,
  inputs: Inputs,
  visit: (look: (seen: Glimpse) => Promise<void>) => Promise<unknown>,
): Promise<readonly EntryView[]> {
  const { rows, columns } = matrixOf(tensor.shape);
  const part: Part = {
    rows: [request.row, Math.min(rows, request.row + request.rows)],
    columns: [request.column, Math.min(columns, request.column + request.columns)],
  };
  const wanted = (part.rows[1] - part.rows[0]) * (part.columns[1] - part.columns[0]);
  if (request.row < 0 || request.column < 0 || wanted > MOST_ENTRIES) {
    throw new AlloyError({ code: 'unsupported', what: `At most ${MOST_ENTRIES} entries can be shown one by one.`, where: tensor.name });
  }
  const views: EntryView[] = [];
  await visit(async (seen) => void views.push(...(await viewTile(seen, tensor, part, columns, inputs))));
  return views.sort((a, b) => a.row - b.row || a.column - b.column);
}

interface Part {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

/** The entries of a part that a tile holds. */
async function viewTile(seen: Glimpse, tensor: TensorPlan, { rows, columns }: Part, width: number, inputs: Inputs): Promise<EntryView[]> {
  const { tile } = seen;
  const at = { row: Math.floor(tile.first / width), column: tile.first % width };
  const [from, to] = [Math.max(rows[0], at.row), Math.min(rows[1], at.row + tile.rows)];
  const [left, right] = [Math.max(columns[0], at.column), Math.min(columns[1], at.column + tile.columns)];
  if (from >= to || left >= right) return [];
  // Whole rows of the tile: ranks are those of a row.
  const strip: Tile = { first: tile.first + (from - at.row) * tile.columns, rows: to - from, columns: tile.columns };
  const numbersAt = await readNumbers(seen, strip, inputs);
  const views: EntryView[] = [];
  for (let row = from; row < to; row++) {
    for (let column = left; column < right; column++) {
      views.push({ tensor: tensor.name, row, column, ...numbersAt((row - from) * tile.columns + (column - at.column)) });
    }
  }
  return views;
}

/** What is known of the ith entry of a strip. */
async function readNumbers(
  seen: Glimpse,
  strip: Tile,
  inputs: Inputs,
): Promise<(i: number) => Omit<EntryView, 'tensor' | 'row' | 'column'>> {
  const { tile, operands, step, result, ballot } = seen;
  const values = await Promise.all(operands.map((operand) => readStrip(seen, operand, strip)));
  const ballots = ballot.voters.map((voter) => countedBallot(voter, values, tile, strip));
  const places = inputs.placesOf(step);
  return (i) => {
    const elected = ballot.elects
      ? electedSign(
          seen,
          ballots.map((b) => b.vote(i)),
        )
      : undefined;
    const inputAt = (place: number): EntryView['inputs'][number] => {
      const x = places.indexOf(place);
      const own = ballots.find((b) => b.x === x);
      const vote = own?.vote(i) ?? 0;
      return {
        value: values[x]?.[i] ?? Number.NaN,
        change: x === step.base ? 0 : (own?.differences[i] ?? Number.NaN),
        kept: own ? own.kept[i] === 1 : true,
        vote,
        agrees: elected === undefined || vote === 0 ? undefined : Math.sign(vote) === elected,
      };
    };
    return {
      base: step.base === undefined ? undefined : values[step.base]?.[i],
      result: values[result]?.[i] ?? Number.NaN,
      elected,
      inputs: inputs.list.map((_, place) => inputAt(place)),
    };
  };
}

/** A voter's differences, which of them are kept, and its votes, rounded as the kernels round them. */
function countedBallot({ x, reference, keep, factor, weight }: Voter, values: readonly Float64Array[], tile: Tile, strip: Tile) {
  const base = values[reference ?? -1];
  const differences = Float64Array.from(values[x] ?? [], (value, i) => Math.fround(value - (base?.[i] ?? 0)));
  const { kept, values: sparse } = sparsify(differences, keepOn(keep, tile, strip), strip, Math.fround);
  const vote = (i: number): number => Math.fround(Math.fround((sparse[i] ?? 0) * Math.fround(factor)) * Math.fround(weight));
  return { x, differences, kept, vote };
}

/** The sign that the votes elect; none where nobody votes. */
function electedSign({ ballot: { sign, zero } }: Glimpse, votes: readonly number[]): 1 | -1 | undefined {
  if (votes.every((vote) => vote === 0)) return undefined;
  const total = votes.reduce((sum, vote) => Math.fround(sum + (sign === 'count' ? Math.sign(vote) : vote)), 0);
  if (total === 0) return zero;
  return Number.isNaN(total) ? undefined : total > 0 ? 1 : -1;
}

async function readStrip({ slot, tile }: Glimpse, { offset, dtype }: Operand, strip: Tile): Promise<Float64Array> {
  const size = DTYPES[dtype].bytes;
  const values = new Float64Array(strip.rows * strip.columns);
  const bytes = new Uint8Array(values.length * size);
  await slot.backend.download(slot.arena, offset + (strip.first - tile.first) * size, bytes);
  decode(dtype, bytes, values);
  return values;
}

/** A tile's keep rule on some of its rows: masks and draws are by entry of the tile. */
function keepOn(keep: Keep, tile: Tile, strip: Tile): Keep {
  const [from, count] = [strip.first - tile.first, strip.rows * strip.columns];
  if (keep.kind === 'ranked' && keep.draws) return { ...keep, draws: keep.draws.slice(from, from + count) };
  if (keep.kind !== 'mask') return keep;
  const bits = new Uint8Array(Math.ceil(count / 8));
  for (let i = 0; i < count; i++) {
    const place = from + i;
    if (((keep.bits[place >>> 3] ?? 0) >>> (place & 7)) & 1) bits[i >>> 3] = (bits[i >>> 3] ?? 0) | (1 << (i & 7));
  }
  return { kind: 'mask', bits };
}
