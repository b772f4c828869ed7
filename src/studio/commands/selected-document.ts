/** The merge that commands are about: the selected one, else the one that makes the output. */
import { recipeStore } from '../state/recipe-store.ts';
import { viewStore } from '../state/view-store.ts';

/** Its number in the recipe; undefined where there is no recipe. */
export function selectedDocument(): number | undefined {
  const { recipe } = recipeStore.getState();
  const { selection } = viewStore.getState();
  if (!recipe) return undefined;
  const selected = selection.kind === 'merge' ? recipe.documents.findIndex(({ name }) => name === selection.name) : -1;
  return selected >= 0 ? selected : recipe.documents.length - 1;
}
