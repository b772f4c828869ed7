/** What happens with files that were picked or dropped: checkpoints join the library and the merge, a recipe is opened. */
import { addFiles, type PickedFile } from './library.ts';
import { sortPicked } from './picked-files.ts';
import { addToMerge } from './recipe-edits.ts';
import { openRecipeFile } from './recipe-text.ts';
import { setView } from './view-store.ts';

export async function takePicked(files: readonly PickedFile[]): Promise<void> {
  const { checkpoints, recipes, ignored } = sortPicked(files);
  const [recipe] = recipes;
  if (recipe) await openRecipeFile(recipe.name, recipe.file);
  for (const { label, files: inside } of checkpoints) addToMerge(addFiles(label, inside));
  if (checkpoints.length > 0) setView({ dialog: undefined, dropNotice: undefined });
  else if (!recipe) setView({ dropNotice: nothingIn(ignored) });
}

function nothingIn(ignored: readonly string[]): string {
  const [first] = ignored;
  const named = first === undefined ? 'That' : ignored.length === 1 ? first : `${first} and ${ignored.length - 1} more`;
  return `${named}: no safetensors and no recipe in it. Alloy reads .safetensors checkpoints and mergekit YAML.`;
}
