/** Names on nodes: without the owner, and without the words that all fine-tunes of the recipe begin with. */
import type { ModelRef, Recipe } from '../../recipe/recipe.ts';
import { recipeModels } from '../../recipe/slices.ts';
import { isDemo } from '../state/library.ts';
import { ownerOf, sharedPrefix, shortName } from '../state/model-marks.ts';
import { useRecipe } from '../state/use-store.ts';

export function nodeName(recipe: Recipe | undefined, ref: ModelRef): string {
  const name = shortName(ref);
  if (!recipe || recipe.documents.some((at) => at.base === ref || at.name === ref)) return name;
  const bases = new Set(recipe.documents.map(({ base }) => base));
  const others = recipeModels(recipe).filter((other) => !bases.has(other));
  return others.includes(ref) ? name.slice(sharedPrefix(others.map(shortName))) : name;
}

export const useNodeName = (ref: ModelRef): string => useRecipe(({ recipe }) => nodeName(recipe, ref));

export const placeOf = (ref: ModelRef): string => (isDemo(ref) ? 'Demo family' : (ownerOf(ref) ?? 'On this computer'));
