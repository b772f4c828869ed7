/** The merge that commands are about: the selected one, else the one that makes the output. */
import { outputDocument } from '../../recipe/slices.ts';
import { mergeOf } from '../graph/selection.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { viewStore } from '../state/view-store.ts';

/** Its number in the recipe; undefined where there is no recipe. */
export function selectedDocument(): number | undefined {
  const { recipe } = recipeStore.getState();
  return recipe && (mergeOf(recipe, viewStore.getState().selection) ?? outputDocument(recipe));
}
