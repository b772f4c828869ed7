/** Cases of the pointwise rules and their statistics. */
import { describe, test } from 'vitest';
import type { PointwiseUniforms } from '../backend.ts';
import { createFixture, createOddFixture, createRandom, type Fixture, FORMATS, formats, type Grain, TILES } from './fixture.ts';
import type { Rig } from './rig.ts';

type Request = Omit<PointwiseUniforms, 'tile' | 'operands' | 'out'>;

interface Odd {
  readonly name: string;
  readonly request: Omit<Request, 'base' | 'rows'>;
  /** Entries whose result is rounded. */
  readonly rounded?: (i: number, fixture: Fixture) => boolean;
}

/** Of whole numbers most results have no rounding in them. */
const ODD: readonly Odd[] = [
  {
    name: 'nearswap',
    request: { rule: 'nearswap', models: [1], numbers: [1] },
    rounded: (i, { values: [base, other] }) => Math.abs((base?.[i] ?? 0) - (other?.[i] ?? 0)) === 3,
  },
  { name: 'ram', request: { rule: 'ram', models: [1, 2], numbers: [0.5, 1.25, 0.75] } },
  { name: 'sce', request: { rule: 'sce', models: [1, 2], numbers: [0.5, 0.5] } },
  { name: 'fusion', request: { rule: 'fusion', models: [1], numbers: [1] } },
  { name: 'fusion with a threshold that is none', request: { rule: 'fusion', models: [1], numbers: [Number.NaN] } },
];

export function pointwiseCases(rig: Rig): void {
  describe('pointwise', () => {
    onTiles('nearswap', 1, 'fine', async (fixture, dtype) => {
      for (const t of [0.05, 0.4, -1])
        await rig.checkRun('pointwise', fixture, dtype, { rule: 'nearswap', base: 1, models: [0], numbers: [t] }, { gain: 2 });
    });

    onTiles('ram', 3, 'coarse', async (fixture, dtype) => {
      const request: Request = { rule: 'ram', base: 3, models: [0, 1, 2], numbers: [0.5, 1, 1.25, 1.1] };
      await rig.checkRun('pointwise', fixture, dtype, request, { gain: 3 });
      await rig.checkCounts('pointwiseStatistics', fixture, { rule: 'ram', base: 3, models: [0, 1, 2], numbers: [0.5] });
    });

    onTiles('sce without a selection', 4, 'coarse', async (fixture, dtype) => {
      const models = [0, 1, 2, 3];
      await rig.checkRun('pointwise', fixture, dtype, { rule: 'sce', base: 4, models, numbers: [0.5, 0.125, 0.25, 0] }, { gain: 3 });
      const terms = 4 * fixture.tile.rows * fixture.tile.columns;
      await rig.checkSums('pointwiseStatistics', fixture, { rule: 'sce', base: 4, models, numbers: [] }, () => 2e-6 * terms);
    });

    onTiles('fusion', 1, 'fine', async (fixture, dtype) => {
      const random = createRandom(6);
      const rows = Float64Array.from({ length: fixture.tile.rows }, () => random() * 0.01);
      await rig.checkRun('pointwise', fixture, dtype, { rule: 'fusion', base: 1, models: [0], numbers: [0.002], rows }, { gain: 2 });
    });

    test.each(ODD)('NaN and infinities: $name', async ({ request, rounded }) => {
      const fixture = createOddFixture();
      const rows = request.rule === 'fusion' ? new Float64Array(fixture.tile.rows).fill(1) : undefined;
      const ignore = rounded && ((i: number) => rounded(i, fixture));
      await rig.checkRun('pointwise', fixture, 'F32', { base: 0, ...request, rows }, { discrete: true, ignore });
    });

    onTiles('the divergence of rows', 1, 'fine', async (fixture) => {
      const request = { rule: 'fusion', base: 1, models: [0], numbers: [] } as const;
      await rig.checkSums('pointwiseStatistics', fixture, request, (i, expected) => 1e-4 * (expected[i] ?? 0) + 1e-9);
    });
  });
}

/** SCE's selection by variance, which a graphics device may leave to the CPU. */
export function selectionCases(rig: Rig): void {
  describe('pointwise', () => {
    onTiles('sce with a selection', 3, 'coarse', async (fixture, dtype) => {
      const { first, rows, columns } = fixture.tile;
      const keep = { kind: 'band', low: { bits: 0x3e000000, index: first + Math.floor((rows * columns) / 2), side: 'below' } } as const;
      const request = { rule: 'sce', base: 3, models: [0, 1, 2], keep } as const;
      await rig.checkRun('pointwise', fixture, dtype, { ...request, numbers: [0.5, 0.125, 0.25] }, { gain: 3 });
      await rig.checkSums('pointwiseStatistics', fixture, { ...request, numbers: [] }, () => 8e-6 * rows * columns);
    });
  });
}

/** The last operand is the base. */
function onTiles(
  name: string,
  models: number,
  grain: Grain,
  check: (fixture: Fixture, dtype: (typeof FORMATS)[number]) => Promise<void>,
): void {
  test(name, async () => {
    for (const [i, tile] of TILES.entries()) {
      await check(createFixture(i, tile, formats(i, models + 1), grain), FORMATS[i % FORMATS.length] ?? 'F32');
    }
  });
}
