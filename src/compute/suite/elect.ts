/** Cases of `elect`: every way of electing and dividing, every way of sparsifying, all formats and tiles. */
import { describe, test } from 'vitest';
import { fixedPoint } from '../../base/random.ts';
import { magnitudeBits } from '../../formats/number.ts';
import type { ElectUniforms, Keep, Tile } from '../backend.ts';
import { createFixture, createOddFixture, createRandom, type Fixture, FORMATS, formats, TILE, TILES } from './fixture.ts';
import type { Rig } from './rig.ts';

type Rule = Pick<ElectUniforms, 'sign' | 'votes' | 'zero' | 'normalize'>;

const RULES: readonly Rule[] = (['none', 'mass', 'count'] as const).flatMap((sign) =>
  (['weighted', 'unweighted'] as const).flatMap((votes) =>
    ([1, -1] as const).flatMap((zero) => (['none', 'weights', 'count'] as const).map((normalize) => ({ sign, votes, zero, normalize }))),
  ),
);
const TIES_RULE: Rule = { sign: 'mass', votes: 'weighted', zero: 1, normalize: 'weights' };

/** Sums of these and of coarse entries are exact in any order, fused or not; one is negative. */
const DYADIC = [0.5, 1, -0.25, 0.5, 2, 1, 0.25, -1, 0.5];

export function electCases(rig: Rig): void {
  describe('elect', () => {
    test.each(RULES.map((rule, i) => ({ ...rule, i })))(
      'sign $sign, $votes votes, zero $zero, divided by $normalize',
      async ({ i, ...rule }) => {
        const models = 1 + (i % 9);
        const coarse = createFixture(i, TILE, formats(i, models + 1), 'coarse');
        await rig.checkRun(
          'elect',
          coarse,
          'F32',
          { ...electionOf(rule, models, coarse, (m) => DYADIC[m] ?? 1), lambda: 0.5 },
          { gain: 16 },
        );
        const fine = createFixture(i, TILE, formats(i, models + 1), 'fine');
        const request = electionOf(rule, models, fine, (m) => 0.2 + 0.1 * m);
        await rig.checkRun('elect', fine, FORMATS[i % FORMATS.length] ?? 'F32', request, {
          gain: models * 2,
          ignore: undecided(request, fine),
        });
      },
    );

    test.each(TILES.map((tile, i) => ({ ...tile, i })))('$rows × $columns entries', async ({ i, ...tile }) => {
      const fixture = createFixture(i, tile, formats(i, 4), 'coarse');
      const request = electionOf(TIES_RULE, 3, fixture, (m) => DYADIC[m] ?? 1);
      for (const dtype of FORMATS) await rig.checkRun('elect', fixture, dtype, request, { gain: 4 });
    });

    test.each(RULES.filter(({ normalize }) => normalize === 'none'))(
      'NaN and infinities: sign $sign, $votes votes, zero $zero',
      async (rule) => {
        const fixture = createOddFixture();
        const request = { ...electionOf(rule, 0, fixture, () => 1), models: [0, 1, 2].map((x) => ({ x, ...WHOLE })) };
        await rig.checkRun('elect', fixture, 'F32', request, { discrete: true });
      },
    );

    test('a base that is not the first operand, and one model twice', async () => {
      const fixture = createFixture(3, TILE, formats(2, 3), 'fine');
      const model = { keep: { kind: 'all' }, factor: 1.5, weight: 0.4 } as const;
      const request = { ...electionOf({ ...TIES_RULE, sign: 'none' }, 0, fixture, () => 1), base: 1, divisor: 0.8 };
      await rig.checkRun(
        'elect',
        fixture,
        'BF16',
        {
          ...request,
          models: [
            { ...model, x: 0 },
            { ...model, x: 2 },
            { ...model, x: 0 },
          ],
        },
        { gain: 3 },
      );
    });

    test('no models at all leave the base', async () => {
      const fixture = createFixture(4, TILE, ['F16'], 'fine');
      for (const rule of RULES.slice(0, 8))
        await rig.checkRun(
          'elect',
          fixture,
          'F32',
          electionOf(rule, 0, fixture, () => 1),
          { discrete: true },
        );
    });
  });
}

const WHOLE = { keep: { kind: 'all' }, factor: 1, weight: 0.5 } as const;

/** The last operand is the base; the models are sparsified in different ways. */
function electionOf(
  rule: Rule,
  models: number,
  { tile, operands }: Fixture,
  weight: (model: number) => number,
): Omit<ElectUniforms, 'tile' | 'operands' | 'out'> {
  return {
    ...rule,
    base: operands.length - 1,
    models: Array.from({ length: models }, (_, x) => ({ x, keep: keepOf(x, tile), factor: x % 3 === 2 ? 2 : 1, weight: weight(x) })),
    divisor: 1.75,
    lambda: 1,
  };
}

const KEEPS: readonly ((tile: Tile) => Keep)[] = [
  () => ({ kind: 'all' }),
  ({ first, rows, columns }) => ({
    kind: 'band',
    low: { bits: magnitudeBits(0.25), index: first + Math.floor((rows * columns) / 2), side: 'from' },
  }),
  () => ({ kind: 'bernoulli', probability: fixedPoint(0.6), stream: { seed: 7, model: 1, name: 5, stream: 0 } }),
  ({ rows, columns }) => ({ kind: 'mask', bits: randomBits(rows * columns) }),
  ({ first }) => ({
    kind: 'band',
    low: { bits: magnitudeBits(0.125), index: first + 100, side: 'below' },
    high: { bits: magnitudeBits(1), index: first + 7, side: 'from' },
  }),
];

const keepOf = (model: number, tile: Tile): Keep => KEEPS[model % KEEPS.length]?.(tile) ?? { kind: 'all' };

function randomBits(count: number): Uint8Array<ArrayBuffer> {
  const random = createRandom(17);
  return Uint8Array.from({ length: Math.ceil(count / 8) }, () => Math.floor(random() * 256));
}

/** Whether the votes of an entry all but cancel, so that a device that fuses may elect otherwise. */
function undecided(
  { models, base, votes, sign }: Pick<ElectUniforms, 'models' | 'base' | 'votes' | 'sign'>,
  { values }: Fixture,
): (i: number) => boolean {
  if (sign !== 'mass') return () => false;
  const at = (operand: number, i: number) => values[operand]?.[i] ?? 0;
  return (i) => {
    const all = models.map(({ x, factor, weight }) => (at(x, i) - at(base, i)) * factor * (votes === 'weighted' ? weight : 1));
    const mass = all.reduce((sum, vote) => sum + Math.abs(vote), 0);
    // Which of them are kept does not matter here: any sum of some that is all but zero is passed over.
    return sums(all).some((sum) => Math.abs(sum) < 1e-5 * mass);
  };
}

/** The sums of all non-empty subsets. */
function sums(values: readonly number[]): number[] {
  const known: number[] = [];
  for (const value of values) known.push(value, ...known.map((sum) => sum + value));
  return known;
}
