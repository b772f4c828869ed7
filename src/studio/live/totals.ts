/**
 * Observations of many tensors rolled up into one row of numbers: norms and distances as one long vector, shares by
 * number of entries. Pairs are those of the inputs that are not the base, first before second.
 */
import type { Estimate, Observation, TensorObservation } from '../../engine/client.ts';
import { shortNames } from '../graph/names.ts';

export interface ParentTotals {
  readonly ref: string;
  /** The shortest that no other parent has. */
  readonly name: string;
  readonly base: boolean;
  /** ‖x‖ */
  readonly norm: number;
  /** ‖x − base‖; undefined without a base, and of the base. */
  readonly change: number | undefined;
  /** ‖x − base‖ / ‖base‖ */
  readonly relativeChange: number | undefined;
  /** ‖result − x‖ */
  readonly distance: number;
  /** ‖result − x‖ / ‖x‖; undefined where it is one of several and mixed with none: its layers were taken as they are. */
  readonly relativeDistance: number | undefined;
  /** Layers of the result that it takes part in. */
  readonly layers: number;
  /** Share of its entries that were trimmed. */
  readonly trimmed: number | undefined;
  /** Share of contested entries in which its sign was elected. */
  readonly won: number | undefined;
}

export interface PairTotals {
  /** Places among the observation's inputs. */
  readonly pair: readonly [number, number];
  readonly cosine: number | undefined;
}

export interface Totals {
  readonly parents: readonly ParentTotals[];
  readonly pairs: readonly PairTotals[];
  /** Layers of the result. */
  readonly layers: number;
  /** Only a part of all entries was looked at: sizes and distances are estimates. */
  readonly sampled: boolean;
  readonly resultNorm: number;
  readonly conflict: Estimate | undefined;
  /** What independent signs would give. */
  readonly conflictChance: number | undefined;
  readonly conflictMass: Estimate | undefined;
  readonly contested: number;
  readonly entries: number;
  /** Entries that were looked at. */
  readonly looked: number;
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((total, item) => total + of(item), 0);
/** Inputs that take no part in a tensor have NaN there. */
const told = (value: number | undefined): number => (value !== undefined && Number.isFinite(value) ? value : 0);
const length = <T>(items: readonly T[], of: (item: T) => number | undefined): number =>
  Math.sqrt(sum(items, (item) => told(of(item)) ** 2));
const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** Pairs of the inputs that are not the base, in the order in which observations list cosines. */
export function pairsOf(inputs: Observation['inputs']): readonly (readonly [number, number])[] {
  const voters = inputs.flatMap(({ base }, i) => (base ? [] : [i]));
  return voters.flatMap((first, i) => voters.slice(i + 1).map((second) => [first, second] as const));
}

/** The parents' names, by their places, as on the graph. */
export function namesOf(inputs: Observation['inputs']): readonly string[] {
  const bases = new Set(inputs.flatMap(({ ref, base }) => (base ? [ref] : [])));
  const names = shortNames(
    inputs.map(({ ref }) => ref),
    (ref) => bases.has(ref),
  );
  return inputs.map(({ ref }) => names.get(ref) ?? ref);
}

const takesPart = ({ norms }: TensorObservation, input: number): boolean => Number.isFinite(norms[input]);
const layerCount = (tensors: readonly TensorObservation[]): number => new Set(tensors.flatMap(({ layer }) => layer ?? [])).size;

const elementsOf = ({ shape }: TensorObservation): number => shape.reduce((product, size) => product * size, 1);

/** A mean of the tensors' estimates, each weighing as many entries as it is a mean of. */
function mean(tensors: readonly TensorObservation[], of: (tensor: TensorObservation) => Estimate | undefined): Estimate | undefined {
  const known = tensors.flatMap((tensor) => {
    const estimate = of(tensor);
    return estimate && tensor.contested > 0 ? [{ ...estimate, weight: tensor.contested }] : [];
  });
  const weight = sum(known, (one) => one.weight);
  if (weight === 0) return undefined;
  return { value: sum(known, (one) => one.value * one.weight) / weight, error: length(known, (one) => one.error * one.weight) / weight };
}

function share(
  tensors: readonly TensorObservation[],
  of: (tensor: TensorObservation) => number | undefined,
  weightOf: (tensor: TensorObservation) => number,
) {
  const known = tensors.filter((tensor) => Number.isFinite(of(tensor)) && weightOf(tensor) > 0);
  const weight = sum(known, weightOf);
  return weight === 0 ? undefined : sum(known, (tensor) => told(of(tensor)) * weightOf(tensor)) / weight;
}

/** Rolls up all tensors of an observation, or some of them. */
export function totalsOf({ inputs, tensors: all }: Observation, tensors: readonly TensorObservation[] = all): Totals {
  const base = inputs.findIndex((input) => input.base);
  const baseNorm = base < 0 ? 0 : length(tensors, ({ norms }) => norms[base]);
  const names = namesOf(inputs);
  const parents = inputs.map((input, i): ParentTotals => {
    const norm = length(tensors, ({ norms }) => norms[i]);
    const distance = length(tensors, ({ distances }) => distances[i]);
    const own = tensors.filter((tensor) => takesPart(tensor, i));
    const mixed = inputs.length === 1 || own.some(({ norms }) => norms.filter(Number.isFinite).length > 1);
    const change = base < 0 || input.base ? undefined : length(tensors, ({ changes }) => changes[i]);
    return {
      ref: input.ref,
      base: input.base,
      name: names[i] ?? input.ref,
      layers: layerCount(own),
      norm,
      change,
      relativeChange: change === undefined ? undefined : ratio(change, baseNorm),
      distance,
      relativeDistance: mixed ? ratio(distance, norm) : undefined,
      trimmed: base < 0 || input.base ? undefined : share(tensors, ({ trimmed }) => trimmed[i], elementsOf),
      won: input.base
        ? undefined
        : share(
            tensors,
            ({ won }) => won[i],
            ({ contested }) => contested,
          ),
    };
  });
  return {
    parents,
    pairs: pairsOf(inputs).map((pair, i) => ({ pair, cosine: cosineOf(tensors, pair, i) })),
    layers: layerCount(tensors),
    sampled: tensors.some(({ coverage }) => coverage.entries < coverage.of),
    resultNorm: length(tensors, ({ resultNorm }) => resultNorm),
    conflict: mean(tensors, ({ conflict }) => conflict),
    conflictChance: share(
      tensors,
      (tensor) => tensor.conflictChance,
      ({ contested }) => contested,
    ),
    conflictMass: mean(tensors, ({ conflictMass }) => conflictMass),
    contested: sum(tensors, ({ contested }) => contested),
    entries: sum(tensors, elementsOf),
    looked: sum(tensors, ({ coverage }) => coverage.entries),
  };
}

/** The cosine of the vectors of the tensors that both take part in, laid end to end; undefined where one of them is nothing. */
function cosineOf(all: readonly TensorObservation[], [first, second]: readonly [number, number], index: number): number | undefined {
  const tensors = all.filter((tensor) => takesPart(tensor, first) && takesPart(tensor, second));
  const sizes = (tensor: TensorObservation) => (tensor.changes.length > 0 ? tensor.changes : tensor.norms);
  const product = sum(tensors, (tensor) => told(sizes(tensor)[first]) * told(sizes(tensor)[second]) * told(tensor.cosines[index]));
  const size = length(tensors, (tensor) => sizes(tensor)[first]) * length(tensors, (tensor) => sizes(tensor)[second]);
  return size > 0 ? product / size : undefined;
}
