/** The arguments of a kernel call, checked once for every backend: a failure is a bug in the caller. */
import { defined, invariant } from '../base/assert.ts';
import { DTYPES } from '../formats/dtype.ts';
import type {
  Axis,
  Bindings,
  BinGrid,
  Keep,
  MeasureKernel,
  MeasureKernels,
  Operand,
  RunKernel,
  RunKernels,
  Tile,
  Vector,
} from './backend.ts';

const TARGET_ALIGNMENT = 16;

/** How many numbers an axis has on a tile. */
export const axisLength = (tile: Tile, axis: Axis): number => (axis === 'all' ? 1 : axis === 'row' ? tile.rows : tile.columns);

export function checkRun<K extends RunKernel>(kernel: K, bindings: Bindings, uniforms: RunKernels[K]): void {
  checkOperands(bindings, uniforms);
  const out = defined(bindings.out, 'the output buffer');
  invariant(out.id !== bindings.arena.id, 'the output is not the arena');
  invariant(uniforms.out.offset % TARGET_ALIGNMENT === 0, 'the target is aligned to 16 bytes');
  checkPlace(uniforms.out, uniforms.tile, out.bytes);
  RUN_CHECKS[kernel](uniforms);
}

export function checkMeasure<K extends MeasureKernel>(kernel: K, bindings: Bindings, uniforms: MeasureKernels[K]['uniforms']): void {
  checkOperands(bindings, uniforms);
  MEASURE_CHECKS[kernel](uniforms);
}

const RUN_CHECKS: { readonly [K in RunKernel]: (uniforms: RunKernels[K]) => void } = {
  combine(u) {
    checkVectors(u.operands, u.terms);
    checkIndices(u.operands, [u.base]);
    for (const { coefficient } of u.terms) {
      const expected = u.axis === 'all' ? 'one number' : `${axisLength(u.tile, u.axis)} numbers`;
      const fits =
        u.axis === 'all'
          ? typeof coefficient === 'number'
          : typeof coefficient === 'object' && coefficient.length === axisLength(u.tile, u.axis);
      invariant(fits, `a coefficient is ${expected}`);
    }
  },
  elect(u) {
    checkIndices(u.operands, [u.base, ...u.models.map((model) => model.x)]);
    for (const { keep } of u.models) checkKeep(u.tile, keep);
  },
  pointwise(u) {
    checkIndices(u.operands, [u.base, ...u.models]);
    if (u.keep) checkKeep(u.tile, u.keep);
    const numbers = { nearswap: 1, ram: 1 + u.models.length, sce: u.models.length, fusion: 1 }[u.rule];
    invariant(u.numbers.length === numbers, `${u.rule} takes ${numbers} numbers`);
    if (u.rule === 'nearswap' || u.rule === 'fusion') invariant(u.models.length === 1, `${u.rule} takes one model`);
    if (u.rule === 'fusion') checkRows(u.tile, u.rows);
  },
};

const MEASURE_CHECKS: { readonly [K in MeasureKernel]: (uniforms: MeasureKernels[K]['uniforms']) => void } = {
  gram: (u) => checkVectors(u.operands, u.vectors),
  histogram: checkOrder,
  locate: checkOrder,
  mass(u) {
    checkVectors(u.operands, u.vectors);
    for (const { keep } of u.vectors) checkKeep(u.tile, keep);
  },
  contest(u) {
    checkVectors(u.operands, u.voters);
    for (const { keep } of u.voters) checkKeep(u.tile, keep);
    checkGrid(u.grid);
  },
  finite: () => undefined,
  pointwiseStatistics(u) {
    checkIndices(u.operands, [u.base, ...u.models]);
    if (u.keep) checkKeep(u.tile, u.keep);
    invariant(
      u.numbers.length === (u.rule === 'ram' ? 1 : 0),
      `the statistics of ${u.rule} take ${u.rule === 'ram' ? 'epsilon' : 'no numbers'}`,
    );
    if (u.rule === 'fusion') invariant(u.models.length === 1, 'fusion takes one model');
  },
};

function checkOrder({
  tile,
  operands,
  vectors,
  key,
  rows,
}: MeasureKernels['histogram']['uniforms'] | MeasureKernels['locate']['uniforms']): void {
  checkVectors(operands, vectors);
  invariant(key === 'variance' ? vectors.length > 0 : vectors.length === 1, `the order by ${key ?? 'magnitude'} is of one vector`);
  if (key === 'importance') checkRows(tile, rows);
}

function checkOperands({ arena }: Bindings, { tile, operands }: { readonly tile: Tile; readonly operands: readonly Operand[] }): void {
  const { first, rows, columns } = tile;
  invariant(
    [first, rows, columns].every((n) => Number.isSafeInteger(n) && n >= 0),
    'a tile is counted in whole numbers',
  );
  for (const operand of operands) checkPlace(operand, tile, arena.bytes);
}

function checkPlace({ offset, dtype }: Operand, { rows, columns }: Tile, bytes: number): void {
  const size = DTYPES[dtype].bytes;
  invariant(DTYPES[dtype].float && offset >= 0 && offset % size === 0, `an operand starts at a multiple of ${size} bytes`);
  invariant(offset + rows * columns * size <= bytes, 'an operand lies in its buffer');
}

function checkVectors(operands: readonly Operand[], vectors: readonly Vector[]): void {
  checkIndices(
    operands,
    vectors.flatMap(({ x, reference }) => [x, reference]),
  );
}

function checkIndices(operands: readonly Operand[], indices: readonly (number | undefined)[]): void {
  for (const index of indices) invariant(index === undefined || operands[index], `operand ${index} exists`);
}

function checkGrid({ width, rows, columns, rowsPerBin, columnsPerBin }: BinGrid): void {
  const [firstRow, endRow] = rows;
  const [firstColumn, endColumn] = columns;
  invariant(
    firstRow >= 0 && firstRow <= endRow && firstColumn >= 0 && firstColumn <= endColumn && endColumn <= width,
    'a grid lies in its tensor',
  );
  invariant(rowsPerBin >= 1 && columnsPerBin >= 1, 'a bin has an entry');
}

function checkRows(tile: Tile, rows: Float64Array | undefined): void {
  invariant(rows?.length === tile.rows, 'there is one number for each row');
}

function checkKeep({ rows, columns }: Tile, keep: Keep): void {
  if (keep.kind === 'mask') invariant(keep.bits.length * 8 >= rows * columns, 'a mask has a bit for each entry');
  if (keep.kind !== 'ranked') return;
  invariant((keep.stream === undefined) !== (keep.draws === undefined), 'ranked entries take one source of draws');
  invariant(keep.draws === undefined || keep.draws.length === rows * columns, 'there is one draw for each entry');
}
