/** The one number that says most about a merge: what the first steps point at, and what a phone keeps under the thumb. */
import { methodSpec, type ParameterSpec } from '../../methods/specs.ts';
import type { MergeDocument, ModelRef } from '../../recipe/recipe.ts';
import { modelPlaces, ownParameters, type Place, sharedPlace } from './recipe-places.ts';

export interface MainParameter {
  readonly spec: ParameterSpec;
  readonly place: Place;
  /** The model that it is of, and its number in the document; absent for one that all share. */
  readonly ref?: ModelRef;
  readonly model?: number;
}

/** The first number of the model itself, or of the first that has one; else the first that all models share. */
export function mainParameter(document: MergeDocument, of?: ModelRef): MainParameter | undefined {
  const spec = methodSpec(document.method);
  const numbers = spec?.parameters.filter(({ type, alloyOnly }) => type === 'number' && !alloyOnly) ?? [];
  if (!spec) return undefined;
  for (const [model, { ref, place }] of modelPlaces(document).entries()) {
    const own = numbers.find((parameter) => ownParameters(spec, parameter, ref === document.base));
    if (own && (of === undefined || ref === of)) return { spec: own, ref, model, place: [...place, 'parameters', own.key] };
  }
  const shared = of === undefined ? numbers.find(({ scope }) => scope === 'shared') : undefined;
  return shared && { spec: shared, place: sharedPlace(shared) };
}
