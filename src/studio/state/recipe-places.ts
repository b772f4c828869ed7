/** Where a recipe's models and parameters stand, so that the form can show and change each at its place in the text. */
import { type MethodSpec, methodSpec, type ParameterSpec } from '../../methods/specs.ts';
import type { Body, MergeDocument, ModelRef, Parameters, ParameterValue, Recipe } from '../../recipe/recipe.ts';

/** Keys and indices inside one document, as in the YAML. */
export type Place = readonly (string | number)[];

/** One model where a document lists it. */
export interface ModelPlace {
  readonly ref: ModelRef;
  readonly place: Place;
  /** First layer and the one after the last, where the document is made of slices. */
  readonly layers?: readonly [number, number] | undefined;
  /** Parameters of the levels around it, nearest first. */
  readonly levels: readonly (Parameters | undefined)[];
}

export const documentAt = (recipe: Recipe | undefined, index: number): MergeDocument | undefined => recipe?.documents[index];

/** Every model that a document lists, in its order. */
export function modelPlaces(document: MergeDocument): readonly ModelPlace[] {
  const { modules, parameters } = document;
  if (!modules) return bodyPlaces(document, [], [parameters]);
  return Object.entries(modules).flatMap(([name, body]) => bodyPlaces(body, ['modules', name], [body.parameters, parameters]));
}

function bodyPlaces({ models = [], slices = [] }: Body, at: Place, around: readonly (Parameters | undefined)[]): ModelPlace[] {
  const listed = models.map(({ model, parameters }, i) => ({ ref: model, place: [...at, 'models', i], levels: [parameters, ...around] }));
  const sliced = slices.flatMap((slice, s) =>
    slice.sources.map(({ model, parameters, layerRange }, i) => ({
      ref: model,
      place: [...at, 'slices', s, 'sources', i],
      layers: layerRange,
      levels: [parameters, slice.parameters, ...around],
    })),
  );
  return [...listed, ...sliced];
}

/** The base is what models are measured against, and none of them. */
export function setsBaseApart(method: string): boolean {
  const kind = methodSpec(method)?.base;
  return kind === 'required' || kind === 'optional';
}

/** The models that have parameters of their own: all but the base, where the method sets it apart. */
export const ownParameters = (spec: MethodSpec, key: ParameterSpec, isBase: boolean): boolean =>
  key.scope === 'model' && (!isBase || key.ofBase === true || spec.base === 'none');

/** The value written nearest to a model, or the method's own default; undefined where there is neither. */
export const modelValue = ({ levels }: ModelPlace, spec: ParameterSpec): ParameterValue | undefined =>
  levels.find((level) => level?.[spec.key] !== undefined)?.[spec.key] ?? spec.default;

export function sharedValue(document: MergeDocument, spec: ParameterSpec): ParameterValue | undefined {
  const written = spec.alloyOnly ? document.alloy?.[spec.key] : document.parameters?.[spec.key];
  return written ?? spec.default;
}

/** The value that stands at a place itself, whatever the levels around it say. */
export function writtenAt(document: MergeDocument, place: Place): ParameterValue | undefined {
  const found = place.reduce<unknown>((at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined), document);
  // Places are those of parameters, and a document's data has the shape of its text there.
  return found as ParameterValue | undefined;
}

/** Where a shared parameter is written. */
export const sharedPlace = ({ key, alloyOnly }: ParameterSpec): Place => [alloyOnly ? 'alloy' : 'parameters', key];

export const isNumber = (value: unknown): value is number => typeof value === 'number';

/** The numbers of a gradient or of filter rows, to draw them; empty for a single value. */
export function anchorsOf(value: ParameterValue): readonly (readonly number[])[] {
  if (!Array.isArray(value)) return [];
  const rows = value.some((row) => typeof row === 'object') ? value.map((row) => (typeof row === 'object' ? row.value : row)) : [value];
  return rows.map((row) => (Array.isArray(row) ? row : [row]).filter(isNumber)).filter((row) => row.length > 0);
}

/** The base that the whole recipe is measured against: the first that a document names. */
export const baseOf = (recipe: Recipe | undefined): ModelRef | undefined => recipe?.documents.find(({ base }) => base !== undefined)?.base;
