/**
 * The document of the studio: the recipe's text, mergekit YAML. All else about a merge is read from it. Every change is
 * one named step that can be undone; a drag, however long, is one.
 */
import { createStore } from 'zustand/vanilla';
import { parseRecipe } from '../../recipe/parse.ts';
import type { ModelRef, Recipe, RecipeProblem } from '../../recipe/recipe.ts';

export interface Step {
  /** What was done, for the tip of undo: "weight of code". */
  readonly label: string;
  /** The document before (in `past`) or after (in `future`). */
  readonly text: string;
  readonly name: string;
  readonly loose: readonly ModelRef[];
}

export interface RecipeState {
  /** The user's name for it: the title bar, the output's folder, the model card. */
  readonly name: string;
  readonly text: string;
  /** The last text that could be read, as data. */
  readonly recipe: Recipe | undefined;
  readonly goodText: string;
  /** Checkpoints that lie on the graph and that no merge uses yet. */
  readonly loose: readonly ModelRef[];
  /** Faults of `text`. */
  readonly problems: readonly RecipeProblem[];
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  /** The gesture that the last step still belongs to: changes under the same name join it. */
  readonly gesture: string | undefined;
  /** How many other documents took this one's place since the page began. */
  readonly opened: number;
}

/** Steps that are kept; a recipe is a few kilobytes. */
const MOST_STEPS = 200;

const EMPTY: RecipeState = {
  name: 'Untitled',
  text: '',
  recipe: undefined,
  goodText: '',
  loose: [],
  problems: [],
  past: [],
  future: [],
  gesture: undefined,
  opened: 0,
};

export const recipeStore = createStore<RecipeState>(() => EMPTY);

function withText(state: RecipeState, text: string): RecipeState {
  if (text === state.text) return state;
  // A page without a recipe is no fault.
  if (text.trim() === '') return { ...state, text, goodText: text, recipe: undefined, problems: [] };
  const { recipe, problems } = parseRecipe(text);
  return { ...state, text, problems, ...(recipe ? { recipe, goodText: text } : {}) };
}

/** The document that the page begins with; there is nothing before it. */
export function beginWith(name: string, text: string, loose: readonly ModelRef[] = []): void {
  recipeStore.setState(withText({ ...EMPTY, name, loose }, text), true);
}

/** Another document in this one's place. The old one comes back with undo. */
export function openRecipe(name: string, text: string): void {
  recipeStore.setState(({ opened }) => ({ opened: opened + 1 }));
  change(`open ${name}`, { name, text, loose: [] });
  // Text that cannot be read must not show the document before it as its last good state.
  if (recipeStore.getState().goodText !== text) recipeStore.setState({ recipe: undefined, goodText: '' });
}

/** One step, however long the name is typed. */
export const renameRecipe = (name: string): void => change('rename', { name }, 'rename');

export const changeText = (label: string, text: string, gesture?: string): void => change(label, { text }, gesture);

/** A change of the graph: of the text, of what lies beside it, or of both. */
export const changeGraph = (label: string, text: string, loose: readonly ModelRef[]): void => change(label, { text, loose });

type Changed = Partial<Pick<RecipeState, 'name' | 'text' | 'loose'>>;

/**
 * Changes the document as one step named `label`. Changes that name the same `gesture` make one step until
 * {@link endGesture}.
 */
function change(label: string, { name, text, loose }: Changed, gesture?: string): void {
  const state = recipeStore.getState();
  const next = { name: name ?? state.name, text: text ?? state.text, loose: loose ?? state.loose };
  if (next.text === state.text && next.name === state.name && next.loose === state.loose) return;
  const joins = gesture !== undefined && gesture === state.gesture;
  const past = joins ? state.past : [...state.past, stepOf(label, state)].slice(-MOST_STEPS);
  recipeStore.setState({ ...withText({ ...state, name: next.name, loose: next.loose }, next.text), past, future: [], gesture });
}

const stepOf = (label: string, { name, text, loose }: RecipeState): Step => ({ label, name, text, loose });

const backTo = (state: RecipeState, { name, text, loose }: Step): RecipeState => withText({ ...state, name, loose }, text);

/** Closes the open gesture. Cancelled: its step is taken back and leaves no trace. */
export function endGesture(cancelled = false): void {
  const state = recipeStore.getState();
  const step = state.past.at(-1);
  if (state.gesture === undefined) return;
  if (!cancelled || !step) recipeStore.setState({ gesture: undefined });
  else recipeStore.setState({ ...backTo(state, step), past: state.past.slice(0, -1), gesture: undefined });
}

/** Keys have no end of their own: what follows within a moment belongs to the same step. */
const KEYS_PAUSE_MS = 800;
let keysOver: ReturnType<typeof setTimeout> | undefined;

export function endGestureSoon(): void {
  const { gesture } = recipeStore.getState();
  clearTimeout(keysOver);
  keysOver = setTimeout(() => recipeStore.getState().gesture === gesture && endGesture(), KEYS_PAUSE_MS);
}

export function undo(): void {
  const state = recipeStore.getState();
  const step = state.past.at(-1);
  if (!step) return;
  const future = [...state.future, stepOf(step.label, state)];
  recipeStore.setState({
    ...backTo(state, step),
    past: state.past.slice(0, -1),
    future,
    gesture: undefined,
  });
}

export function redo(): void {
  const state = recipeStore.getState();
  const step = state.future.at(-1);
  if (!step) return;
  const past = [...state.past, stepOf(step.label, state)];
  recipeStore.setState({
    ...backTo(state, step),
    past,
    future: state.future.slice(0, -1),
    gesture: undefined,
  });
}
