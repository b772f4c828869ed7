/** Sparsification: which entries of a difference survive, and what becomes of them. */
import { unreachable } from '../../base/assert.ts';
import { createDraws, createTrials } from '../../base/random.ts';
import { magnitudeBits } from '../../formats/number.ts';
import type { Cut, Keep, Tile } from '../backend.ts';
import { type Arithmetic, at } from './arithmetic.ts';

export interface Sparsified {
  /** 1 where the entry survives (a zero may). */
  readonly kept: Uint8Array;
  /** The surviving entries, 0 elsewhere. */
  readonly values: Float64Array;
}

type RankedKeep = Extract<Keep, { kind: 'ranked' }>;

/** `order`: what bands and ranks compare, |values| when absent. */
export function sparsify(values: Float64Array, keep: Keep, tile: Tile, round: Arithmetic, order: Float64Array = values): Sparsified {
  if (keep.kind === 'ranked') return sparsifyRanked(values, keep, tile, round, order);
  const survives = survivor(keep, tile, order);
  const kept = Uint8Array.from(values, (_, i) => Number(survives(i)));
  return { kept, values: values.map((value, i) => (kept[i] ? value : 0)) };
}

function survivor(keep: Exclude<Keep, RankedKeep>, tile: Tile, order: Float64Array): (i: number) => boolean {
  switch (keep.kind) {
    case 'all':
      return () => true;
    case 'none':
      return () => false;
    case 'band': {
      const { low, high } = keep;
      return (i) => {
        const bits = magnitudeBits(at(order, i));
        const index = tile.first + i;
        return (!low || bits > low.bits || onCut(low, bits, index)) && (!high || bits < high.bits || onCut(high, bits, index));
      };
    }
    case 'bernoulli': {
      const survives = createTrials(keep.stream, keep.probability);
      return (i) => survives(tile.first + i);
    }
    case 'mask':
      return (i) => (((keep.bits[i >>> 3] ?? 0) >>> (i & 7)) & 1) === 1;
    default:
      return unreachable(keep);
  }
}

const onCut = (cut: Cut, bits: number, index: number): boolean =>
  bits === cut.bits && (cut.side === 'below' ? index < cut.index : index >= cut.index);

/** DELLA (Deep et al. 2024), with mergekit's probabilities. */
function sparsifyRanked(values: Float64Array, keep: RankedKeep, tile: Tile, round: Arithmetic, order: Float64Array): Sparsified {
  const probability = rankProbabilities(keep, tile, round, order);
  const survives = drawBelow(keep, tile, probability);
  const kept = Uint8Array.from(values, (_, i) => Number(survives(i)));
  const whole = (i: number) => (keep.divide ? round(at(values, i) / at(probability, i)) : at(values, i));
  return { kept, values: values.map((_, i) => (kept[i] ? whole(i) : 0)) };
}

function drawBelow({ stream, draws }: RankedKeep, { first }: Tile, probability: Float64Array): (i: number) => boolean {
  if (draws) return (i) => at(draws, i) * 2 ** -24 < at(probability, i);
  const draw = createDraws(stream ?? { seed: 0, model: 0, name: 0, stream: 0 });
  return (i) => draw(first + i) < at(probability, i) * 2 ** 32;
}

/** low + (high − low)·(rank − 1)/(columns − 1) within each row; the mean where a row has one column. */
function rankProbabilities({ low, high }: RankedKeep, { rows, columns }: Tile, round: Arithmetic, order: Float64Array): Float64Array {
  const probability = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const entries = Array.from({ length: columns }, (_, column) => row * columns + column);
    const bits = (i: number) => magnitudeBits(at(order, i));
    entries
      .sort((a, b) => bits(a) - bits(b) || a - b)
      .forEach((i, position) => {
        const share = columns === 1 ? 0.5 : round(position / (columns - 1));
        probability[i] = round(round(share * round(high - low)) + round(low));
      });
  }
  return probability;
}
