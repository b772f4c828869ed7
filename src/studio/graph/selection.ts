/** What the inspector's selection means in the graph. */
import type { Recipe } from '../../recipe/recipe.ts';
import { outputDocument } from '../../recipe/slices.ts';
import { documentAt } from '../state/recipe-places.ts';
import type { Selection } from '../state/view-store.ts';
import { mergeId, type NodeId, OUTPUT, sourceId } from './graph-model.ts';

/** The document by a name, else the one that makes the output: undo may have taken away what was selected. */
export function documentByName(recipe: Recipe | undefined, name: string | undefined): number {
  if (!recipe) return -1;
  const named = name === undefined ? -1 : recipe.documents.findIndex((document) => document.name === name);
  return named < 0 ? outputDocument(recipe) : named;
}

/** The number of the merge that is selected; undefined where something else is. */
export const mergeOf = (recipe: Recipe | undefined, selection: Selection): number | undefined =>
  recipe && selection.kind === 'merge' ? documentByName(recipe, selection.name) : undefined;

/** The node that a selection stands for. */
export function selectedNode(recipe: Recipe | undefined, selection: Selection): NodeId {
  if (selection.kind === 'model') return sourceId(selection.ref);
  if (selection.kind === 'output') return OUTPUT;
  return mergeId(documentAt(recipe, mergeOf(recipe, selection) ?? -1)?.name);
}
