/** Plan of the gram kernel: partial inner products in float32 from the device, summed here in double precision. */
import type { MeasureKernels } from '../../backend.ts';
import { axisLength } from '../../check.ts';
import type { Fields } from '../params.ts';
import { entriesOf, type MeasurePlan, type Round, type Share, shareOf, sharesOf, tileFields, vectorFields } from './plan.ts';

type GramUniforms = MeasureKernels['gram']['uniforms'];

// The constants of shaders/merge/gram.wgsl.
const LANES = 64;
const RUN = 64;
const BLOCK = 4;
/** Columns of one group where each has its own sums. */
const GROUP_COLUMNS = 4 * LANES;

/** Words of partial sums in one round. */
const ROUND_WORDS = 2 ** 22;

/** How an axis cuts the tile into workgroups. */
interface Cutting {
  readonly kernel: 'gramRows' | 'gramColumns';
  readonly rows: number;
  readonly columns: number;
  /** Segments of a row, or of a column. */
  readonly segments: number;
  readonly groups: number;
  readonly entriesPerGroup: number;
  /** Sets of pairs that a group writes. */
  readonly setsPerGroup: number;
  /** Which set of the result a group's `set`th adds to; past the result's end where a lane had no column. */
  readonly place: (group: number, set: number) => number;
}

export function gram(uniforms: GramUniforms): MeasurePlan {
  const { tile, axis, vectors, diagonal } = uniforms;
  const pairs = diagonal ? vectors.length : (vectors.length * (vectors.length + 1)) / 2;
  const result = new Float64Array(axisLength(tile, axis) * pairs);
  if (entriesOf(tile) === 0 || pairs === 0) return { rounds: [], result };
  const cutting = cuttingOf(uniforms);
  const perRound = Math.min(
    Math.max(1, Math.floor(shareOf(2 * vectors.length) / cutting.entriesPerGroup)),
    Math.max(1, Math.floor(ROUND_WORDS / (cutting.setsPerGroup * pairs))),
    2 ** 15,
  );
  const rounds = sharesOf(cutting.groups, perRound).map((share) => roundOf(uniforms, cutting, share, pairs, result));
  return { rounds, result };
}

function cuttingOf({ tile, axis }: GramUniforms): Cutting {
  if (axis === 'column') return columnCutting(tile.rows, tile.columns);
  return axis === 'row' ? rowCutting(tile.rows, tile.columns) : rowCutting(1, entriesOf(tile));
}

function rowCutting(rows: number, columns: number): Cutting {
  const segments = Math.ceil(columns / (LANES * RUN));
  return {
    kernel: 'gramRows',
    rows,
    columns,
    segments,
    groups: rows * segments,
    entriesPerGroup: Math.min(columns, LANES * RUN),
    setsPerGroup: 1,
    place: (group) => Math.floor(group / segments),
  };
}

function columnCutting(rows: number, columns: number): Cutting {
  const segments = Math.ceil(rows / RUN);
  const across = Math.ceil(columns / GROUP_COLUMNS);
  return {
    kernel: 'gramColumns',
    rows,
    columns,
    segments,
    groups: segments * across,
    entriesPerGroup: GROUP_COLUMNS * RUN,
    setsPerGroup: GROUP_COLUMNS,
    place: (group, set) => {
      const column = (group % across) * GROUP_COLUMNS + set;
      return column < columns ? column : Number.POSITIVE_INFINITY;
    },
  };
}

function roundOf(uniforms: GramUniforms, cutting: Cutting, { start, end }: Share, pairs: number, result: Float64Array): Round {
  const { kernel, setsPerGroup, place } = cutting;
  return {
    launches: [{ kernel, params: paramsOf(uniforms, cutting, start, pairs), groups: end - start, layers: blocksOf(uniforms) }],
    words: (end - start) * setsPerGroup * pairs,
    collect(words) {
      const partials = new Float32Array(words.buffer, words.byteOffset);
      for (let group = start; group < end; group++) {
        for (let set = 0; set < setsPerGroup; set++) {
          addTo(result, place(group, set) * pairs, partials, ((group - start) * setsPerGroup + set) * pairs, pairs);
        }
      }
    },
  };
}

function addTo(result: Float64Array, at: number, partials: Float32Array, from: number, count: number): void {
  if (at >= result.length) return;
  for (let i = 0; i < count; i++) result[at + i] = (result[at + i] ?? 0) + (partials[from + i] ?? 0);
}

function paramsOf({ tile, operands, vectors, diagonal }: GramUniforms, cutting: Cutting, firstGroup: number, pairs: number): Fields {
  return {
    tile: tileFields({ ...tile, columns: cutting.columns }, 0, entriesOf(tile)),
    rows: cutting.rows,
    segments: cutting.segments,
    firstGroup,
    diagonal: Number(diagonal ?? false),
    pairs,
    count: vectors.length,
    vectors: vectors.map((vector) => vectorFields(operands, vector)),
  };
}

/** Blocks of 4 × 4 vectors: those on the diagonal, or on and above it. */
function blocksOf({ vectors, diagonal }: GramUniforms): number {
  const blocks = Math.ceil(vectors.length / BLOCK);
  return diagonal ? blocks : (blocks * (blocks + 1)) / 2;
}
