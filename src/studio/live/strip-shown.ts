/** What the strip of the live numbers shows: where the models conflict, or how far the merge moved where nothing votes. */
import type { Observation, TensorObservation } from '../../engine/client.ts';
import { type GridValue, type Quantity, quantitiesOf } from '../map/quantities.ts';
import { niceCeiling } from '../map/scale.ts';
import { chanceOf, highestOf, type Shown, scaleFor } from '../map/shown.ts';
import { namesOf } from './totals.ts';

export interface StripShown extends Shown {
  /** The map's quantity that tells more of it. */
  readonly opens: string;
}

export function stripShown(observation: Observation): StripShown | undefined {
  const { inputs, tensors } = observation;
  const conflict = quantitiesOf(inputs).find(({ key }) => key === 'conflict');
  if (!conflict || !tensors.some((tensor) => conflict.ofTensor(tensor))) return changeShown(observation);
  const chance = chanceOf(observation, conflict);
  return {
    observation,
    quantity: conflict,
    chance,
    scale: scaleFor(conflict, 'chance', chance, highestOf(observation, conflict)),
    opens: conflict.key,
  };
}

/** From the base, else from the first parent. Where tensors were only taken over, nothing changed: their sizes show. */
function changeShown(observation: Observation): StripShown | undefined {
  const { inputs, tensors } = observation;
  const from = Math.max(
    0,
    inputs.findIndex(({ base }) => base),
  );
  const input = inputs[from];
  if (!input) return undefined;
  if (inputs.length > 1 && tensors.every(({ norms }) => norms.filter(Number.isFinite).length < 2)) return sizesShown(observation);
  const quantity = changeFrom(from, namesOf(inputs)[from] ?? input.ref);
  const opens = input.base || inputs.length < 2 ? 'result' : 'difference 0 1';
  return magnitude(observation, quantity, opens);
}

function sizesShown(observation: Observation): StripShown | undefined {
  const result = quantitiesOf(observation.inputs).find(({ key }) => key === 'result');
  return result && magnitude(observation, { ...result, label: 'Size of the weights' }, result.key);
}

function magnitude(observation: Observation, quantity: Quantity, opens: string): StripShown {
  const high = niceCeiling(highestOf(observation, quantity));
  return { observation, quantity, chance: undefined, scale: { kind: 'magnitude', low: 0, high, reference: undefined }, opens };
}

const changeFrom = (input: number, name: string): Quantity => ({
  key: 'changed',
  label: `Change from ${name}`,
  group: 'Sizes',
  meaning: `How far the merge is from ${name}, as a share of ${name}’s own size.`,
  formula: '‖result − parent‖ / ‖parent‖',
  map: { kind: 'result' },
  share: true,
  counted: 'entries',
  chance: undefined,
  below: 'less',
  above: 'more',
  ofTensor: (tensor) => relativeDistance(tensor, input),
});

/** None of a tensor that is all zeros, or that the input has no part in. */
function relativeDistance({ distances, norms, shape }: TensorObservation, input: number): GridValue | undefined {
  const value = (distances[input] ?? Number.NaN) / (norms[input] ?? Number.NaN);
  return Number.isFinite(value) ? { value, count: shape.reduce((product, size) => product * size, 1), error: 0 } : undefined;
}
