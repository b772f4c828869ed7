/**
 * What can be done to the graph, as changes of the recipe's text that keep its comments: pure, each from one sound text
 * to the next. Whatever makes no sense is refused with the reason beforehand.
 */

import { defined } from '../../base/assert.ts';
import { type MethodSpec, methodSpec } from '../../methods/specs.ts';
import { copyDocument, insertDocument, moveToEnd, nameDocument, referencesOf, renameEdits } from '../../recipe/documents.ts';
import { editRecipe, type RecipeEdit } from '../../recipe/edit.ts';
import { parseRecipe } from '../../recipe/parse.ts';
import type { MergeDocument, ModelRef, Recipe } from '../../recipe/recipe.ts';
import { outputDocument, recipeModels } from '../../recipe/slices.ts';
import type { BaseChooser } from '../state/choose-base.ts';
import { modelEntry, sharedDemands } from '../state/method-change.ts';
import { shortName } from '../state/model-marks.ts';
import { baseOf, documentAt, setsBaseApart } from '../state/recipe-places.ts';
import { parentsOf, withoutMerge } from '../state/remove-merge.ts';
import { type ParentRow, rowsOf } from './graph-model.ts';

/** A recipe's text with its meaning. */
export interface Draft {
  readonly text: string;
  readonly recipe: Recipe;
}

/** Where a connection ends: the base of a merge, one of its models (which it replaces), or its list of models. */
export interface Target {
  readonly document: number;
  readonly role: 'base' | 'model';
  /** The model that makes room. */
  readonly replaces?: ModelRef | undefined;
}

/** The text after a change, and the name of the merge that it made. */
export interface Made {
  readonly text: string;
  readonly name: string | undefined;
}

const nameOf = (document: MergeDocument | undefined): string => document?.name ?? 'the output';

// ---------------------------------------------------------------- connections

/** Why `from` cannot become a parent there; undefined when it can. */
export function connectRefusal(recipe: Recipe, from: ModelRef, { document, role, replaces }: Target): string | undefined {
  const at = documentAt(recipe, document);
  const spec = at && methodSpec(at.method);
  if (!at || !spec) return 'Its method is not known: choose one first';
  if (needs(recipe, from, document))
    return from === at.name ? 'A merge cannot be its own parent' : `${from} is made from ${nameOf(at)}: that would be a circle`;
  const rows = rowsOf(at);
  const name = shortName(from);
  if (role === 'base') {
    if (!setsBaseApart(at.method)) return `${spec.label} sets no base apart`;
    return at.base === from ? `${name} is the base already` : undefined;
  }
  if (!at.models) return 'This merge is made of slices: change it in its text';
  if (setsBaseApart(at.method) && at.base === from) return `${name} is the base already: it cannot be a model too`;
  if (rows.some(({ ref }) => ref === from)) return `${name} is a parent already`;
  return replaces === undefined ? fullRefusal(spec, rows) : undefined;
}

const COUNT = ['no model', 'one model', 'two models', 'three models'];

function fullRefusal({ label, models: { max = Infinity } }: MethodSpec, rows: readonly ParentRow[]): string | undefined {
  const models = rows.filter(({ role }) => role === 'model').length;
  return models < max ? undefined : `${label} takes ${COUNT[max] ?? `${max} models`}, and has them`;
}

/** Whether making `ref` needs the document, however far back. */
function needs(recipe: Recipe, ref: ModelRef, document: number): boolean {
  const index = recipe.documents.findIndex(({ name }) => name === ref);
  if (index < 0) return false;
  const seen = new Set<number>();
  const visit = (at: number): boolean => {
    if (at === document) return true;
    if (seen.has(at)) return false;
    seen.add(at);
    const parents = referencesOf(recipe.documents[at] ?? { method: '' }).map((each) =>
      recipe.documents.findIndex(({ name }) => name === each.ref),
    );
    return parents.some((parent) => parent >= 0 && visit(parent));
  };
  return visit(index);
}

/** Makes `from` a parent. Ask {@link connectRefusal} first. */
export function connect({ text, recipe }: Draft, from: ModelRef, { document, role, replaces }: Target): string {
  const at = documentAt(recipe, document);
  const spec = at && methodSpec(at.method);
  if (!at || !spec) return text;
  if (role === 'base') return editRecipe(text, baseEdits(at, document, from));
  if (replaces !== undefined) return editRecipe(text, replaceEdits(at, document, replaces, from));
  const models = at.models?.length ?? 0;
  const list: RecipeEdit = { document, path: ['models', models], value: modelEntry(spec, from, models + 1) };
  const starts = spec.base === 'member' && at.base === undefined ? [{ document, path: ['base_model'], value: from }] : [];
  return editRecipe(text, [list, ...starts]);
}

/** Makes all of them models of a merge, but for those that cannot be: `refusal` says why of the first. */
export function connectAll(
  draft: Draft,
  from: readonly ModelRef[],
  document: number,
): { readonly text: string; readonly refusal?: string } {
  const [ref, ...others] = from;
  if (ref === undefined) return { text: draft.text };
  const target: Target = { document, role: 'model' };
  const refusal = connectRefusal(draft.recipe, ref, target);
  if (refusal !== undefined) return { refusal, text: connectAll(draft, others, document).text };
  return connectAll(draftOf(connect(draft, ref, target)), others, document);
}

/** A model that becomes the base leaves the list, unless it would be left empty. */
function baseEdits(at: MergeDocument, document: number, from: ModelRef): RecipeEdit[] {
  const models = at.models ?? [];
  const listed = models.findIndex(({ model }) => model === from);
  const swap: RecipeEdit[] = [];
  if (listed >= 0 && at.base !== undefined && !models.some(({ model }) => model === at.base))
    swap.push({ document, path: ['models', listed, 'model'], value: at.base });
  else if (listed >= 0 && models.length > 1) swap.push({ document, path: ['models', listed], value: undefined });
  return [...swap, { document, path: ['base_model'], value: from }];
}

/** The base too, where it must be one of the models. */
function replaceEdits(at: MergeDocument, document: number, from: ModelRef, to: ModelRef): RecipeEdit[] {
  const both = methodSpec(at.method)?.base === 'member';
  return referencesOf(at)
    .filter(({ ref, role }) => ref === from && (role === 'model' || (both && role === 'base')))
    .map(({ path }) => ({ document, path, value: to }));
}

/** Why the connection cannot be cut; undefined when it can. */
export function disconnectRefusal(recipe: Recipe, document: number, { role, place }: ParentRow): string | undefined {
  const at = documentAt(recipe, document);
  if (!at || role === 'base') return undefined;
  if (!at.models || place === undefined) return 'This merge is made of slices: change it in its text';
  return at.models.length > 1 ? undefined : `It is the only model of ${nameOf(at)}: delete that merge, or connect another model first`;
}

/** Cuts it. Ask {@link disconnectRefusal} first. */
export function disconnect({ text, recipe }: Draft, document: number, { ref, place }: ParentRow): string {
  const at = documentAt(recipe, document);
  if (!place || !at) return text;
  // A base that must be a model goes with it; the first of the others takes its part.
  const next = at.models?.find(({ model }) => model !== ref)?.model;
  const start =
    place[0] === 'models' && at.base === ref && !setsBaseApart(at.method) ? [{ document, path: ['base_model'], value: next }] : [];
  return editRecipe(text, [{ document, path: place, value: undefined }, ...start]);
}

// ---------------------------------------------------------------- merges

/** A name that no document and no checkpoint of the recipe has: `stem`, `stem-2`, … */
function freeName(recipe: Recipe, stem: string): string {
  const taken = new Set([...recipeModels(recipe), ...recipe.documents.map(({ name }) => name)]);
  const names = [stem, ...Array.from({ length: taken.size + 1 }, (_, i) => `${stem}-${i + 2}`)];
  return defined(
    names.find((name) => !taken.has(name)),
    'a free name',
  );
}

const stemOf = (method: string): string => method.replaceAll('_', '-');

/**
 * A new merge behind the node whose result is `after`: the one merge that uses it takes the new one in its place.
 * Undefined: behind the merge that makes the output, of which the new one becomes the maker.
 */
export function insertMerge(
  draft: Draft,
  after: ModelRef | undefined,
  method: string,
  choose: BaseChooser,
  also: readonly ModelRef[] = [],
): Made {
  const output = outputDocument(draft.recipe);
  const last = draft.recipe.documents[output];
  if (after === undefined || (last !== undefined && after === last.name)) return insertLast(draft, output, method, choose);
  const users = draft.recipe.documents.flatMap((at, i) =>
    rowsOf(at).some(({ ref, role }) => ref === after && role === 'model') ? [i] : [],
  );
  const [user, ...others] = users;
  const name = freeName(draft.recipe, stemOf(method));
  const document = newDocument(draft.recipe, { name, method, parents: [after, ...also], choose });
  if (user === undefined || others.length > 0) return { text: insertDocument(draft.text, output, document), name };
  return { text: insertDocument(relink(draft, user, after, name), user, document), name };
}

/** A new merge between a parent and one merge that uses it. */
export function insertBetween(draft: Draft, parent: ModelRef, user: number, method: string, choose: BaseChooser): Made {
  const name = freeName(draft.recipe, stemOf(method));
  const document = newDocument(draft.recipe, { name, method, parents: [parent], choose });
  return { text: insertDocument(relink(draft, user, parent, name), user, document), name };
}

function relink({ text, recipe }: Draft, user: number, from: ModelRef, to: ModelRef): string {
  const at = recipe.documents[user];
  return at ? editRecipe(text, replaceEdits(at, user, from, to)) : text;
}

function insertLast({ text, recipe }: Draft, output: number, method: string, choose: BaseChooser): Made {
  const last = defined(recipe.documents[output], 'the output’s document');
  const name = last.name ?? freeName(recipe, stemOf(last.method));
  const named = last.name === undefined ? nameDocument(text, output, name) : text;
  const document = newDocument(recipe, { name: undefined, method, parents: [name], choose, dtype: last.outDtype ?? last.dtype });
  return { text: insertDocument(named, recipe.documents.length, document), name: undefined };
}

interface NewMerge {
  readonly name: string | undefined;
  readonly method: string;
  /** At least one. */
  readonly parents: readonly ModelRef[];
  readonly choose: BaseChooser;
  readonly dtype?: MergeDocument['dtype'];
}

/** A document with the base and the parameters that its method demands, as far as they can be guessed. */
function newDocument(recipe: Recipe, { name, method, parents, choose, dtype }: NewMerge) {
  const spec = defined(methodSpec(method), method);
  const { base, models } = membersOf(recipe, spec, parents, choose);
  const entries = models.map((ref) => modelEntry(spec, ref, models.length));
  return { name, merge_method: method, base_model: base, models: entries, parameters: sharedDemands(spec), dtype };
}

/** Who is what in a new merge: a parent that is the base is no model too, and some model there must be. */
function membersOf(recipe: Recipe, spec: MethodSpec, parents: readonly ModelRef[], choose: BaseChooser) {
  if (spec.base !== 'required') return { base: spec.base === 'member' ? parents[0] : undefined, models: parents };
  const known = recipeModels(recipe);
  const base = baseOf(recipe) ?? choose(known);
  const models = parents.filter((ref) => ref !== base);
  return { base, models: models.length > 0 ? models : [known.find((ref) => ref !== base) ?? defined(parents[0], 'a parent')] };
}

/** Why a new merge by a method has no room for all of these; undefined where it has. */
export function roomRefusal(recipe: Recipe, method: string, parents: readonly ModelRef[], choose: BaseChooser): string | undefined {
  const spec = defined(methodSpec(method), method);
  const { max = Infinity } = spec.models;
  return membersOf(recipe, spec, parents, choose).models.length > max ? `takes ${COUNT[max] ?? `${max} models`}` : undefined;
}

/** Its users are linked to its first parent; the empty text when it was the only one. */
export function deleteMerge({ text, recipe }: Draft, document: number): string {
  const left = withoutMerge(text, recipe, document);
  const parents = parentsOf(defined(recipe.documents[document], `document ${document}`));
  // The merge among the parents makes the output when the output’s maker goes.
  const heir = parents.find((ref) => recipe.documents.some(({ name }) => name === ref));
  if (document !== outputDocument(recipe) || heir === undefined) return left;
  const index = draftOf(left).recipe.documents.findIndex(({ name }) => name === heir);
  return moveToEnd(left, index);
}

/** The text as a draft. It must be a recipe, if one with faults. */
export const draftOf = (text: string): Draft => ({ text, recipe: defined(parseRecipe(text).recipe, 'a recipe') });

/** Why a checkpoint cannot be taken out of every merge that uses it. */
export function deleteSourceRefusal(recipe: Recipe, ref: ModelRef): string | undefined {
  const needy = recipe.documents.flatMap((at, i) =>
    rowsOf(at).flatMap((row) => (row.ref === ref ? (disconnectRefusal(recipe, i, row) ?? []) : [])),
  );
  return needy[0];
}

/** Takes a checkpoint out of every merge. Ask {@link deleteSourceRefusal} first. */
export const deleteSource = (draft: Draft, ref: ModelRef): string =>
  draft.recipe.documents.reduce((text, _, document) => {
    const now = draftOf(text);
    const row = rowsOf(defined(now.recipe.documents[document], `document ${document}`)).find((each) => each.ref === ref);
    return row ? disconnect(now, document, row) : text;
  }, draft.text);

/** A copy beside the original: with the same parents, and used by nobody yet. */
export function duplicateMerge({ text, recipe }: Draft, document: number): Made {
  const at = defined(recipe.documents[document], `document ${document}`);
  const name = freeName(recipe, at.name === undefined ? stemOf(at.method) : at.name.replace(/-\d+$/, ''));
  return { text: copyDocument(text, document, name), name };
}

/** Why a merge cannot be called that. */
export function renameRefusal(recipe: Recipe, document: number, name: string): string | undefined {
  if (name.trim() === '') return 'A merge that others use needs a name';
  if (!/^[\w.-]+$/.test(name)) return 'A name has letters, digits, dots, dashes and underscores';
  return freeName(recipe, name) === name || recipe.documents[document]?.name === name ? undefined : `The recipe has a “${name}” already`;
}

/** Gives a merge another name, and follows it wherever it is used. */
export function renameMerge({ text, recipe }: Draft, document: number, name: string): string {
  const old = recipe.documents[document]?.name;
  const named = nameDocument(text, document, name);
  return old === undefined ? named : editRecipe(named, renameEdits(recipe, old, name));
}

/** Makes a merge the one that is written: the last, with every document before it named. */
export function makeOutput({ text, recipe }: Draft, document: number): string {
  const unnamed = recipe.documents.findIndex(({ name }) => name === undefined);
  const before = recipe.documents[unnamed];
  const named = before ? nameDocument(text, unnamed, freeName(recipe, stemOf(before.method))) : text;
  return moveToEnd(named, document);
}
