/** The live conflict of one of the recipe's merges, for its node. */
import type { Estimate, Observation } from '../../engine/client.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { type LiveState, observedIn, useLive } from './live-store.ts';
import { totalsOf } from './totals.ts';

let known: { readonly of: Observation; readonly conflict: Estimate | undefined } | undefined;

/** The conflict of one of the recipe's documents, for its node; one document at a time is observed, the others have none. */
function documentConflict({ observation }: LiveState, document: number): Estimate | undefined {
  const { recipe } = recipeStore.getState();
  if (!observation || !recipe || document !== observedIn(recipe, observation)) return undefined;
  if (known?.of !== observation) known = { of: observation, conflict: totalsOf(observation).conflict };
  return known.conflict;
}

/** For a node: renders it only when its own number changes. */
export const useDocumentConflict = (document: number): Estimate | undefined => useLive((state) => documentConflict(state, document));
