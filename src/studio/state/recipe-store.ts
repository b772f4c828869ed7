/**
 * The document of the studio: the recipe's text, mergekit YAML. All else about a merge is read from it. Every change is
 * one named step that can be undone; a drag, however long, is one.
 */
import { createStore } from 'zustand/vanilla';
import { parseRecipe } from '../../recipe/parse.ts';
import type { ModelRef, Recipe, RecipeProblem } from '../../recipe/recipe.ts';

/** What undo brings back. */
interface Document {
  /** The user's name for it: the title bar, the output's folder, the model card. */
  readonly name: string;
  readonly text: string;
  /** Checkpoints that lie on the graph and that no merge uses yet. */
  readonly loose: readonly ModelRef[];
  /** Vocabularies of different sizes are cut to their common rows: mergekit has an option for it, and its YAML no word. */
  readonly truncateEmbeddings: boolean;
}

/** The document before (in `past`) or after (in `future`). */
export interface Step extends Document {
  /** What was done, for the tip of undo: "weight of code". */
  readonly label: string;
  /** Where `text` cannot be read: the last one that could. */
  readonly goodText: string;
}

/** A step under way; cancelled, it gives back what could be redone before it. */
interface Gesture {
  readonly name: string;
  readonly future: readonly Step[];
}

export interface RecipeState extends Document {
  /** The last text that could be read, as data. */
  readonly recipe: Recipe | undefined;
  readonly goodText: string;
  /** Faults of `text`. */
  readonly problems: readonly RecipeProblem[];
  readonly past: readonly Step[];
  readonly future: readonly Step[];
  /** The gesture that the last step still belongs to: changes under the same name join it. */
  readonly gesture: Gesture | undefined;
  /** How many other documents took this one's place since the page began. */
  readonly opened: number;
}

/** Steps that are kept; a recipe is a few kilobytes. */
const MOST_STEPS = 200;

/** The gesture of the text's own editor. */
export const TYPING = 'type';

const EMPTY: RecipeState = {
  name: 'Untitled',
  text: '',
  recipe: undefined,
  goodText: '',
  loose: [],
  truncateEmbeddings: false,
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
export function beginWith(name: string, text: string, { loose = EMPTY.loose, truncateEmbeddings = false }: Beside = {}): void {
  recipeStore.setState(withText({ ...EMPTY, name, loose, truncateEmbeddings }, text), true);
}

/** What lies beside the text. */
type Beside = Partial<Pick<Document, 'loose' | 'truncateEmbeddings'>>;

/** The label of the step that opens a document. */
export const openingOf = (name: string): string => `open ${name}`;

/** Another document in this one's place. The old one comes back with undo. */
export function openRecipe(name: string, text: string, { loose = EMPTY.loose, truncateEmbeddings = false }: Beside = {}): void {
  const before = recipeStore.getState();
  const opened = before.opened + 1;
  // From an empty page: text that cannot be read must not show the document before it as its last good state.
  const document = { name, text, loose, truncateEmbeddings, goodText: '' };
  if (isSame(before, document)) recipeStore.setState({ opened, gesture: undefined });
  else recipeStore.setState({ ...backTo(before, document), ...withStep(openingOf(name), before), opened, gesture: undefined });
}

/** One step, however long the name is typed. */
export const renameRecipe = (name: string): void => change('rename', { name }, 'rename');

export const changeText = (label: string, text: string, gesture?: string): void => change(label, { text }, gesture);

/** A change of the graph: of the text, of what lies beside it, or of both. */
export const changeGraph = (label: string, text: string, loose: readonly ModelRef[]): void => change(label, { text, loose });

export const truncateEmbeddings = (label: string, wanted: boolean): void => change(label, { truncateEmbeddings: wanted });

/** Whether another merge comes of it. */
export const mergesOtherwise = (now: RecipeState, before: RecipeState): boolean =>
  now.goodText !== before.goodText || now.truncateEmbeddings !== before.truncateEmbeddings;

/**
 * Changes the document as one step named `label`. Changes that name the same `gesture` make one step until
 * {@link endGesture}.
 */
function change(label: string, changed: Partial<Document>, gesture?: string): void {
  const state = recipeStore.getState();
  const next = { ...documentOf(state), ...changed };
  if (isSame(next, state)) return;
  const joins = gesture !== undefined && gesture === state.gesture?.name;
  const steps = joins ? { future: [] } : withStep(label, state);
  const open = joins ? state.gesture : gesture === undefined ? undefined : { name: gesture, future: state.future };
  recipeStore.setState({ ...withText({ ...state, ...next, text: state.text }, next.text), ...steps, gesture: open });
}

/** Undo comes back to `state`. */
const withStep = (label: string, state: RecipeState): Pick<RecipeState, 'past' | 'future'> => ({
  past: [...state.past, stepOf(label, state)].slice(-MOST_STEPS),
  future: [],
});

const KEYS = ['name', 'text', 'loose', 'truncateEmbeddings'] as const satisfies (keyof Document)[];

const isSame = (one: Document, other: Document): boolean => KEYS.every((key) => one[key] === other[key]);

const documentOf = ({ name, text, loose, truncateEmbeddings }: Document): Document => ({ name, text, loose, truncateEmbeddings });

const stepOf = (label: string, state: RecipeState): Step => ({ label, goodText: state.goodText, ...documentOf(state) });

/** A text with a fault comes back with its own last good one, not with that of the document it takes the place of. */
const backTo = (state: RecipeState, { name, text, loose, truncateEmbeddings, goodText }: Omit<Step, 'label'>): RecipeState =>
  withText({ ...withText(state, goodText), name, loose, truncateEmbeddings }, text);

/** Closes the open gesture. Cancelled: its step is taken back and leaves no trace. */
export function endGesture(cancelled = false): void {
  const state = recipeStore.getState();
  const step = state.past.at(-1);
  if (state.gesture === undefined) return;
  if (!cancelled || !step) recipeStore.setState({ gesture: undefined });
  else {
    const { past, gesture } = state;
    recipeStore.setState({ ...backTo(state, step), past: past.slice(0, -1), future: gesture.future, gesture: undefined });
  }
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
