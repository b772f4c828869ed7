/** The recipe as it stands, as a job for the engine. */
import type { JobRequest } from '../../engine/protocol.ts';
import { methodSpec } from '../../methods/specs.ts';
import { recipeModels, recipeSources } from '../../recipe/slices.ts';
import { specOf } from './library.ts';
import { recipeStore } from './recipe-store.ts';
import { settingsStore } from './settings-store.ts';
import { specsFor } from './sources-store.ts';

/** Throws AlloyError when a model of the recipe is not at hand. */
export function jobRequest(): JobRequest {
  const { recipe, goodText, name, truncateEmbeddings } = recipeStore.getState();
  const { backend, shardBytes, seed, random } = settingsStore.getState();
  const sources = specsFor(recipe ? recipeSources(recipe) : [], specOf);
  return { recipe: goodText, sources, options: { name, backend, shardBytes, seed, random, truncateEmbeddings, summary: true } };
}

/** A merge that can be started now or later: whatever becomes of the recipe at hand, this is what is merged. */
export interface RunJob {
  readonly name: string;
  /** The recipe in a few words. */
  readonly what: string;
  readonly request: JobRequest;
}

/** The recipe as it stands. Throws as {@link jobRequest} does. */
export const presentJob = (): RunJob => ({ name: recipeStore.getState().name, what: describeRecipe(), request: jobRequest() });

/** "TIES, 2 models": a run's name in a list. */
function describeRecipe(): string {
  const { recipe } = recipeStore.getState();
  if (!recipe) return 'No recipe';
  const methods = recipe.documents.map(({ method }) => methodSpec(method)?.label ?? method);
  const models = recipeModels(recipe).length;
  return `${methods.join(', then ')}, ${models} ${models === 1 ? 'model' : 'models'}`;
}
