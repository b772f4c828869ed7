/** Cases of sparsification, by what is left (`elect` with one model) and by its masses and counts. */
import { describe, test } from 'vitest';
import { fixedPoint } from '../../base/random.ts';
import { magnitudeBits } from '../../formats/number.ts';
import type { Keep, PhiloxStream, Tile } from '../backend.ts';
import { createFixture, createRandom, FORMATS, formats, TILE, TILES } from './fixture.ts';
import type { Rig } from './rig.ts';

type KeepCase = readonly [string, (tile: Tile) => Keep];

const STREAM: PhiloxStream = { seed: 0xdeadbeef, model: 3, name: 0x9e3779b9, stream: 1 };
const bits = magnitudeBits(0.5);
const middle = ({ first, rows, columns }: Tile) => first + Math.floor((rows * columns) / 3);

const KEEPS: readonly KeepCase[] = [
  ['all', () => ({ kind: 'all' })],
  ['none', () => ({ kind: 'none' })],
  ['an open band', () => ({ kind: 'band' })],
  ['above a cut, ties below an index', (tile) => ({ kind: 'band', low: { bits, index: middle(tile), side: 'below' } })],
  ['above a cut, ties from an index', (tile) => ({ kind: 'band', low: { bits, index: middle(tile), side: 'from' } })],
  ['above a cut with all its ties', () => ({ kind: 'band', low: { bits, index: 0, side: 'from' } })],
  ['above a cut with none of its ties', () => ({ kind: 'band', low: { bits, index: 0, side: 'below' } })],
  ['above zero', () => ({ kind: 'band', low: { bits: 0, index: 0, side: 'below' } })],
  ['below a cut', (tile) => ({ kind: 'band', high: { bits, index: middle(tile), side: 'from' } })],
  [
    'between two cuts',
    (tile) => ({
      kind: 'band',
      low: { bits: magnitudeBits(0.25), index: middle(tile) + 5, side: 'from' },
      high: { bits: magnitudeBits(0.75), index: middle(tile) - 5, side: 'below' },
    }),
  ],
  [
    'between two cuts at one magnitude',
    (tile) => ({
      kind: 'band',
      low: { bits, index: middle(tile), side: 'from' },
      high: { bits, index: middle(tile) + 40, side: 'below' },
    }),
  ],
  ['one in four at random', () => ({ kind: 'bernoulli', probability: fixedPoint(0.25), stream: STREAM })],
  ['all at random', () => ({ kind: 'bernoulli', probability: 2 ** 32, stream: STREAM })],
  ['none at random', () => ({ kind: 'bernoulli', probability: 0, stream: STREAM })],
  ['nearly all at random', () => ({ kind: 'bernoulli', probability: 2 ** 32 - 1, stream: { ...STREAM, seed: 0 } })],
  [
    'a mask',
    ({ rows, columns }) => ({
      kind: 'mask',
      bits: Uint8Array.from({ length: Math.ceil((rows * columns) / 8) }, (_, i) => (i * 37) ^ (i >> 3)),
    }),
  ],
];

const RANKED: readonly KeepCase[] = [
  ['by rank', () => ({ kind: 'ranked', low: 0.2, high: 0.7, stream: STREAM })],
  ['by rank, divided', () => ({ kind: 'ranked', low: 0.35, high: 0.65, stream: STREAM, divide: true })],
  ['by rank, with given draws', ({ rows, columns }) => ({ kind: 'ranked', low: 0.35, high: 0.65, draws: randomDraws(rows * columns) })],
];

export function keepCases(rig: Rig): void {
  describe('keep', () => {
    test.each(KEEPS)('%s', (_, keep) => keeps(rig, keep));
  });
}

/** The rank-dependent rule, which a graphics device may leave to the CPU. */
export function rankedCases(rig: Rig): void {
  describe('keep', () => {
    test.each(RANKED)('%s', (_, keep) => keeps(rig, keep));
  });
}

async function keeps(rig: Rig, keep: (tile: Tile) => Keep): Promise<void> {
  const rule = { sign: 'none', votes: 'weighted', zero: 1, normalize: 'none', divisor: 1, lambda: 1 } as const;
  for (const [i, tile] of TILES.entries()) {
    const fixture = createFixture(i, tile, formats(i, 2), 'coarse');
    const models = [{ x: 1, keep: keep(tile), factor: 1, weight: 1 }];
    await rig.checkRun('elect', fixture, FORMATS[i % FORMATS.length] ?? 'F32', { ...rule, base: 0, models }, { gain: 2 });
  }
  await checkMasses(rig, keep);
}

/** Counts must be exact, sums nearly so: every third number is a count. */
async function checkMasses(rig: Rig, keep: (tile: Tile) => Keep): Promise<void> {
  for (const tile of [TILE, ...TILES.slice(0, 5)]) {
    const fixture = createFixture(11, tile, formats(1, 3), 'coarse');
    const vectors = [
      { x: 0, reference: 2, keep: keep(tile) },
      { x: 1, keep: keep(tile) },
      { x: 1, reference: 2, keep: { kind: 'all' } },
    ] as const;
    await rig.checkSums('mass', fixture, { vectors }, (i, expected) => (i % 3 === 2 ? 0 : 2e-6 * (expected[i] ?? 0)));
  }
}

function randomDraws(count: number): Uint32Array<ArrayBuffer> {
  const random = createRandom(23);
  return Uint32Array.from({ length: count }, () => Math.floor(random() * 2 ** 24));
}
