/** The election family: sparsified, weighted differences elect a sign; the agreeing ones are added to the base. */
import type { ElectUniforms } from '../backend.ts';
import { at, load, loadVector, type OnArena, store } from './arithmetic.ts';
import { sparsify } from './keep.ts';

type Call = OnArena & ElectUniforms;

/** One model's say at one entry: its weighted difference, and the number whose sign it votes for. */
interface Ballot {
  readonly amount: number;
  readonly vote: number;
  readonly weight: number;
}

export function elect(call: Call, out: Uint8Array): void {
  const { round, lambda } = call;
  const base = load(call, call.base);
  const ballots = call.models.map((model) => ballotsOf(call, model));
  store(call, out, call.out, (i) => {
    const all = ballots.map((ballot) => ballot(i));
    return round(at(base, i) + round(outcome(call, all) * round(lambda)));
  });
}

function ballotsOf(call: Call, { x, keep, factor, weight }: Call['models'][number]): (i: number) => Ballot {
  const { round } = call;
  const { values } = sparsify(loadVector(call, { x, reference: call.base }), keep, call.tile, round);
  return (i) => {
    const scaled = round(at(values, i) * round(factor));
    const amount = round(scaled * round(weight));
    return { amount, vote: call.votes === 'weighted' ? amount : scaled, weight: round(weight) };
  };
}

function outcome({ sign, zero, normalize, divisor, round }: Call, ballots: readonly Ballot[]): number {
  const sum = (value: (ballot: Ballot) => number, of = ballots) => of.map(value).reduce((a, b) => round(a + b), 0);
  const elected = { none: 0, mass: sum((b) => b.vote), count: sum((b) => Math.sign(b.vote) || 0) }[sign];
  const majority = elected > 0 || (elected === 0 && zero === 1) ? 1 : -1;
  const agreeing = ballots.filter(({ vote }) => (sign === 'none' ? vote !== 0 : Math.sign(vote) === majority));
  const total = sum((b) => b.amount, agreeing);
  if (normalize === 'none') return total;
  if (normalize === 'count') return round(total / Math.max(agreeing.length, 1));
  return round(total / (sign === 'none' ? round(divisor) : sum((b) => b.weight, agreeing) || 1));
}
