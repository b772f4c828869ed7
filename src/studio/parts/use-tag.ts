/** A model's mark as the merge sees it: its own letter and colour, or 0 where it is the base. */
import { methodSpec } from '../../methods/specs.ts';
import { recipeModels } from '../../recipe/slices.ts';
import { shortName } from '../state/model-marks.ts';
import { useRecipe, useSources } from '../state/use-store.ts';
import type { Tag } from './model-tag.tsx';

/** An earlier document of the recipe, used as a model: no colour of the library is its own. */
const RESULT_COLOUR = 5;

export function useTag(ref: string, isBase: boolean): Tag {
  const letter = useSources((state) => state.entries[ref]?.letter);
  const slot = useSources((state) => state.entries[ref]?.slot);
  if (isBase) return { letter: '0', colour: 0 };
  return { letter: letter ?? shortName(ref).charAt(0).toUpperCase(), colour: slot ?? RESULT_COLOUR };
}

/** What a model is to the recipe. */
export type Role = 'base' | 'model' | 'unused';

export function useRole(ref: string): Role {
  return useRecipe(({ recipe }) => {
    if (!recipe || !recipeModels(recipe).includes(ref)) return 'unused';
    return recipe.documents.some(({ base, method }) => base === ref && methodSpec(method)?.base !== 'member') ? 'base' : 'model';
  });
}
