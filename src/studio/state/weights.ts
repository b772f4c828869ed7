/** Weights of a merge set together: scaled, or shared out. Locked ones stay. */
import { methodSpec } from '../../methods/specs.ts';
import type { MergeDocument } from '../../recipe/recipe.ts';
import { isNumber, modelPlaces, modelValue, ownParameters, type Place } from './recipe-places.ts';

export interface Weight {
  readonly place: Place;
  /** Undefined where it is a curve, or not given. */
  readonly value: number | undefined;
  readonly locked: boolean;
}

/** The weights that the document's method asks for: of the base only where it is a model like any other. */
export function weightsOf(document: MergeDocument | undefined, locked: Readonly<Record<string, true>>): readonly Weight[] {
  const spec = document && methodSpec(document.method);
  const weight = spec?.parameters.find(({ key }) => key === 'weight');
  if (!document || !spec || !weight) return [];
  return modelPlaces(document)
    .filter(({ ref }) => ownParameters(spec, weight, ref === document.base))
    .map((model) => {
      const value = modelValue(model, weight);
      return {
        place: [...model.place, 'parameters', 'weight'],
        value: isNumber(value) ? value : undefined,
        locked: locked[model.ref] === true,
      };
    });
}

/** The new weights, one for each, or why there are none. */
export type WeightChange = (weights: readonly Weight[]) => readonly number[] | string;

const sum = (weights: readonly Weight[]) => weights.reduce((total, { value = 0 }) => total + value, 0);
/** Six digits: enough that the sum of a few is 1, few enough to read in the recipe. */
const tidy = (value: number) => Number(value.toPrecision(6));

/** Scales the unlocked so that all sum to 1. */
export const normalise: WeightChange = (weights) => {
  const free = weights.filter(({ locked }) => !locked);
  const left = 1 - sum(weights.filter(({ locked }) => locked));
  const blocked = blockedBy(weights, free, left);
  if (blocked !== undefined) return blocked;
  const total = sum(free);
  if (total === 0) return 'Weights that sum to 0 cannot be scaled to 1';
  if (Math.abs(total - left) < 1e-9) return 'They sum to 1 already';
  return weights.map(({ value = 0, locked }) => (locked ? value : tidy((value / total) * left)));
};

/** Shares what the locked leave of 1 equally among the others. */
export const distribute: WeightChange = (weights) => {
  const free = weights.filter(({ locked }) => !locked);
  const left = 1 - sum(weights.filter(({ locked }) => locked));
  const blocked = blockedBy(weights, free, left);
  if (blocked !== undefined) return blocked;
  const share = tidy(left / free.length);
  if (free.every(({ value }) => value === share)) return 'They are equal already';
  return weights.map(({ value = 0, locked }) => (locked ? value : share));
};

function blockedBy(weights: readonly Weight[], free: readonly Weight[], left: number): string | undefined {
  if (weights.length < 2) return 'There is only one weight';
  if (weights.some(({ value }) => value === undefined)) return 'Some weights change over the layers or are not given';
  if (free.length === 0) return 'All weights are locked';
  return left <= 0 ? 'The locked weights leave nothing of 1' : undefined;
}
