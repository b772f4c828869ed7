/** Which of the recipe's merges the numbers are of, in the bar of a view; nothing where it has one. */
import { outputDocument } from '../../recipe/slices.ts';
import { BarChoice } from '../parts/bar-choice.tsx';
import { recipeStore } from '../state/recipe-store.ts';
import { useRecipe } from '../state/use-store.ts';
import { chooseMerge, useMergeNames } from './observed-merge.ts';

interface MergeChoiceProps {
  /** Name of the inner merge that shows; undefined: the output's. */
  readonly shown: string | undefined;
  readonly onChoose?: () => void;
}

export function MergeChoice({ shown, onChoose }: MergeChoiceProps) {
  const names = useMergeNames();
  const value = useRecipe(({ recipe }) => {
    if (!recipe) return -1;
    return shown === undefined ? outputDocument(recipe) : recipe.documents.findIndex(({ name }) => name === shown);
  });
  const data = Object.entries(names).map(([index, label]) => ({ value: index, label }));
  if (data.length < 2) return undefined;
  const choose = (index: string) => {
    onChoose?.();
    chooseMerge(recipeStore.getState().recipe?.documents[Number(index)]?.name);
  };
  return <BarChoice word="Merge" name="Merge" data={data} value={String(value)} width={150} onChoose={choose} />;
}
