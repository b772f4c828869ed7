/**
 * Where random masks come from. Philox needs no state: any tile on any device draws the same. mergekit's stream is one
 * sequence over all tensors, so a tensor's draws start where the ones before it ended.
 */
import { fixedPoint, hashName } from '../../base/random.ts';
import type { TorchRandom } from '../../base/torch-random.ts';
import type { Keep, Tile } from '../../compute/backend.ts';
import { roundTo } from '../../formats/number.ts';
import type { PerTile } from '../../methods/work.ts';
import type { MergeStep, Plan } from '../plan-types.ts';

export interface Draws {
  bernoulli(input: number, probability: number): PerTile<Keep>;
  ranked(input: number, low: number, high: number, divide?: boolean): PerTile<Keep>;
}

export function philoxDraws({ seed }: Plan['random'], { positions, drawnAs }: MergeStep): Draws {
  const stream = (input: number) => ({ seed, model: positions[input] ?? input, name: hashName(drawnAs), stream: 0 });
  return {
    bernoulli: (input, p) => ({ kind: 'bernoulli', probability: fixedPoint(p), stream: stream(input) }),
    ranked: (input, low, high, divide) => ({ kind: 'ranked', low, high, stream: stream(input), divide }),
  };
}

/** `start` stands where the tensor's draws begin; the models of `step.draws` follow one another from there. */
export function torchDraws(start: TorchRandom, step: MergeStep, elements: number): Draws {
  const streamOf = (input: number) => {
    const from = start.fork();
    from.skip(step.draws.indexOf(input) * elements);
    return sequential(from);
  };
  return {
    bernoulli(input, exact) {
      const at = streamOf(input);
      // mergekit holds the density in the dtype that it computes in.
      const p = step.workDtype === 'BF16' ? roundTo('BF16', exact) : exact;
      return (tile) => {
        const count = tile.rows * tile.columns;
        const bits = new Uint8Array(Math.ceil(count / 8));
        at(tile.first, count).fillBits(bits, count, p);
        return { kind: 'mask', bits };
      };
    },
    ranked(input, low, high, divide) {
      const at = streamOf(input);
      return (tile) => {
        const draws = new Uint32Array(tile.rows * tile.columns);
        at(tile.first, draws.length).fill24(draws);
        return { kind: 'ranked', low, high, draws, divide };
      };
    },
  };
}

/** Gives the generator standing at an entry. Tiles come in order within a pass; a new pass starts over. */
function sequential(start: TorchRandom): (first: Tile['first'], count: number) => TorchRandom {
  let at = start.fork();
  let position = 0;
  return (first, count) => {
    if (first < position) {
      at = start.fork();
      position = 0;
    }
    at.skip(first - position);
    position = first + count;
    return at;
  };
}
