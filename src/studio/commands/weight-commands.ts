/** What can be done with all weights of a merge at once. */
import { setWeights } from '../state/recipe-edits.ts';
import { documentAt } from '../state/recipe-places.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { setView, viewStore } from '../state/view-store.ts';
import { distribute, normalise, type WeightChange, weightsOf } from '../state/weights.ts';
import type { CommandRow } from './commands.ts';
import { selectedDocument } from './selected-document.ts';

function command(name: string, label: string, change: WeightChange): CommandRow {
  return {
    name,
    group: 'Recipe',
    run() {
      const document = selectedDocument();
      if (document !== undefined) setWeights(label, document, change, viewStore.getState().locked);
    },
    reason() {
      const made = change(weightsOf(documentAt(recipeStore.getState().recipe, selectedDocument() ?? -1), viewStore.getState().locked));
      return typeof made === 'string' ? made : undefined;
    },
  };
}

export const WEIGHT_COMMANDS = {
  normaliseWeights: command('Normalise the weights', 'normalise the weights', normalise),
  distributeWeights: command('Distribute the weights', 'distribute the weights', distribute),
  unlockWeights: {
    name: 'Unlock all weights',
    group: 'Recipe',
    run: () => setView({ locked: {} }),
    reason: () => (Object.keys(viewStore.getState().locked).length === 0 ? 'No weight is locked' : undefined),
  },
} as const satisfies Record<string, CommandRow>;
