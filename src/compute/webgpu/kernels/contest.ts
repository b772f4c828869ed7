/** Plan of the contest kernel: partial counts and float32 sums of pieces of bins, added up here in double precision. */
import type { MeasureKernels } from '../../backend.ts';
import { BIN_NUMBERS, binColumns, binRows, numbersOf, tileStart, VOTER_NUMBERS } from '../../grid.ts';
import type { Fields } from '../params.ts';
import { keepFields } from './keep.ts';
import { createTables, entriesOf, type MeasurePlan, type Round, type Share, shareOf, sharesOf, tileFields, vectorFields } from './plan.ts';

type Uniforms = MeasureKernels['contest']['uniforms'];

/** Words that a workgroup writes (shaders/measure/contest.wgsl), and entries that it takes at most. */
const WORDS = 5;
const PIECE = 4096;
/** Words of one round. */
const ROUND_WORDS = 2 ** 22;
const MOST_GROUPS = 2 ** 15;

/** One direction of the grid, as the shader's `Axis`. */
interface Axis {
  readonly entries: number;
  readonly perBin: number;
  readonly perPiece: number;
  readonly pieces: number;
  readonly firstBin: number;
  readonly bins: number;
  readonly tileStart: number;
  readonly tileEntries: number;
}

export function contest(uniforms: Uniforms): MeasurePlan {
  const { tile, grid, voters } = uniforms;
  const result = new Float64Array(binRows(grid) * binColumns(grid) * numbersOf(voters.length));
  const start = tileStart(grid, tile);
  const across = axisOf(grid.columns, grid.columnsPerBin, start.column, tile.columns, PIECE);
  const down = axisOf(grid.rows, grid.rowsPerBin, start.row, tile.rows, Math.max(1, Math.floor(PIECE / Math.max(1, across.perPiece))));
  const groups = down.bins * across.bins * down.pieces * across.pieces;
  if (groups === 0 || entriesOf(tile) === 0) return { rounds: [], result };
  const perRound = Math.max(1, Math.floor(ROUND_WORDS / (WORDS * (voters.length + 1))));
  return { rounds: sharesOf(groups, perRound).map((share) => roundOf(uniforms, down, across, share, result)), result };
}

function axisOf([from, to]: readonly [number, number], perBin: number, tileFrom: number, tileEntries: number, most: number): Axis {
  const entries = to - from;
  const own = Math.min(perBin, Math.max(1, entries));
  const perPiece = Math.min(own, most);
  const firstBin = Math.max(0, Math.floor((tileFrom - from) / perBin));
  const endBin = Math.ceil(Math.min(entries, tileFrom + tileEntries - from) / perBin);
  return {
    entries,
    perBin: own,
    perPiece,
    pieces: Math.ceil(own / perPiece),
    firstBin,
    bins: Math.max(0, endBin - firstBin),
    tileStart: tileFrom - from,
    tileEntries,
  };
}

function roundOf(
  { tile, operands, voters, sign, zero, grid }: Uniforms,
  down: Axis,
  across: Axis,
  share: Share,
  result: Float64Array,
): Round {
  const tables = createTables();
  const groups = share.end - share.start;
  const fields = {
    tile: tileFields(tile, 0, entriesOf(tile)),
    down: { ...down },
    across: { ...across },
    groups,
    roundGroup: share.start,
    byCount: Number(sign === 'count'),
    zeroIsMinus: Number(zero === -1),
    count: voters.length,
    voters: voters.map((voter): Fields => {
      const { factor, weight } = voter;
      const side = factor * weight === 0 ? 0 : factor * weight > 0 ? 1 : 2;
      return { vector: vectorFields(operands, voter), keep: keepFields(voter.keep, tables), factor, weight, side };
    }),
  };
  const layers = voters.length + 1;
  const perLaunch = Math.max(1, Math.min(MOST_GROUPS, Math.floor(shareOf(2 * layers * layers) / (down.perPiece * across.perPiece))));
  const launches = sharesOf(groups, perLaunch).map(({ start, end }) => ({
    kernel: 'contest' as const,
    params: { ...fields, firstGroup: share.start + start },
    groups: end - start,
    layers,
  }));
  const collect = (words: Uint32Array<ArrayBuffer>): void => {
    for (let slot = 0; slot < groups * layers; slot++) {
      const bin = binOf(share.start + (slot % groups), down, across);
      const row = Math.floor(bin / across.bins) + down.firstBin;
      const place = (row * binColumns(grid) + (bin % across.bins) + across.firstBin) * numbersOf(voters.length);
      addSlot(result, place, Math.floor(slot / groups), words, slot * WORDS);
    }
  };
  return { launches, tables: tables.words(), words: WORDS * groups * layers, collect };
}

/** Of the bins that the tile touches. */
const binOf = (group: number, down: Axis, across: Axis): number => Math.floor(group / (down.pieces * across.pieces));

/** Adds what one workgroup wrote for one layer to the numbers of its bin. */
function addSlot(result: Float64Array, bin: number, layer: number, words: Uint32Array<ArrayBuffer>, slot: number): void {
  const floats = new Float32Array(words.buffer, words.byteOffset + 4 * slot, WORDS);
  const count = layer === 0 ? BIN_NUMBERS : VOTER_NUMBERS;
  const place = bin + (layer === 0 ? 0 : BIN_NUMBERS + VOTER_NUMBERS * (layer - 1));
  for (let i = 0; i < count; i++) result[place + i] = (result[place + i] ?? 0) + ((i < 2 ? words[slot + i] : floats[i]) ?? 0);
}
