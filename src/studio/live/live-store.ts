/** What the engine last observed of the recipe: the numbers that follow the hand. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { PlainFault } from '../../base/errors.ts';
import type { Observation } from '../../engine/client.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import { outputDocument } from '../../recipe/slices.ts';
import type { RecipeState } from '../state/recipe-store.ts';

export interface LiveState {
  readonly observation: Observation | undefined;
  /** What is known of a first observation while its weights are still arriving; for the map, which fills. */
  readonly filling: Observation | undefined;
  /** The recipe's text that was observed. */
  readonly of: string;
  /** The document that it was the text of: `opened` of the recipe's state. */
  readonly opened: number;
  /** A newer answer is under way, so what shows may be one behind. */
  readonly busy: boolean;
  readonly fault: PlainFault | undefined;
  /** From the input event to the painted number, milliseconds. */
  readonly delay: number | undefined;
}

const EMPTY: LiveState = {
  observation: undefined,
  filling: undefined,
  of: '',
  opened: 0,
  busy: false,
  fault: undefined,
  delay: undefined,
};

export const liveStore = createStore<LiveState>(() => EMPTY);

export const useLive = <T>(select: (state: LiveState) => T): T => useStore(liveStore, select);

/** Its text has an error: numbers that show are those of the last text without one. */
export const isFaulty = ({ problems }: Pick<RecipeState, 'problems'>): boolean => problems.some(({ severity }) => severity === 'error');

export const clearLive = (): void => liveStore.setState(EMPTY, true);

/** The number of the document whose merge was observed. */
export const observedIn = (recipe: Recipe, { document }: Observation): number =>
  document === undefined ? outputDocument(recipe) : recipe.documents.findIndex(({ name }) => name === document);
