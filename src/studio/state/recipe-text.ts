/** Recipes as text: opened from the clipboard or a file, copied, saved. */
import { looksLikeRecipe, parseModel } from '../words/parse-model.ts';
import { completeLibrary } from './library.ts';
import { openRecipe, recipeStore } from './recipe-store.ts';
import { save } from './run-files.ts';
import { openSources, recipeTab, setView } from './view-store.ts';

/** A new document with this text. */
export function openRecipeText(...document: Parameters<typeof openRecipe>): void {
  openRecipe(...document);
  completeLibrary();
  setView({ tab: recipeTab(), selection: { kind: 'merge', name: undefined }, dialog: undefined, locked: {} });
}

/** The same text under another name; the one before stays on the shelf. */
export function duplicateRecipe(): void {
  const { name, text, truncateEmbeddings } = recipeStore.getState();
  openRecipeText(`${name.replace(/ copy(?: \d+)?$/, '')} copy`, text, { truncateEmbeddings });
}

export async function openRecipeFile(name: string, file: Blob): Promise<void> {
  openRecipeText(name, await file.text());
}

export async function copyRecipeText(): Promise<void> {
  await navigator.clipboard.writeText(recipeStore.getState().text);
}

export const fileName = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '') || 'merge';

export function saveRecipeText(): void {
  const { name, text } = recipeStore.getState();
  save(new Blob([text], { type: 'text/yaml' }), `${fileName(name)}.yaml`);
}

export async function pasteRecipe(): Promise<void> {
  takeText(await navigator.clipboard.readText());
}

/** What was pasted outside a text field: a recipe is opened, a model's name or link goes to the sources dialog. */
export function takeText(text: string): void {
  if (looksLikeRecipe(text)) openRecipeText('Pasted recipe', text);
  else if (parseModel(text)) openSources(text.trim());
}
