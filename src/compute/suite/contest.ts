/** Cases of `contest`: every way of electing and sparsifying, all formats and tiles, grids of several sizes. */
import { describe, test } from 'vitest';
import { fixedPoint } from '../../base/random.ts';
import { magnitudeBits } from '../../formats/number.ts';
import type { BinGrid, Keep, Tile, Voter } from '../backend.ts';
import { BIN_NUMBERS, VOTER_NUMBERS } from '../grid.ts';
import { createFixture, createRandom, type Fixture, formats, type MeasureRequest, packFixture, TILE, TILES } from './fixture.ts';
import type { Rig } from './rig.ts';

type Request = MeasureRequest<'contest'>;

/** Sums of these and of coarse entries are exact in any order, fused or not, so that every election is decided alike. */
const DYADIC = [0.5, 1, -0.25, 0.5, 2, 1, 0.25, -1, 0.5];

/** Of a bin's numbers, those that are sums of float32: the others count. */
const isMass = (i: number, voters: number): boolean => {
  const place = i % (BIN_NUMBERS + VOTER_NUMBERS * voters);
  return place < BIN_NUMBERS ? place === 2 || place === 3 : (place - BIN_NUMBERS) % VOTER_NUMBERS === 2;
};

/** Relative error of a mass, as a share of the largest that it can be. */
const SUM = 2e-6;

async function check(rig: Rig, fixture: Fixture, request: Request): Promise<void> {
  const { rowsPerBin, columnsPerBin } = request.grid;
  const entries = Math.min(fixture.tile.rows * fixture.tile.columns, rowsPerBin * columnsPerBin);
  await rig.checkSums('contest', fixture, request, (i) =>
    isMass(i, request.voters.length) ? SUM * 8 * request.voters.length * entries : 0,
  );
}

/** Whole rows, past the index 2^34. */
const ROWS = { ...TILE, first: TILE.first - (TILE.first % TILE.columns) };

export function contestCases(rig: Rig): void {
  describe('contest', () => {
    test.each(TILES.map((tile, i) => ({ ...tile, i })))('$rows × $columns entries', async ({ i, ...tile }) => {
      const fixture = createFixture(i, rowsOf(tile), formats(i, 4), 'coarse');
      for (const grid of gridsOf(fixture.tile)) await check(rig, fixture, requestOf(fixture, 3, grid));
    });

    test.each(
      [1, 2, 5, 9].flatMap((models) =>
        (['mass', 'count'] as const).flatMap((sign) => ([1, -1] as const).map((zero) => ({ models, sign, zero }))),
      ),
    )('$models models by $sign, zero $zero', async ({ models, sign, zero }) => {
      const fixture = createFixture(models, ROWS, formats(models, models + 1), 'coarse');
      await check(rig, fixture, { ...requestOf(fixture, models, wholeOf(ROWS)), sign, zero });
    });

    test('no voters, and voters without a reference', async () => {
      const fixture = createFixture(2, ROWS, formats(0, 3), 'coarse');
      await check(rig, fixture, requestOf(fixture, 0, wholeOf(ROWS)));
      const voters = [0, 1, 2].map((x): Voter => ({ x, keep: { kind: 'all' }, factor: 1, weight: x - 1 }));
      await check(rig, fixture, { voters, sign: 'mass', zero: 1, grid: wholeOf(ROWS) });
    });

    test('where a vote is not finite nothing is contested', async () => {
      const tile = { first: 0, rows: 1, columns: 5 };
      const odd = Float64Array.of(Number.NaN, Infinity, -Infinity, 1, 0);
      const fixture = packFixture(
        tile,
        ['F32', 'F32', 'F32', 'F32'],
        [odd, Float64Array.of(1, 1, 1, -1, 1), Float64Array.of(1, -1, 1, 1, 1), new Float64Array(5)],
      );
      const voters = [0, 1, 2].map(
        (x): Voter => ({
          x,
          reference: 3,
          keep: { kind: 'band', high: { bits: magnitudeBits(4), index: 0, side: 'below' } },
          factor: 1,
          weight: 1,
        }),
      );
      const grid = { ...wholeOf(tile), columnsPerBin: 1 };
      await rig.checkCounts('contest', fixture, { voters, sign: 'mass', zero: 1, grid });
    });
  });
}

/** Voters kept by rank in their rows, which a graphics device may leave to another. */
export function rankedContestCases(rig: Rig): void {
  test.each([false, true])('contest by rank, divided: %s', async (divide) => {
    const fixture = createFixture(5, ROWS, formats(1, 3), 'coarse');
    const stream = { seed: 3, model: 1, name: 9, stream: 0 };
    const voters = [0, 1].map(
      (x): Voter => ({ x, reference: 2, keep: { kind: 'ranked', low: 0.25, high: 0.75, stream, divide }, factor: 1, weight: 1 }),
    );
    const grid = { ...wholeOf(ROWS), rowsPerBin: 5, columnsPerBin: 16 };
    await check(rig, fixture, { voters, sign: 'count', zero: 1, grid });
  });
}

/** The tile, or its nearest neighbour that holds whole rows: tiles of several rows do. */
const rowsOf = (tile: Tile): Tile => (tile.rows > 1 ? { ...tile, first: tile.first - (tile.first % tile.columns) } : tile);

/** Columns of a tensor of which a single row is a part. */
const WIDE = 10_007;

/** The whole tile as one bin. */
function wholeOf({ first, rows, columns }: Tile): BinGrid {
  const width = rows > 1 ? columns : WIDE;
  const row = Math.floor(first / width);
  return { width, rows: [row, row + rows], columns: [0, width], rowsPerBin: Math.max(1, rows), columnsPerBin: width };
}

function gridsOf(tile: Tile): BinGrid[] {
  const whole = wholeOf(tile);
  const [from, to] = whole.rows;
  const middle = Math.floor(whole.width / 2);
  return [
    whole,
    { ...whole, rowsPerBin: 4, columnsPerBin: 16 },
    { ...whole, rowsPerBin: 1, columnsPerBin: Math.ceil(whole.width / 3) },
    { ...whole, rows: [from, Math.max(from, to - 1)], columns: [Math.min(1, middle), middle], rowsPerBin: 3, columnsPerBin: 7 },
  ];
}

const KEEPS: readonly ((tile: Tile) => Keep)[] = [
  () => ({ kind: 'all' }),
  ({ first, rows, columns }) => ({
    kind: 'band',
    low: { bits: magnitudeBits(0.25), index: first + Math.floor((rows * columns) / 2), side: 'from' },
  }),
  () => ({ kind: 'bernoulli', probability: fixedPoint(0.6), stream: { seed: 7, model: 1, name: 5, stream: 0 } }),
  ({ rows, columns }) => ({ kind: 'mask', bits: randomBits(rows * columns) }),
  () => ({ kind: 'none' }),
];

/** The last operand is the base. */
function requestOf({ tile, operands }: Fixture, models: number, grid: BinGrid): Request {
  const voters = Array.from(
    { length: models },
    (_, x): Voter => ({
      x,
      reference: operands.length - 1,
      keep: KEEPS[x % KEEPS.length]?.(tile) ?? { kind: 'all' },
      factor: x % 3 === 2 ? 2 : 1,
      weight: DYADIC[x] ?? 1,
    }),
  );
  return { voters, sign: 'mass', zero: 1, grid };
}

function randomBits(count: number): Uint8Array<ArrayBuffer> {
  const random = createRandom(17);
  return Uint8Array.from({ length: Math.ceil(count / 8) }, () => Math.floor(random() * 256));
}
