/** The model card of the recipe at hand, with what this page has read of its models. */
import { modelCard } from '../../recipe/card.ts';
import { parseRecipe } from '../../recipe/parse.ts';
import { formatModelRef, parseModelRef } from '../../recipe/refs.ts';
import { outputDocument, recipeModels } from '../../recipe/slices.ts';
import { sourcesStore } from '../state/sources-store.ts';

/** Undefined where the text is no recipe. A run writes the same card. */
export function cardOf(name: string, text: string): string | undefined {
  const { recipe } = parseRecipe(text);
  const document = recipe?.documents[outputDocument(recipe)];
  if (!recipe || !document) return undefined;
  return modelCard(name, text, document, recipeModels(recipe).map(knownModel));
}

/** A link's references are pinned to the commits of models that are open without. */
function knownModel(ref: string) {
  const { path, revision, adapter } = parseModelRef(ref);
  const { entries } = sourcesStore.getState();
  const state = (entries[ref] ?? entries[formatModelRef({ path, revision })] ?? entries[path])?.state;
  const summary = state?.kind === 'ready' ? state.summary : undefined;
  return { ref, label: adapter ? ref : (summary?.label ?? path), revision: revision ?? summary?.revision, licence: summary?.licence };
}
