/** Links in: what came of the one that the page was opened with. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type PlainFault, toPlainFault } from '../../base/errors.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { openRecipeText } from '../state/recipe-text.ts';
import { holdsRecipe } from './link-key.ts';

export interface LinkState {
  /** What the last link brought, until it is closed. */
  readonly news:
    | { readonly kind: 'opened'; readonly name: string; readonly before: string | undefined }
    | { readonly kind: 'refused'; readonly fault: PlainFault }
    | undefined;
}

const linkStore = createStore<LinkState>(() => ({ news: undefined }));
export const useLink = <T>(select: (state: LinkState) => T): T => useStore(linkStore, select);
export const dismissNews = (): void => linkStore.setState({ news: undefined });

/** Opens the recipe of the page's address, as a step that undo takes back, and clears the address. */
async function openLink(): Promise<void> {
  const { hash } = location;
  if (!holdsRecipe(hash)) return;
  history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  try {
    const { decodeRecipe } = await import('./link-codec.ts');
    const { name, text } = await decodeRecipe(hash);
    const { text: old, name: before } = recipeStore.getState();
    if (old === text) return;
    openRecipeText(name, text);
    linkStore.setState({ news: { kind: 'opened', name, before: old === '' ? undefined : before } });
  } catch (thrown) {
    linkStore.setState({ news: { kind: 'refused', fault: toPlainFault(thrown) } });
  }
}

/** Also for links that are put into the address of an open page. */
export function followLinks(): void {
  addEventListener('hashchange', () => void openLink());
  void openLink();
}
