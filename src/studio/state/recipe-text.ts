/** Recipes as text: opened from the clipboard or a file, copied, saved. */

import { MAX_TEXT } from '../../recipe/limits.ts';
import { bookStore } from '../history/book.ts';
import { looksLikeRecipe, parseModel } from '../words/parse-model.ts';
import { recipeInside } from '../words/recipe-inside.ts';
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

/** The same under another name; the one before stays on the shelf. */
export function duplicateRecipe(): void {
  const { name, text, loose, truncateEmbeddings } = recipeStore.getState();
  openRecipeText(copyName(name, new Set([name, ...bookStore.getState().recipes.map((kept) => kept.name)])), text, {
    loose,
    truncateEmbeddings,
  });
}

/** `X copy`, `X copy 2`, …: the first that is free. */
export function copyName(name: string, taken: ReadonlySet<string>): string {
  const copy = `${name.replace(/ copy(?: \d+)?$/, '')} copy`;
  for (let n = 1; ; n++) {
    const made = n === 1 ? copy : `${copy} ${n}`;
    if (!taken.has(made)) return made;
  }
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

const tooLong = ({ length }: string): string =>
  `The pasted text has ${length.toLocaleString('en')} characters; a recipe has ${MAX_TEXT.toLocaleString('en')} at most.`;

export async function pasteRecipe(): Promise<void> {
  takeText(await navigator.clipboard.readText());
}

/** What was pasted outside a text field: a recipe is opened, a model's name or link goes to the sources dialog. */
export function takeText(text: string): void {
  if (text.length > MAX_TEXT) setView({ dropNotice: tooLong(text), dropChoice: undefined });
  else if (looksLikeRecipe(text)) openRecipeText('Pasted recipe', recipeInside(text));
  else if (parseModel(text)) openSources(text.trim());
}
