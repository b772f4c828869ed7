/** The numbers of one tensor: norms, angles, distances of the result, and how its votes fall. */
import type { BinGrid, Vector, Voter } from '../../compute/backend.ts';
import { elementsOf } from '../../formats/checkpoint.ts';
import { createGram } from '../../methods/gram.ts';
import type { TensorObservation, Votes } from '../observe-types.ts';
import type { TensorPlan } from '../plan-types.ts';
import { type BinNumbers, binsOf, measureContest, wholeGrid } from './contest.ts';
import { ratioOf, sum } from './estimate.ts';
import type { Inputs } from './inputs.ts';
import type { ObservedJob } from './job.ts';
import { moduleOf } from './modules.ts';
import { type Extent, STRETCHES } from './sample.ts';
import { type Glimpse, lastMerge } from './walk.ts';

/** Squares and products of a tensor's inputs alone. */
export interface InputNumbers {
  readonly squares: readonly number[];
  /** Gram matrix of the task vectors (of the inputs without a base), upper triangle. */
  readonly products: readonly number[];
}

export interface TensorNumbers extends InputNumbers {
  /** ‖result‖², then ‖result − x‖² of each input. */
  readonly distances: readonly number[];
  /** Numbers of `contest`, by stretch. */
  readonly votes: Float64Array;
  readonly voters: number;
  /** The same of the two models that were asked for; undefined where one of them does not vote. */
  readonly pair: { readonly between: readonly [number, number]; readonly votes: Float64Array } | undefined;
}

/** `known`: what was measured of the same inputs before. */
export async function measureTensor(
  seen: Glimpse,
  extent: Extent,
  known: InputNumbers | undefined,
  { inputs: all, between }: Pick<ObservedJob, 'inputs' | 'between'>,
): Promise<TensorNumbers> {
  const { slot, step, tile, operands, result, ballot } = seen;
  const inputs = step.inputs.map((_, x) => x);
  const gram = async (vectors: readonly Vector[], diagonal: boolean) => [
    ...(await slot.backend.measure('gram', { arena: slot.arena }, { tile, operands, vectors, axis: 'all', diagonal })),
  ];
  const two = between && pairOf(seen, all, between);
  const [squares, products, distances, votes, pair] = await Promise.all([
    known?.squares ??
      gram(
        inputs.map((x) => ({ x })),
        true,
      ),
    known?.products ??
      gram(
        modelsOf(seen).map((x) => ({ x, reference: step.base })),
        false,
      ),
    gram([{ x: result }, ...inputs.map((reference) => ({ x: result, reference }))], true),
    measureContest(seen, stretchGrid(extent)),
    two && measureContest(seen, stretchGrid(extent), two),
  ]);
  return { squares, products, distances, votes, voters: ballot.voters.length, pair: between && pair && { between, votes: pair } };
}

/** The two alone: a vote hangs on its own task vector only. */
function pairOf({ step, ballot }: Glimpse, inputs: Inputs, between: readonly [number, number]): readonly Voter[] | undefined {
  const places = inputs.placesOf(step);
  const two = ballot.voters.filter(({ x }) => between.includes(places[x] ?? -1));
  return two.length === between.length ? two : undefined;
}

const modelsOf = ({ step }: Pick<Glimpse, 'step'>): number[] => step.inputs.flatMap((_, x) => (x === step.base ? [] : [x]));

/** A bin for each stretch of a sample; one for a whole tensor. */
const stretchGrid = (extent: Extent): BinGrid => ({
  ...wholeGrid(extent),
  ...(!extent.complete && { rowsPerBin: extent.rows / STRETCHES }),
});

/** Puts the numbers of one tensor in the order of all inputs. */
export function describeTensor(
  tensor: TensorPlan,
  extent: Extent,
  inputs: Inputs,
  found: TensorNumbers,
  notes: readonly string[],
): TensorObservation {
  const step = lastMerge(tensor);
  const of = elementsOf(tensor.shape);
  const entries = extent.rows * extent.columns;
  const scale = entries ? of / entries : 1;
  const places = inputs.placesOf(step);
  const spread = (values: (x: number) => number): number[] => spreadOver(inputs.list.length, places, values);
  const length = (square: number | undefined) => Math.sqrt(Math.max(0, square ?? 0) * scale);
  const models = modelsOf({ step });
  const gram = createGram(models.length, found.products);
  const bins = [...binsOf(found.votes, found.voters)];
  return {
    name: tensor.name,
    shape: tensor.shape,
    dtype: tensor.dtype,
    layer: tensor.layer,
    module: moduleOf(tensor.name),
    coverage: { entries, of },
    norms: spread((x) => length(found.squares[x])),
    changes:
      step.base === undefined ? [] : spread((x) => (x === step.base ? 0 : length(gram.product(models.indexOf(x), models.indexOf(x))))),
    cosines: cosinesOf(inputs, (place) => models.indexOf(places.indexOf(place)), gram),
    distances: spread((x) => length(found.distances[x + 1])),
    resultNorm: length(found.distances[0]),
    ...votesOf(bins, entries / of),
    pair: found.pair && { between: found.pair.between, ...votesOf([...binsOf(found.pair.votes, 2)], entries / of) },
    ...sharesOf(bins, found.voters > 0 ? models : [], spread, entries),
    notes,
  };
}

function spreadOver(length: number, places: readonly number[], values: (x: number) => number): number[] {
  const all = new Array<number>(length).fill(Number.NaN);
  for (const [x, place] of places.entries()) if (place >= 0) all[place] = values(x);
  return all;
}

/** Pairs of all inputs that are not the base; NaN where one of them takes no part or is zero. */
function cosinesOf({ list }: Inputs, modelAt: (place: number) => number, gram: ReturnType<typeof createGram>): number[] {
  const models = list.flatMap(({ base }, place) => (base ? [] : [modelAt(place)]));
  return models.flatMap((a, i) =>
    models.slice(i + 1).map((b) => {
      if (a < 0 || b < 0) return Number.NaN;
      const norms = gram.norm(a) * gram.norm(b);
      return norms > 0 ? Math.max(-1, Math.min(1, gram.product(a, b) / norms)) : Number.NaN;
    }),
  );
}

/** `share`: of the tensor's entries that were looked at. */
function votesOf(bins: readonly BinNumbers[], share: number): Votes {
  const contested = bins.map((b) => b.contested);
  const all = sum(contested);
  const mass = ratioOf(
    bins.map((b) => b.lead),
    bins.map((b) => b.mass),
    share,
  );
  return {
    conflict: ratioOf(
      bins.map((b) => b.conflict),
      contested,
      share,
    ),
    conflictChance: all > 0 ? sum(bins.map((b) => b.byChance)) / all : undefined,
    conflictMass: mass && { value: 1 - mass.value, error: mass.error },
    margin: ratioOf(
      bins.map((b) => b.lead),
      contested,
      share,
    ),
    contested: Math.round(all / share),
  };
}

/** What the votes of each of these inputs came to, of so many entries. */
function sharesOf(
  bins: readonly BinNumbers[],
  voters: readonly number[],
  spread: (values: (x: number) => number) => number[],
  entries: number,
): Pick<TensorObservation, 'trimmed' | 'won'> {
  const contested = sum(bins.map((b) => b.contested));
  const ofVoter = (x: number, value: (voter: number) => number) => (voters.includes(x) ? value(voters.indexOf(x)) : 0);
  return {
    trimmed: spread((x) => ofVoter(x, (v) => (entries ? (entries - sum(bins.map((b) => b.kept[v] ?? 0))) / entries : 0))),
    won: spread((x) => ofVoter(x, (v) => (contested > 0 ? sum(bins.map((b) => b.won[v] ?? 0)) / contested : 0))),
  };
}
