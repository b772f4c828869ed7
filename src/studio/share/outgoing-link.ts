/** Links out: the address of the recipe at hand. */
import { recipeStore } from '../state/recipe-store.ts';
import { sourcesStore } from '../state/sources-store.ts';
import { encodeRecipe } from './link-codec.ts';
import { type Pinned, pinRecipe } from './pin.ts';

export interface Outgoing extends Pinned {
  readonly name: string;
  readonly href: string;
}

/** The recipe as it stands, its models pinned to what this page has read of them. The token is no part of it. */
export async function outgoingLink(): Promise<Outgoing> {
  const { name, text, goodText, recipe } = recipeStore.getState();
  const { entries } = sourcesStore.getState();
  const commitOf = (ref: string) => {
    const state = entries[ref]?.state;
    return state?.kind === 'ready' ? state.summary.revision : undefined;
  };
  const pinned = recipe && text === goodText ? pinRecipe(text, recipe, commitOf) : { text, pinned: [], loose: [] };
  const fragment = await encodeRecipe({ name, text: pinned.text });
  return { ...pinned, name, href: `${location.origin}${location.pathname}${fragment}` };
}
