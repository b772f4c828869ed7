/**
 * Which of a recipe's merges the numbers are of: the one that was selected last, as long as the output takes it in. Looking
 * at a model meanwhile does not change it.
 */
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { createStore } from 'zustand/vanilla';
import { methodSpec } from '../../methods/specs.ts';
import type { MergeDocument, Recipe } from '../../recipe/recipe.ts';
import { documentOrder, outputDocument } from '../../recipe/slices.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { useRecipe } from '../state/use-store.ts';
import { setView, viewStore } from '../state/view-store.ts';

/** By its document's name; undefined: the one that makes the output. */
interface ObservedState {
  readonly name: string | undefined;
}

export const observedStore = createStore<ObservedState>(() => ({ name: undefined }));

/** The name of an inner merge; undefined for the output's, and for one that the output does not take in. */
function innerName(recipe: Recipe | undefined, name: string | undefined): string | undefined {
  if (!recipe || name === undefined) return undefined;
  const index = recipe.documents.findIndex((document) => document.name === name);
  return index !== outputDocument(recipe) && documentOrder(recipe)?.includes(index) ? name : undefined;
}

/** As the engine is asked for it. */
export const observedDocument = (): string | undefined => innerName(recipeStore.getState().recipe, observedStore.getState().name);

export function useObservedDocument(): string | undefined {
  const name = useStore(observedStore, (state) => state.name);
  return useRecipe(({ recipe }) => innerName(recipe, name));
}

function take(): void {
  const { selection } = viewStore.getState();
  if (selection.kind === 'model') return;
  const name = selection.kind === 'merge' ? selection.name : undefined;
  if (name !== observedStore.getState().name) observedStore.setState({ name });
}

/** Subscribes to the selection. Returns the end of it. */
export function followSelection(): () => void {
  observedStore.setState({ name: undefined });
  take();
  return viewStore.subscribe((now, before) => now.selection !== before.selection && take());
}

/** Selects it everywhere: the graph and the inspector are about the same merge as the numbers. */
export const chooseMerge = (name: string | undefined): void => setView({ selection: { kind: 'merge', name } });

/** The number of a document that goes into the output, or makes it, and what it is called. */
export type MergeNames = Readonly<Record<number, string>>;

function mergeNames(recipe: Recipe | undefined): MergeNames {
  if (!recipe) return {};
  const output = outputDocument(recipe);
  const nameOf = ({ name, method }: MergeDocument) => name ?? methodSpec(method)?.label ?? method;
  return Object.fromEntries(
    (documentOrder(recipe) ?? []).flatMap((index) => {
      const document = recipe.documents[index];
      return document ? [[index, index === output ? `${nameOf(document)} (output)` : nameOf(document)]] : [];
    }),
  );
}

export const useMergeNames = (): MergeNames => useRecipe(useShallow(({ recipe }) => mergeNames(recipe)));

/** "Conflict share of soup": what shows an inner merge says so. */
export const ofMerge = (title: string, document: string | undefined): string =>
  document === undefined ? title : `${title} of ${document}`;
