/** Exact maps of one tensor: means over bins, and over their rows and columns. */
import { AlloyError } from '../../base/errors.ts';
import type { BinGrid, Voter } from '../../compute/backend.ts';
import { binColumns, binRows } from '../../compute/grid.ts';
import type { MapQuantity, MapRequest, TensorMap } from '../observe-types.ts';
import type { TensorPlan } from '../plan-types.ts';
import { matrixOf } from '../run/tiles.ts';
import { type BinNumbers, binsOf, measureContest } from './contest.ts';
import { sum } from './estimate.ts';
import type { Inputs } from './inputs.ts';
import { type Glimpse, lastMerge } from './walk.ts';

/** More than any screen has; a bin takes a few dozen bytes. */
const MOST_BINS = 512;

type Look = (look: (seen: Glimpse) => Promise<void>) => Promise<unknown>;

/** `visit` shows every tile of the tensor. */
export async function mapTensor(request: MapRequest, tensor: TensorPlan, inputs: Inputs, visit: Look): Promise<TensorMap> {
  const grid = gridOf(request, tensor);
  const reading = readingOf(request.quantity, tensor, inputs);
  let numbers: Float64Array | undefined;
  let voters = 0;
  await visit(async (seen) => {
    const asked = reading.voters(seen);
    const found = await measureContest(seen, grid, asked);
    voters = asked.length;
    if (!numbers) numbers = found;
    else for (let i = 0; i < found.length; i++) numbers[i] = (numbers[i] ?? 0) + (found[i] ?? 0);
  });
  return drawMap(tensor, grid, binsOf(numbers ?? new Float64Array(0), voters), reading);
}

function gridOf({ bins, window }: MapRequest, { name, shape }: TensorPlan): BinGrid {
  const { rows, columns } = matrixOf(shape);
  const within = ([from, to]: readonly [number, number], end: number): readonly [number, number] => {
    const cut = [Math.max(0, Math.floor(from)), Math.min(end, Math.ceil(to))] as const;
    if (cut[0] < cut[1]) return cut;
    throw new AlloyError({ code: 'bad-recipe', what: 'The part of the tensor that was asked for holds no entries.', where: name });
  };
  const [rowRange, columnRange] = [within(window?.rows ?? [0, rows], rows), within(window?.columns ?? [0, columns], columns)];
  const per = ([from, to]: readonly [number, number], most: number) =>
    Math.ceil((to - from) / Math.min(MOST_BINS, Math.max(1, Math.floor(most))));
  return {
    width: columns,
    rows: rowRange,
    columns: columnRange,
    rowsPerBin: per(rowRange, bins[0]),
    columnsPerBin: per(columnRange, bins[1]),
  };
}

/** What is asked of each bin, and what its mean is the quotient of. */
interface Reading {
  readonly voters: (seen: Glimpse) => readonly Voter[];
  readonly top: (bin: BinNumbers, entries: number) => number;
  readonly bottom: (bin: BinNumbers, entries: number) => number;
  /** What the quantity is a mean over. */
  readonly over: 'contested' | 'entries';
  readonly chance?: (bin: BinNumbers) => number;
}

/** The votes of all, or of a few alone: a vote hangs on its own task vector only. */
const votesOf =
  (places?: readonly number[]): Reading['voters'] =>
  ({ ballot: { voters } }) =>
    places ? voters.filter(({ x }) => places.includes(x)) : voters;
const contested = (bin: BinNumbers): number => bin.contested;
const every = (_: BinNumbers, entries: number): number => entries;
const plain = (x: number, reference?: number): Voter => ({ x, reference, keep: { kind: 'all' }, factor: 1, weight: 1 });
const sizes = (bin: BinNumbers): number => sum(bin.size);

const OF_THE_VOTE: Readonly<Record<'conflict' | 'conflictMass' | 'margin', Omit<Reading, 'voters'>>> = {
  conflict: { top: (b) => b.conflict, bottom: contested, over: 'contested', chance: (b) => b.byChance },
  conflictMass: { top: (b) => b.mass - b.lead, bottom: (b) => b.mass, over: 'contested' },
  margin: { top: (b) => b.lead, bottom: contested, over: 'contested' },
};

function readingOf(quantity: MapQuantity, tensor: TensorPlan, inputs: Inputs): Reading {
  const step = lastMerge(tensor);
  const models = step.inputs.flatMap((_, x) => (x === step.base ? [] : [x]));
  const place = (input: number): number => {
    const x = inputs.placesOf(step).indexOf(input);
    if (x >= 0) return x;
    throw new AlloyError({
      code: 'missing',
      what: `${inputs.list[input]?.label ?? 'This input'} takes no part in the tensor.`,
      where: tensor.name,
    });
  };
  const size = (all: readonly Voter[]): Reading => ({
    voters: () => all,
    top: sizes,
    bottom: (_, entries) => entries * all.length,
    over: 'entries',
  });
  switch (quantity.kind) {
    case 'conflict':
    case 'conflictMass':
    case 'margin':
      return { ...OF_THE_VOTE[quantity.kind], voters: votesOf(quantity.between?.map(place)) };
    case 'won':
      return { voters: votesOf(), top: (b) => b.won[models.indexOf(place(quantity.input))] ?? 0, bottom: contested, over: 'contested' };
    case 'trimmed':
      return {
        voters: votesOf(),
        top: (b, entries) => entries - (b.kept[models.indexOf(place(quantity.input))] ?? entries),
        bottom: every,
        over: 'entries',
      };
    case 'change':
      return size([plain(place(quantity.input), step.base)]);
    case 'difference':
      return size([plain(place(quantity.inputs[0]), place(quantity.inputs[1]))]);
    case 'magnitude':
      return size(models.map((x) => plain(x, step.base)));
    case 'result':
      return { ...size([plain(0)]), voters: ({ result }) => [plain(result, step.base)] };
  }
}

function drawMap(tensor: TensorPlan, grid: BinGrid, bins: Iterable<BinNumbers>, { top, bottom, over, chance }: Reading): TensorMap {
  const { rows, columns } = matrixOf(tensor.shape);
  const [down, across] = [binRows(grid), binColumns(grid)];
  const values = new Float32Array(down * across);
  const counts = new Uint32Array(down * across);
  const [byRow, byColumn, total] = [quotients(down), quotients(across), quotients(1)];
  let i = 0;
  for (const bin of bins) {
    const [row, column] = [Math.floor(i / across), i % across];
    const entries = lengthOf(grid.rows, grid.rowsPerBin, row) * lengthOf(grid.columns, grid.columnsPerBin, column);
    const [a, b] = [top(bin, entries), bottom(bin, entries)];
    values[i] = b > 0 ? a / b : Number.NaN;
    counts[i] = over === 'contested' ? bin.contested : entries;
    byRow.add(row, a, b);
    byColumn.add(column, a, b);
    if (chance) total.add(0, chance(bin), bin.contested);
    i++;
  }
  return {
    tensor: tensor.name,
    rows,
    columns,
    window: { rows: grid.rows, columns: grid.columns },
    rowsPerBin: grid.rowsPerBin,
    columnsPerBin: grid.columnsPerBin,
    binRows: down,
    binColumns: across,
    values,
    counts,
    rowMeans: byRow.values(),
    columnMeans: byColumn.values(),
    chance: chance && finiteOf(total.values()[0]),
  };
}

const finiteOf = (value: number | undefined): number | undefined => (value === undefined || Number.isNaN(value) ? undefined : value);

/** Rows or columns of a bin. */
const lengthOf = ([from, to]: readonly [number, number], perBin: number, bin: number): number => Math.min(perBin, to - from - bin * perBin);

function quotients(length: number) {
  const [tops, bottoms] = [new Float64Array(length), new Float64Array(length)];
  return {
    add(at: number, top: number, bottom: number): void {
      tops[at] = (tops[at] ?? 0) + top;
      bottoms[at] = (bottoms[at] ?? 0) + bottom;
    },
    values: () => Float32Array.from(tops, (top, i) => ((bottoms[i] ?? 0) > 0 ? top / (bottoms[i] ?? 1) : Number.NaN)),
  };
}
