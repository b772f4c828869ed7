/**
 * The document of the studio: the recipe's text, mergekit YAML. All else about a merge is read from it. Every change is
 * one named step that can be undone; a drag, however long, is one.
 */
import { createStore } from 'zustand/vanilla';
import { parseRecipe } from '../../recipe/parse.ts';
import type { Recipe, RecipeProblem } from '../../recipe/recipe.ts';

export interface Step {
  /** What was done, for the tip of undo: "weight of Code". */
  readonly label: string;
  /** The text before (in `past`) or after (in `future`). */
  readonly text: string;
}

export interface RecipeState {
  /** The user's name for it: the title bar, the output's folder, the model card. */
  readonly name: string;
  readonly text: string;
  /** The last text that could be read, as data. */
  readonly recipe: Recipe | undefined;
  readonly goodText: string;
  /** Faults of `text`. */
  readonly problems: readonly RecipeProblem[];
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  /** The gesture that the last step still belongs to: changes under the same name join it. */
  readonly gesture: string | undefined;
}

/** Steps that are kept; a recipe is a few kilobytes. */
const MOST_STEPS = 200;

const EMPTY: RecipeState = {
  name: 'Untitled',
  text: '',
  recipe: undefined,
  goodText: '',
  problems: [],
  past: [],
  future: [],
  gesture: undefined,
};

export const recipeStore = createStore<RecipeState>(() => EMPTY);

function withText(state: RecipeState, text: string): RecipeState {
  // A page without a recipe is no fault.
  if (text.trim() === '') return { ...state, text, goodText: text, recipe: undefined, problems: [] };
  const { recipe, problems } = parseRecipe(text);
  return { ...state, text, problems, ...(recipe ? { recipe, goodText: text } : {}) };
}

/** A new document; nothing of the old one can be undone. */
export function openRecipe(name: string, text: string): void {
  recipeStore.setState(withText({ ...EMPTY, name }, text), true);
}

export const renameRecipe = (name: string): void => recipeStore.setState({ name });

/**
 * Replaces the text as one step named `label`. Changes that name the same `gesture` make one step until
 * {@link endGesture}.
 */
export function changeText(label: string, text: string, gesture?: string): void {
  const state = recipeStore.getState();
  if (text === state.text) return;
  const joins = gesture !== undefined && gesture === state.gesture;
  const past = joins ? state.past : [...state.past, { label, text: state.text }].slice(-MOST_STEPS);
  recipeStore.setState({ ...withText(state, text), past, future: [], gesture });
}

/** Closes the open gesture. Cancelled: its step is taken back and leaves no trace. */
export function endGesture(cancelled = false): void {
  const { gesture, past } = recipeStore.getState();
  const step = past.at(-1);
  if (gesture === undefined) return;
  if (!cancelled || !step) recipeStore.setState({ gesture: undefined });
  else recipeStore.setState((state) => ({ ...withText(state, step.text), past: past.slice(0, -1), gesture: undefined }));
}

export function undo(): void {
  const { past, future, text } = recipeStore.getState();
  const step = past.at(-1);
  if (!step) return;
  recipeStore.setState((state) => ({
    ...withText(state, step.text),
    past: past.slice(0, -1),
    future: [...future, { label: step.label, text }],
    gesture: undefined,
  }));
}

export function redo(): void {
  const { past, future, text } = recipeStore.getState();
  const step = future.at(-1);
  if (!step) return;
  recipeStore.setState((state) => ({
    ...withText(state, step.text),
    past: [...past, { label: step.label, text }],
    future: future.slice(0, -1),
    gesture: undefined,
  }));
}
