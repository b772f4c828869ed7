/** What a map can show: a table of quantities, each with its words, its scale, and its value for a whole tensor. */
import type { MapQuantity, Observation, TensorObservation } from '../../engine/client.ts';
import { namesOf, pairsOf } from '../live/totals.ts';
import { conflictChance, isUntold, shareError } from './chance.ts';
import { pairKey } from './pair-key.ts';

/** A tensor's number: a mean over `count` entries with its standard error. */
export interface GridValue {
  readonly value: number;
  readonly count: number;
  readonly error: number;
  /** What chance would give in this very tensor. */
  readonly chance?: number | undefined;
}

/** Too few entries to tell the tensor's number from chance. */
export const isGridHatched = ({ value, count, chance: own }: GridValue, { chance }: { readonly chance: number | undefined }): boolean =>
  chance !== undefined && isUntold(value, count, own ?? chance);

export interface Quantity {
  /** Stands for it in menus and in the view's state. */
  readonly key: string;
  readonly label: string;
  readonly group: 'The vote' | 'By model' | 'Sizes';
  readonly meaning: string;
  readonly formula: string;
  readonly map: MapQuantity;
  /** A share of entries (shown in per cent), or a number of its own size. */
  readonly share: boolean;
  /** What it counts: "changed by at least two". */
  readonly counted: string;
  /** What independent signs give where all models vote; undefined where chance says nothing. */
  readonly chance: number | undefined;
  readonly below: string;
  readonly above: string;
  /** Where only two of more models are asked: the key of the same quantity of all, and who the two are. */
  readonly pairOf?: { readonly key: string; readonly names: string };
  /** Undefined where the tensor has no such number. */
  readonly ofTensor: (tensor: TensorObservation) => GridValue | undefined;
}

type Inputs = Observation['inputs'];
type Pair = readonly [number, number];

const elementsOf = ({ shape }: TensorObservation): number => shape.reduce((product, size) => product * size, 1);
const hasBase = (inputs: Inputs): boolean => inputs.some(({ base }) => base);
const voterCount = (inputs: Inputs): number => inputs.filter(({ base }) => !base).length;
const NONE = { chance: undefined, below: 'less', above: 'more', counted: 'entries' } as const;

const SQUARE = 'A tensor’s number is the root of its mean square; a square of a map is the mean of its sizes.';

/** The root of the mean square of a tensor's entries, from its norm. */
const rms = (norm: number | undefined, tensor: TensorObservation): GridValue | undefined =>
  norm === undefined || !Number.isFinite(norm)
    ? undefined
    : { value: norm / Math.sqrt(elementsOf(tensor)), count: elementsOf(tensor), error: 0 };

const shareOf = (value: number | undefined, count: number): GridValue | undefined =>
  value === undefined || !Number.isFinite(value) || count === 0 ? undefined : { value, count, error: shareError(value, count) };

/** Of all models; of each pair too, where there are more than two. */
function votes(inputs: Inputs): Quantity[] {
  const models = voterCount(inputs);
  if (models < 2) return [];
  const all = ofVoters(models, models === 2 ? 'both models' : 'at least two models');
  return models === 2 ? all : [...all, ...pairsOf(inputs).flatMap((pair) => ofPair(inputs, pair))];
}

/** Whole tensors have numbers of the one pair that is asked for: see pair-key.ts. */
function ofPair(inputs: Inputs, pair: Pair): Quantity[] {
  const all = namesOf(inputs);
  const names = pair.map((input) => all[input]).join(' and ');
  return ofVoters(2, names, pair).map((quantity) => ({
    ...quantity,
    key: pairKey(quantity.key, pair),
    label: `${quantity.label}, ${names}`,
    pairOf: { key: quantity.key, names },
    ofTensor: (tensor) => (String(tensor.pair?.between) === String(pair) ? quantity.ofTensor({ ...tensor, ...tensor.pair }) : undefined),
  }));
}

/** `who`: "both models". */
function ofVoters(voters: number, who: string, between?: Pair): Quantity[] {
  const group = 'The vote';
  const contested = voters === 2 ? 'changed by both' : 'changed by at least two';
  return [
    {
      key: 'conflict',
      label: 'Conflict share',
      group,
      meaning: `Of the entries that ${who} changed after trimming, the share whose signs differ.`,
      formula: 'share of { i : at least two τ̂ᵢ ≠ 0 } whose signs are not all equal',
      map: { kind: 'conflict', between },
      share: true,
      counted: contested,
      chance: conflictChance(voters),
      below: 'agree more than chance',
      above: 'oppose more than chance',
      ofTensor: ({ conflict, conflictChance: chance, contested: count }) =>
        conflict && count > 0
          ? { value: conflict.value, count, chance, error: Math.max(conflict.error, shareError(conflict.value, count)) }
          : undefined,
    },
    {
      ...NONE,
      key: 'conflictMass',
      label: 'Conflict mass',
      group,
      meaning: `How much of what ${who} add cancels out: 0 where all pull one way, 1 where nothing is left.`,
      formula: '1 − |Σ τ̂| / Σ |τ̂|',
      map: { kind: 'conflictMass', between },
      share: true,
      counted: contested,
      ofTensor: ({ conflictMass, contested: count }) => (conflictMass && count > 0 ? { ...conflictMass, count } : undefined),
    },
    {
      ...NONE,
      key: 'margin',
      label: 'Elected-sign margin',
      group,
      meaning: 'By how much the side that won leads, entry by entry.',
      formula: '|Σ τ̂|',
      map: { kind: 'margin', between },
      share: false,
      counted: contested,
      ofTensor: ({ margin, contested: count }) => (margin && count > 0 ? { ...margin, count } : undefined),
    },
  ];
}

function byModel(inputs: Inputs): Quantity[] {
  const vote = voterCount(inputs) > 1;
  if (!hasBase(inputs)) return [];
  const names = namesOf(inputs);
  return inputs.flatMap(({ ref, base }, input): Quantity[] => {
    if (base) return [];
    const name = names[input] ?? ref;
    const shared = { ...NONE, group: 'By model' as const };
    const won: Quantity = {
      ...shared,
      key: `won ${input}`,
      label: `Won by ${name}`,
      meaning: `Of the contested entries, the share in which the sign of ${name} was elected.`,
      formula: 'share of contested entries with sign(τ̂) = elected sign',
      map: { kind: 'won', input },
      share: true,
      counted: 'contested',
      ofTensor: ({ won: shares, contested }) => shareOf(shares[input], contested),
    };
    const trimmed: Quantity = {
      ...shared,
      key: `trimmed ${input}`,
      label: `Trimmed from ${name}`,
      meaning: `The share of ${name}’s changes that the method leaves out.`,
      formula: '1 − |{ i : τ̂ᵢ ≠ 0 }| / n',
      map: { kind: 'trimmed', input },
      share: true,
      ofTensor: (tensor) => {
        const share = tensor.trimmed[input];
        return share === undefined || Number.isNaN(share) ? undefined : { value: share, count: elementsOf(tensor), error: 0 };
      },
    };
    const change: Quantity = {
      ...shared,
      key: `change ${input}`,
      label: `Change of ${name}`,
      meaning: `How far ${name} moved from the base. ${SQUARE}`,
      formula: '|τ| = |θ − θ₀|',
      map: { kind: 'change', input },
      share: false,
      ofTensor: (tensor) => rms(tensor.changes[input], tensor),
    };
    return [...(vote ? [won] : []), change, trimmed];
  });
}

/** The root of the mean square over the entries of all models' changes. */
function together(tensor: TensorObservation, inputs: Inputs): GridValue | undefined {
  const changes = tensor.changes.filter((size, i) => !inputs[i]?.base && Number.isFinite(size));
  return changes.length > 0 ? rms(Math.hypot(...changes) / Math.sqrt(changes.length), tensor) : undefined;
}

/** ‖a − b‖ of two inputs, from what is known of each against the base. */
function apart({ changes, norms, cosines }: TensorObservation, inputs: Inputs, [a, b]: readonly [number, number]): number | undefined {
  const sizes = changes.length > 0 ? changes : norms;
  const [first, second] = [sizes[a], sizes[b]];
  if (inputs[a]?.base || inputs[b]?.base) return changes[inputs[a]?.base ? b : a];
  const at = pairsOf(inputs).findIndex(([i, j]) => i === a && j === b);
  const cosine = cosines[at];
  if (first === undefined || second === undefined || cosine === undefined) return undefined;
  return Math.sqrt(Math.max(0, first * first + second * second - 2 * first * second * (Number.isFinite(cosine) ? cosine : 0)));
}

function sizes(inputs: Inputs): Quantity[] {
  const group = 'Sizes' as const;
  const base = inputs.findIndex((input) => input.base);
  const names = namesOf(inputs);
  const all = inputs.flatMap((_, a) => inputs.slice(a + 1).map((__, i) => [a, a + 1 + i] as const));
  const magnitude: Quantity = {
    ...NONE,
    key: 'magnitude',
    label: 'Task-vector magnitude',
    group,
    meaning: `How much the models changed the base, all together. ${SQUARE}`,
    formula: 'mean |τᵢ| over the models',
    map: { kind: 'magnitude' },
    share: false,
    ofTensor: (tensor) => (tensor.changes.length > 0 ? together(tensor, inputs) : undefined),
  };
  const result: Quantity = {
    ...NONE,
    key: 'result',
    label: 'Result',
    group,
    meaning: base < 0 ? `The size of the merged weights. ${SQUARE}` : `How far the result is from the base. ${SQUARE}`,
    formula: base < 0 ? '|θ|' : '|θ − θ₀|',
    map: { kind: 'result' },
    share: false,
    ofTensor: (tensor) => rms(base < 0 ? tensor.resultNorm : tensor.distances[base], tensor),
  };
  const differences = all.map((pair): Quantity => {
    const [first, second] = pair.map((input) => names[input]);
    return {
      ...NONE,
      key: `difference ${pair.join(' ')}`,
      label: `${first} − ${second}`,
      group,
      meaning: `How far ${first} and ${second} are apart. ${SQUARE}`,
      formula: `|θ(${first}) − θ(${second})|`,
      map: { kind: 'difference', inputs: pair },
      share: false,
      ofTensor: (tensor) => rms(apart(tensor, inputs, pair), tensor),
    };
  });
  // Without a base the result is nothing but the weights' own size: how the models differ tells more.
  return base < 0 ? [...differences, result] : [magnitude, result, ...differences];
}

/** Everything that can be shown of these inputs; the vote first, where there is one. */
export const quantitiesOf = (inputs: Inputs): readonly Quantity[] => [...votes(inputs), ...byModel(inputs), ...sizes(inputs)];

/** Of all models, then of each pair; it alone where pairs have none of their own. */
export function choicesBetween(inputs: Inputs, { key, pairOf }: Quantity): readonly Quantity[] {
  const of = pairOf?.key ?? key;
  return quantitiesOf(inputs).filter((one) => one.key === of || one.pairOf?.key === of);
}

/** The one that was chosen, or the first where these inputs have none such. */
export function quantityOf(inputs: Inputs, key: string): Quantity | undefined {
  const all = quantitiesOf(inputs);
  return all.find((quantity) => quantity.key === key) ?? all[0];
}
