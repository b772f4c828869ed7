/** A merge taken out of a recipe: whoever used its result uses what it was made of. */
import { referencesOf, removeDocument } from '../../recipe/documents.ts';
import { editRecipe, type RecipeEdit } from '../../recipe/edit.ts';
import type { MergeDocument, ModelRef, Recipe } from '../../recipe/recipe.ts';
import { setsBaseApart } from './recipe-places.ts';
import { changeText, recipeStore } from './recipe-store.ts';

/** The models that a merge is made of, without a base that its method sets apart. */
export function parentsOf(at: MergeDocument): readonly ModelRef[] {
  const apart = setsBaseApart(at.method) ? at.base : undefined;
  const models = referencesOf(at).filter(({ ref, role }) => role === 'model' && ref !== apart);
  return [...new Set(models.map(({ ref }) => ref))];
}

export function removeMerge(document: number): void {
  const { goodText, recipe } = recipeStore.getState();
  if (recipe) changeText(`remove ${recipe.documents[document]?.name ?? 'a merge'}`, withoutMerge(goodText, recipe, document));
}

/** The empty text when it was the only one. */
export function withoutMerge(text: string, recipe: Recipe, document: number): string {
  const at = recipe.documents[document];
  const relinked = at?.name === undefined ? text : editRecipe(text, bypass(recipe, at.name, parentsOf(at)));
  return removeDocument(relinked, document);
}

/** Whoever used `name` uses the first of `parents` that it does not use yet; without one, the entry goes. */
function bypass({ documents }: Recipe, name: string, parents: readonly ModelRef[]): readonly RecipeEdit[] {
  return documents.flatMap((at, document): RecipeEdit[] => {
    const used = new Set(referencesOf(at).map(({ ref }) => ref));
    const heir = parents.find((ref) => !used.has(ref) && ref !== at.name);
    const places = referencesOf(at).filter(({ ref }) => ref === name);
    if (heir !== undefined) return places.map(({ path }) => ({ document, path, value: heir }));
    return places.map(({ path, role }) => ({ document, path: role === 'model' ? path.slice(0, -1) : path, value: undefined })).reverse();
  });
}
