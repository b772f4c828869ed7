/**
 * What forms do to the recipe. Each is one named step on the text, which keeps its comments. While the text has a fault
 * that hides the recipe, edits go from the last good text; undo brings the faulty one back.
 */

import { type MethodSpec, methodSpec } from '../../methods/specs.ts';
import { applyFix, editRecipe, type RecipeEdit } from '../../recipe/edit.ts';
import type { FilterRow, MergeDocument, ModelRef, ParameterValue, RecipeProblem, Scalar, WorkDType } from '../../recipe/recipe.ts';
import { isRows } from '../../recipe/resolve.ts';
import { outputDocument } from '../../recipe/slices.ts';
import { methodEdits, modelEntry } from './method-change.ts';
import { shortName } from './model-marks.ts';
import { documentAt, modelPlaces, type Place, writtenAt } from './recipe-places.ts';
import { changeText, endGesture, recipeStore } from './recipe-store.ts';
import { baseAtHand } from './sources-store.ts';
import { takeStep } from './view-store.ts';
import type { WeightChange } from './weights.ts';
import { weightsOf } from './weights.ts';

function edit(label: string, edits: readonly RecipeEdit[], gesture?: string): void {
  if (edits.length > 0) changeText(label, editRecipe(recipeStore.getState().goodText, edits), gesture);
}

export function setParameter(label: string, document: number, place: Place, value: Scalar, gesture?: string): void {
  takeStep(1);
  edit(label, [{ document, path: place, value }], gesture);
}

/** Moves every number of a parameter that has several, rows of filters one by one: their comments stay. */
export function shiftParameter(label: string, document: number, place: Place, value: ParameterValue, by: number, gesture?: string): void {
  const at = documentAt(recipeStore.getState().recipe, document);
  const rows = at && isRows(value) && value.length > 1 && writtenAt(at, place) !== undefined ? value : [];
  const each = rows.map((row, i) => ({ document, path: [...place, i, 'value'], value: shifted(row.value, by) }));
  edit(label, each.length > 0 ? each : [{ document, path: place, value: shifted(value, by) }], gesture);
}

type Written = NonNullable<RecipeEdit['value']>;

function shifted(value: ParameterValue | FilterRow, by: number): Written {
  if (typeof value === 'number') return Number((value + by).toFixed(6));
  if (typeof value !== 'object') return value;
  if ('value' in value) return { filter: value.filter, value: shifted(value.value, by) };
  return value.map((one) => shifted(one, by));
}

/** Edits that were made elsewhere, as one step. */
export const applyEdits = (label: string, edits: readonly RecipeEdit[], gesture?: string): void => edit(label, edits, gesture);

export function setMethod(document: number, method: string): void {
  const at = documentAt(recipeStore.getState().recipe, document);
  const spec = methodSpec(method);
  if (!at || !spec || at.method === method) return;
  edit(`method ${spec.label}`, methodEdits(document, at, spec, baseAtHand));
}

/** Sets several weights as one step; nothing happens where the change says why not. */
export function setWeights(label: string, document: number, change: WeightChange, locked: Readonly<Record<string, true>>): void {
  const weights = weightsOf(documentAt(recipeStore.getState().recipe, document), locked);
  const made = change(weights);
  if (typeof made === 'string') return;
  edit(
    label,
    weights.flatMap(({ place }, i) => (made[i] === undefined ? [] : [{ document, path: place, value: made[i] }])),
  );
}

/** How the numbers are computed, or written; undefined leaves it to the inputs. */
export function setDType(key: 'dtype' | 'out_dtype', dtype: WorkDType | undefined): void {
  edit(`precision ${dtype ?? 'of the inputs'}`, [{ document: outputNumber(), path: [key], value: dtype }]);
}

export function carryOutFix(problem: RecipeProblem): void {
  changeText(problem.fix?.label ?? 'fix', applyFix(recipeStore.getState().text, problem));
}

// ---------------------------------------------------------------- models

/** The number of the document that makes the output, wherever it stands; -1 where there is none. */
function outputNumber(): number {
  const { recipe } = recipeStore.getState();
  return recipe ? outputDocument(recipe) : -1;
}

/** Puts a model into the merge that makes the output, where its method has room for one; an empty page becomes a recipe. */
export const addToMerge = (ref: ModelRef): void => addOne(ref, `add ${shortName(ref)}`);

/** Several, as one step. */
export function addAllToMerge(refs: readonly ModelRef[]): void {
  const label = refs.length === 1 ? `add ${refs.map(shortName)}` : `add ${refs.length} models`;
  for (const ref of refs) addOne(ref, label, ADDING);
  endGesture();
}

const ADDING = 'add models';

function addOne(ref: ModelRef, label: string, gesture?: string): void {
  const { recipe, text } = recipeStore.getState();
  const index = outputNumber();
  const at = documentAt(recipe, index);
  if (!at) {
    if (text === '') changeText(label, firstRecipe(ref), gesture);
    return;
  }
  const spec = methodSpec(at.method);
  if (!spec || at.base === ref || !at.models || at.models.some(({ model }) => model === ref)) return;
  if (at.base === undefined && spec.base === 'required') edit(label, [{ document: index, path: ['base_model'], value: ref }], gesture);
  else if (at.models.length < (spec.models.max ?? Infinity)) {
    const value = modelEntry(spec, ref, at.models.length + 1, at.models.at(-1)?.parameters);
    edit(label, [{ document: index, path: ['models', at.models.length], value }], gesture);
  }
}

const firstRecipe = (ref: ModelRef): string => `merge_method: linear\nmodels:\n  - model: ${ref}\n    parameters:\n      weight: 1.0\n`;

/** Takes a model out of every document that uses it. */
export function removeFromMerge(ref: ModelRef): void {
  const documents = recipeStore.getState().recipe?.documents ?? [];
  edit(
    `take out ${shortName(ref)}`,
    documents.flatMap((at, document) => removals(document, at, ref)),
  );
}

/** From the last to the first, so that the numbers of those before stay true. */
function removals(document: number, at: MergeDocument, ref: ModelRef): RecipeEdit[] {
  const listed = modelPlaces(at).filter((model) => model.ref === ref);
  const base = at.base === ref ? [{ document, path: ['base_model'], value: undefined }] : [];
  return [...listed.map(({ place }) => ({ document, path: place, value: undefined })).reverse(), ...base];
}

export function removeModel(document: number, place: Place): void {
  edit('take out a model', [{ document, path: place, value: undefined }]);
}

export function replaceModel(document: number, place: Place, ref: ModelRef): void {
  edit(`put in ${shortName(ref)}`, [{ document, path: [...place, 'model'], value: ref }]);
}

/** The base of the merge that makes the output. */
export const setBase = (ref: ModelRef): void => setBaseOf(outputNumber(), ref);

/**
 * Makes a model the base. One that was listed changes places with the old base; where the base must be listed (slerp),
 * a model from outside takes the old base's place.
 */
export function setBaseOf(document: number, ref: ModelRef | undefined): void {
  const at = documentAt(recipeStore.getState().recipe, document);
  if (!at || at.base === ref) return;
  const label = ref === undefined ? 'no base' : `base ${shortName(ref)}`;
  edit(label, [...swaps(document, at, methodSpec(at.method), ref), { document, path: ['base_model'], value: ref }]);
}

function swaps(document: number, at: MergeDocument, spec: MethodSpec | undefined, ref: ModelRef | undefined): RecipeEdit[] {
  const placesOf = (model: ModelRef | undefined) => modelPlaces(at).filter((entry) => entry.ref === model);
  const rename = (model: ModelRef) => (entry: { readonly place: Place }) => ({ document, path: [...entry.place, 'model'], value: model });
  if (ref === undefined) return [];
  const listed = placesOf(ref);
  if (spec?.base === 'member') return listed.length > 0 ? [] : placesOf(at.base).map(rename(ref));
  if (at.base !== undefined && placesOf(at.base).length === 0) return listed.map(rename(at.base));
  return listed.map(({ place }) => ({ document, path: place, value: undefined })).reverse();
}
