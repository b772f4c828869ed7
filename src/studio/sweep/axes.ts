/** The numbers of a recipe that a grid can go through: one of a model, one of all models at once, one that they share. */
import { type MethodSpec, methodSpec, type ParameterSpec } from '../../methods/specs.ts';
import type { RecipeEdit } from '../../recipe/edit.ts';
import type { MergeDocument, ParameterValue, Recipe } from '../../recipe/recipe.ts';
import { labelOf, scaleOf } from '../merge/parameter-facts.ts';
import type { SliderScale } from '../parts/slider-scale.ts';
import { shortName } from '../state/model-marks.ts';
import { isNumber, modelPlaces, modelValue, ownParameters, type Place, sharedPlace, sharedValue } from '../state/recipe-places.ts';
import { axisId } from './sweep-store.ts';

export interface Axis {
  readonly id: string;
  /** "density of all models" */
  readonly label: string;
  /** Where it needs not be told from its models' own: "density". */
  readonly short: string;
  readonly document: number;
  /** Where its value is written: one place, or one for each model. */
  readonly places: readonly Place[];
  readonly scale: SliderScale;
  /** What the recipe has there now; undefined for curves, and where models differ. */
  readonly now: number | undefined;
}

/** All of a recipe, those of its last document first: it makes the output. */
export const axesOf = (recipe: Recipe | undefined): readonly Axis[] =>
  (recipe?.documents ?? []).flatMap((document, i, { length }) => axesOfDocument(document, i, length > 1)).reverse();

function axesOfDocument(document: MergeDocument, index: number, several: boolean): readonly Axis[] {
  const method = methodSpec(document.method);
  const numbers = method?.parameters.filter(({ type }) => type === 'number' || type === 'integer') ?? [];
  const where = several ? `, in ${document.name === undefined ? 'the output' : `“${document.name}”`}` : '';
  return numbers
    .flatMap((spec) => (method ? placesOf(document, method, spec) : []))
    .map(({ spec, owner, places, values }): Axis => {
      const [now] = values;
      const label = `${labelOf(spec)}${owner}${where}`;
      return {
        id: axisId(index, places),
        label,
        short: places.length > 1 ? labelOf(spec) : label,
        document: index,
        places,
        scale: scaleOf(spec),
        now: isNumber(now) && values.every((value) => value === now) ? now : undefined,
      };
    })
    .reverse();
}

interface Placed {
  readonly spec: ParameterSpec;
  readonly owner: string;
  readonly places: readonly Place[];
  readonly values: readonly (ParameterValue | undefined)[];
}

function placesOf(document: MergeDocument, method: MethodSpec, spec: ParameterSpec): readonly Placed[] {
  if (spec.scope === 'shared') return [{ spec, owner: '', places: [sharedPlace(spec)], values: [sharedValue(document, spec)] }];
  const setApart = method.base === 'required' || method.base === 'optional';
  const owned = modelPlaces(document).filter(
    ({ ref }) => ownParameters(method, spec, ref === document.base) && !(setApart && ref === document.base),
  );
  const each = owned.map((model): Placed => {
    const layers = model.layers ? `, layers ${model.layers[0]} to ${model.layers[1] - 1}` : '';
    return {
      spec,
      owner: ` of ${shortName(model.ref)}${layers}`,
      places: [[...model.place, 'parameters', spec.key]],
      values: [modelValue(model, spec)],
    };
  });
  const all: Placed = {
    spec,
    owner: ' of all models',
    places: each.flatMap(({ places }) => places),
    values: each.flatMap(({ values }) => values),
  };
  return each.length > 1 ? [all, ...each] : each;
}

/** What writes one value of an axis into the recipe. */
export const axisEdits = ({ document, places }: Axis, value: number): readonly RecipeEdit[] =>
  places.map((path) => ({ document, path, value }));
