/** The way back from a text with errors. */
import { parseRecipe } from '../../recipe/parse.ts';
import type { RecipeProblem } from '../../recipe/recipe.ts';
import { changeText, type Step } from '../state/recipe-store.ts';

export const isError = ({ severity }: RecipeProblem): boolean => severity === 'error';

/** Steps that are looked at: typing is one step until it pauses, so the last sound text is never far. */
const FAR = 12;

/** The last text of this recipe without errors; undefined where none of the latest was. */
export function soundTextBefore(past: readonly Step[], name: string): string | undefined {
  return past
    .slice(-FAR)
    .findLast((step) => step.name === name && step.text.trim() !== '' && !parseRecipe(step.text).problems.some(isError))?.text;
}

export const restoreText = (text: string): void => changeText('restore the text', text);
