/** Names on nodes: without the owner, and without the words that all fine-tunes of the recipe begin with. */
import type { ModelRef, Recipe } from '../../recipe/recipe.ts';
import { recipeModels } from '../../recipe/slices.ts';
import { isDemo } from '../state/library.ts';
import { distinctNames, ownerOf, sharedPrefix, shortName } from '../state/model-marks.ts';
import { useRecipe } from '../state/use-store.ts';

/** A recipe is made anew with every move of a hand, and every node asks for a name. */
const known = new WeakMap<Recipe, ReadonlyMap<ModelRef, string>>();

function namesIn(recipe: Recipe): ReadonlyMap<ModelRef, string> {
  const bases = new Set(recipe.documents.map(({ base }) => base));
  return shortNames(recipeModels(recipe), (ref) => bases.has(ref));
}

/** The shortest that tell models apart; those that are no base lose the words that all of them begin with. */
export function shortNames(models: readonly ModelRef[], isBase: (ref: ModelRef) => boolean): ReadonlyMap<ModelRef, string> {
  const distinct = distinctNames(models);
  const tuned = new Set(models.filter((ref) => !isBase(ref)));
  const names = [...tuned].map(shortName);
  const prefix = sharedPrefix(names);
  // Adapters of one model keep its name: it is half of what they are.
  const shared = names[0]?.slice(0, prefix).includes('+') ? 0 : prefix;
  const nameOf = (ref: ModelRef, name = distinct.get(ref)) => (tuned.has(ref) && name === shortName(ref) ? name.slice(shared) : name);
  return new Map(models.map((ref) => [ref, nameOf(ref) ?? ref]));
}

export function nodeName(recipe: Recipe | undefined, ref: ModelRef): string {
  const names = recipe && (known.get(recipe) ?? namesIn(recipe));
  if (recipe && names) known.set(recipe, names);
  return names?.get(ref) ?? shortName(ref);
}

export const useNodeName = (ref: ModelRef): string => useRecipe(({ recipe }) => nodeName(recipe, ref));

export const placeOf = (ref: ModelRef): string => (isDemo(ref) ? 'Demo family' : (ownerOf(ref) ?? 'On this computer'));
