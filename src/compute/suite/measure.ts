/** Cases of `gram`, `finite`, `histogram` and `locate`. */
import { describe, test } from 'vitest';
import { DTYPES } from '../../formats/dtype.ts';
import { magnitudeBits } from '../../formats/number.ts';
import type { OrderKey, Vector } from '../backend.ts';
import { createFixture, createRandom, type Fixture, FORMATS, formats, packFixture, readFixture, TILE, TILES } from './fixture.ts';
import type { Rig } from './rig.ts';

/** Relative error allowed to a sum, as a share of the sum of its terms' magnitudes. */
const SUM = 2e-6;

export function measureCases(rig: Rig): void {
  describe('gram', () => {
    describe.each(['all', 'row', 'column'] as const)('over %s', (axis) => {
      test.each(TILES.map((tile, i) => ({ ...tile, i })))('$rows × $columns entries', async ({ i, ...tile }) => {
        const fixture = createFixture(i, tile, formats(i, 3), 'fine');
        const vectors = [{ x: 0 }, { x: 1, reference: 2 }, { x: 2 }];
        // Entries are at most about 1 (differences 2), in one sum each.
        const terms = 4 * (axis === 'all' ? tile.rows * tile.columns : axis === 'row' ? tile.columns : tile.rows);
        for (const diagonal of [false, true]) await rig.checkSums('gram', fixture, { vectors, axis, diagonal }, () => SUM * terms);
      });
    });

    test.each([1, 2, 9])('of %d vectors', async (models) => {
      const fixture = createFixture(models, TILE, formats(models, models), 'fine');
      const vectors = Array.from({ length: models }, (_, x) => ({ x }));
      await rig.checkSums('gram', fixture, { vectors, axis: 'all' }, () => SUM * TILE.rows * TILE.columns);
    });
  });

  describe('histogram and locate', () => {
    test.each(TILES.map((tile, i) => ({ ...tile, i })))('$rows × $columns entries', async ({ i, ...tile }) => {
      const fixture = createFixture(i, tile, formats(i, 2), i % 2 ? 'fine' : 'coarse');
      await checkOrder(rig, fixture, { vectors: [{ x: 0, reference: 1 }] });
    });

    test.each(FORMATS)('%s', async (dtype) => {
      await checkOrder(rig, createFixture(3, TILE, [dtype], 'fine'), { vectors: [{ x: 0 }] });
    });

    test('importance: magnitudes times a number for each row', async () => {
      const fixture = createFixture(8, TILE, formats(0, 2), 'fine');
      const random = createRandom(6);
      const rows = Float64Array.from({ length: TILE.rows }, () => random() * 1e-3 + 1e-6);
      await checkOrder(rig, fixture, { vectors: [{ x: 0, reference: 1 }], key: 'importance', rows });
    });
  });

  test.each(FORMATS)('finite: NaN and infinity in %s', (dtype) => countsOddities(rig, dtype));
}

/** The variance, which a graphics device may leave to the CPU. */
export function varianceCases(rig: Rig): void {
  test.each([1, 2, 3, 9])('histogram and locate: variance of %d vectors', async (models) => {
    const fixture = createFixture(models, TILE, formats(models, models + 1), 'coarse');
    const vectors = Array.from({ length: models }, (_, x): Vector => ({ x, reference: models }));
    await checkOrder(rig, fixture, { vectors, key: 'variance' });
  });

  test('a variance too small for float32 is not zero', async () => {
    const tile = { first: 0, rows: 1, columns: 3 };
    const fixture = packFixture(tile, ['F32', 'F32'], [Float64Array.of(1e-30, 2e-30, 5), Float64Array.of(1e-30, 1e-30, 6)]);
    await checkOrder(rig, fixture, { vectors: [{ x: 0 }, { x: 1 }], key: 'variance' });
  });
}

/** Bins of all entries, of those that share an entry's upper bits, and where an entry's equals are. */
async function checkOrder(rig: Rig, fixture: Fixture, order: OrderKey): Promise<void> {
  await rig.checkCounts('histogram', fixture, order);
  const [{ x = 0, reference } = {}] = order.vectors;
  const middle = Math.floor((fixture.tile.rows * fixture.tile.columns) / 2);
  const value = (fixture.values[x]?.[middle] ?? 0.5) - (reference === undefined ? 0 : (fixture.values[reference]?.[middle] ?? 0));
  const bits = magnitudeBits(value);
  for (const prefix of [bits >>> 15, 0, 0x7f80]) await rig.checkCounts('histogram', fixture, { ...order, prefix });
  for (const wanted of [bits, 0, magnitudeBits(0.375)]) {
    for (const nth of [0, 1, 20, 1e6]) await rig.checkCounts('locate', fixture, { ...order, bits: wanted, nth });
  }
}

async function countsOddities(rig: Rig, dtype: (typeof FORMATS)[number]): Promise<void> {
  const odd = {
    F32: [0x7fc00000, 0x7f800000, 0xff800000, 0x7f800001],
    F16: [0x7e00, 0x7c00, 0xfc00, 0x7c01],
    BF16: [0x7fc0, 0x7f80, 0xff80, 0xff81],
    F8_E4M3: [0x7f, 0xff, 0x7e, 0x7f],
    F8_E5M2: [0x7e, 0x7c, 0xfc, 0x7d],
  };
  for (const tile of TILES) {
    const clean = packFixture(
      tile,
      [dtype, 'F32'],
      createFixture(1, tile, [dtype, 'F32'], 'fine').values.map((values) => values.slice()),
    );
    const words = new DataView(clean.bytes.buffer);
    const { offset = 0 } = clean.operands[0] ?? {};
    for (let i = 0; i < tile.rows * tile.columns; i += 5) {
      const word = odd[dtype][(i / 5) % 4] ?? 0;
      if (DTYPES[dtype].bytes === 4) words.setUint32(offset + 4 * i, word, true);
      else if (DTYPES[dtype].bytes === 2) words.setUint16(offset + 2 * i, word, true);
      else words.setUint8(offset + i, word);
    }
    await rig.checkCounts('finite', readFixture(tile, clean.operands, clean.bytes), {});
  }
}
