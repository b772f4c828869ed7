/**
 * What happens with files that were picked or dropped: checkpoints join the library and the merge, a recipe is opened.
 * A file that Alloy wrote is both: alone it reopens its recipe, with its config it is a model; the other way is offered.
 */
import { MAX_TEXT } from '../../recipe/limits.ts';
import { addFiles, type PickedFile } from './library.ts';
import { recipeInside } from './merged-recipe.ts';
import { type PickedCheckpoint, sortPicked } from './picked-files.ts';
import { addAllToMerge, addToMerge } from './recipe-edits.ts';
import { openRecipeFile, openRecipeText } from './recipe-text.ts';
import { setView } from './view-store.ts';

interface Merged {
  readonly checkpoint: PickedCheckpoint;
  readonly recipe: string;
}

/** The last drop that was both. */
let both: Merged | undefined;

/** `use`: what is done with the checkpoints, if there are any. */
export async function takePicked(files: readonly PickedFile[], use: (refs: readonly string[]) => void = addAllToMerge): Promise<void> {
  const { checkpoints, recipes, ignored } = sortPicked(files);
  const [recipe] = recipes;
  setView({ dropNotice: undefined, dropChoice: undefined });
  if (recipe && recipe.file.size > MAX_TEXT) return setView({ dropNotice: `${recipe.name}: too large to be a recipe.` });
  if (recipe) await openRecipeFile(recipe.name, recipe.file);
  both = checkpoints.length === 1 && !recipe ? await mergedOf(checkpoints[0]) : undefined;
  if (both && isAlone(both.checkpoint)) return reopen(both);
  if (checkpoints.length > 0) {
    use(checkpoints.map(({ label, files: inside }) => addFiles(label, inside)));
    setView({ dialog: undefined });
  }
  if (both) setView({ dropNotice: `${both.checkpoint.label} was merged by Alloy and carries its recipe.`, dropChoice: 'recipe' });
  else if (checkpoints.length === 0 && !recipe) setView({ dropNotice: nothingIn(ignored) });
}

const isAlone = ({ files }: PickedCheckpoint): boolean => files.every(({ path }) => path.endsWith('.safetensors'));

async function mergedOf(checkpoint: PickedCheckpoint | undefined): Promise<Merged | undefined> {
  const weights = checkpoint?.files.find(({ path }) => path.endsWith('.safetensors'));
  const recipe = weights && (await recipeInside(weights.file));
  return checkpoint && recipe !== undefined ? { checkpoint, recipe } : undefined;
}

function reopen({ checkpoint: { label }, recipe }: Merged): void {
  openRecipeText(label, recipe);
  setView({ dropNotice: `${label} was merged by Alloy: this is its recipe.`, dropChoice: 'model' });
}

/** Carries out what the notice offers. */
export function takeOther(choice: 'recipe' | 'model'): void {
  setView({ dropNotice: undefined, dropChoice: undefined });
  if (!both) return;
  const { label, files } = both.checkpoint;
  if (choice === 'recipe') openRecipeText(label, both.recipe);
  else addToMerge(addFiles(label, files));
}

function nothingIn(ignored: readonly string[]): string {
  const [first] = ignored;
  const named = first === undefined ? 'That' : ignored.length === 1 ? first : `${first} and ${ignored.length - 1} more`;
  return `${named}: no safetensors and no recipe in it. Alloy reads .safetensors checkpoints and mergekit YAML.`;
}
