/** Cases of `combine`: formats, tiles, numbers of models, axes, and the steps after the sum. */
import { describe, test } from 'vitest';
import { DTYPES, type FloatDType } from '../../formats/dtype.ts';
import type { Axis, CombineTerm, Tile } from '../backend.ts';
import { axisLength } from '../check.ts';
import { createFixture, createRandom, type Fixture, FORMATS, formats, packFixture, readFixture, TILE, TILES } from './fixture.ts';
import type { Rig } from './rig.ts';

export function combineCases(rig: Rig): void {
  describe('combine', () => {
    test.each(FORMATS)('decodes every %s number', (dtype) => decodesEveryNumber(rig, dtype));
    test.each(FORMATS)('encodes %s, rounding to nearest even', (dtype) => encodes(rig, dtype));

    test.each(TILES.map((tile, i) => ({ ...tile, i })))('$rows × $columns entries', async ({ i, ...tile }) => {
      for (const base of [undefined, 2]) {
        const terms = termsOf(i, tile, 'all', 2);
        const fixture = createFixture(i, tile, formats(i, 3), 'fine');
        for (const dtype of FORMATS) await rig.checkRun('combine', fixture, dtype, { terms, axis: 'all', base }, { gain: 2 });
      }
    });

    describe.each(['all', 'row', 'column'] as const)('a coefficient for each %s', (axis) => {
      test.each([1, 2, 3, 9])('%d models', async (models) => {
        for (const [base, divisor, scale] of STEPS) {
          const fixture = createFixture(models, TILE, formats(models, models + 1), 'fine');
          const request = { terms: termsOf(models, TILE, axis, models), axis, base: base ? models : undefined, divisor, scale };
          for (const dtype of ['F32', 'BF16'] as const) await rig.checkRun('combine', fixture, dtype, request, { gain: models * 2 });
        }
      });
    });

    test('differences from references, with and without a base', async () => {
      const fixture = createFixture(5, TILE, formats(0, 5), 'fine');
      const terms = [
        { x: 0, reference: 1, coefficient: 0.3 },
        { x: 2, reference: 3, coefficient: -0.7 },
      ];
      for (const base of [undefined, 4]) await rig.checkRun('combine', fixture, 'F32', { terms, axis: 'all', base }, { gain: 2 });
    });
  });
}

/** Whether there is a base; a divisor; a scale. */
const STEPS: readonly (readonly [boolean, number | undefined, number | undefined])[] = [
  [false, undefined, undefined],
  [false, 1.7, undefined],
  [false, 1.3, 0.9],
  [true, undefined, undefined],
  [true, 1.9, undefined],
  [true, undefined, 0.6],
  [true, 2.1, 1.1],
];

function termsOf(seed: number, tile: Tile, axis: Axis, models: number): CombineTerm[] {
  const random = createRandom(1000 + seed);
  const coefficient = () => random() * 1.5 - 0.5;
  return Array.from({ length: models }, (_, x) => ({
    x,
    coefficient: axis === 'all' ? coefficient() : Float64Array.from({ length: axisLength(tile, axis) }, coefficient),
  }));
}

/** Whether a device may treat the number as it likes: not finite, or below the smallest normal float32. */
const isLoose = (value: number): boolean => !Number.isFinite(value) || (value !== 0 && Math.abs(value) < 2 ** -126);

async function decodesEveryNumber(rig: Rig, dtype: FloatDType): Promise<void> {
  const tile = { first: 0, rows: 256, columns: 256 };
  const { bytes } = DTYPES[dtype];
  const words = new DataView(new ArrayBuffer(tile.rows * tile.columns * bytes));
  const random = createRandom(1);
  for (let i = 0; i < tile.rows * tile.columns; i++) {
    if (bytes === 4) words.setUint32(4 * i, Math.floor(random() * 2 ** 32), true);
    else if (bytes === 2) words.setUint16(2 * i, i, true);
    else words.setUint8(i, i);
  }
  await checkConversion(rig, readFixture(tile, [{ offset: 0, dtype }], new Uint8Array(words.buffer)), 'F32');
}

async function checkConversion(rig: Rig, fixture: Fixture, dtype: FloatDType): Promise<void> {
  const ignore = (i: number) => isLoose(fixture.values[0]?.[i] ?? 0);
  await rig.checkRun('combine', fixture, dtype, { terms: [{ x: 0, coefficient: 1 }], axis: 'all' }, { discrete: true, ignore });
}

/** Half the distance of the format's numbers next to 1, and beyond which power of two it overflows and underflows. */
const HALF_STEP = { F64: 1, F32: 1, F16: 2 ** -11, BF16: 2 ** -8, F8_E4M3: 2 ** -4, F8_E5M2: 2 ** -3 };
const REACH = { F64: 1, F32: 125, F16: 26, BF16: 125, F8_E4M3: 12, F8_E5M2: 20 };

/** Numbers of all magnitudes, and those half-way between two of the format's. */
async function encodes(rig: Rig, dtype: FloatDType): Promise<void> {
  const tile = { first: 0, rows: 101, columns: 97 };
  const random = createRandom(2);
  const value = (_: unknown, i: number) => {
    const mantissa = i % 2 ? 1 + random() : 1 + HALF_STEP[dtype] * Math.floor(random() / HALF_STEP[dtype]);
    return (random() < 0.5 ? -1 : 1) * mantissa * 2 ** Math.round((random() * 2 - 1) * REACH[dtype]);
  };
  const fixture = packFixture(tile, ['F32'], [Float64Array.from({ length: tile.rows * tile.columns }, value)]);
  await checkConversion(rig, fixture, dtype);
}
