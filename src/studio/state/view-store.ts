/** What is open, folded and selected: facts of the screen, none of the merge. */
import { createStore } from 'zustand/vanilla';

/** `merge` is the graph as a list: the same recipe, as a form. */
export type Tab = 'graph' | 'merge' | 'map' | 'layers' | 'runs';
/** What the inspector is about. */
export type Selection =
  | { readonly kind: 'output' }
  | { readonly kind: 'model'; readonly ref: string }
  /** One merge of the recipe, by its document's name; the one that makes the output may have none. */
  | { readonly kind: 'merge'; readonly name: string | undefined };

/** The parameter whose values over the layers the inspector shows. `model`: its number in the document; absent for a shared one. */
export interface CurveTarget {
  readonly document: number;
  readonly key: string;
  readonly model?: number | undefined;
}
export type DialogName = 'connect' | 'plan' | 'sources' | 'shortcuts' | 'palette' | 'share' | 'shelf';

/** What the Runs tab shows: one run, several side by side, a grid of settings. */
export type RunsPage = 'run' | 'compare' | 'sweep';

/** The token for gated models, or what this browser keeps. */
export type SourcesPanel = 'token' | 'storage' | undefined;

export interface ViewState {
  readonly tab: Tab;
  readonly runsPage: RunsPage;
  readonly selection: Selection;
  readonly curve: CurveTarget | undefined;
  /** First and last layer of the output that are marked in charts and in the layer curve. */
  readonly band: readonly [number, number] | undefined;
  /** The user's wish; without one the window's width decides. */
  readonly leftFolded: boolean | undefined;
  readonly inspectorFolded: boolean;
  readonly leftWidth: number;
  readonly inspectorWidth: number;
  /** The live numbers under the page are one line. */
  readonly dockFolded: boolean;
  /** The text of the recipe stands beside the page. */
  readonly yamlOpen: boolean;
  readonly yamlWidth: number;
  readonly yamlWrapped: boolean;
  /** What covers the page in narrow windows; on phones all but `left` are pages of the sheet. */
  readonly drawer: 'left' | 'inspector' | 'yaml' | 'live' | undefined;
  /** What letting go of a dragged model or file would do where the pointer is. */
  readonly dropHint: string | undefined;
  /** The recipe is to be given a name: its field takes the focus as soon as it is there. */
  readonly naming: boolean;
  readonly dialog: DialogName | undefined;
  /** What the dialog of recipes and runs lists. */
  readonly shelf: 'runs' | 'recipes' | 'presets';
  /** Text that the sources dialog or the palette opens with. */
  readonly query: string;
  /** What the sources dialog opens with beside its list. */
  readonly sourcesPanel: SourcesPanel;
  /** What a drop held that nothing here can use. */
  readonly dropNotice: string | undefined;
  /** What else can be made of a dropped file that holds both a model and its recipe. */
  readonly dropChoice: 'recipe' | 'model' | undefined;
  /** Models whose weight is held. */
  readonly locked: Readonly<Record<string, true>>;
  /** The strip of first steps was closed for good. */
  readonly introduced: boolean;
  /** First steps that were taken. */
  readonly stepsTaken: readonly number[];
}

export const viewStore = createStore<ViewState>(() => ({
  tab: 'graph',
  runsPage: 'run',
  selection: { kind: 'merge', name: undefined },
  curve: undefined,
  band: undefined,
  leftFolded: undefined,
  inspectorFolded: false,
  leftWidth: 256,
  inspectorWidth: 320,
  dockFolded: false,
  yamlOpen: false,
  yamlWidth: 330,
  yamlWrapped: false,
  drawer: undefined,
  dropHint: undefined,
  naming: false,
  dialog: undefined,
  shelf: 'runs',
  query: '',
  sourcesPanel: undefined,
  dropNotice: undefined,
  dropChoice: undefined,
  locked: {},
  introduced: false,
  stepsTaken: [],
}));

export const setView = (view: Partial<ViewState>): void => viewStore.setState(view);

/** The recipe in sight, as the graph or as the form, whichever the user last chose. */
export const recipeTab = (): Tab => (viewStore.getState().tab === 'merge' ? 'merge' : 'graph');

export function toggleLock(ref: string): void {
  viewStore.setState(({ locked }) => {
    const { [ref]: held, ...others } = locked;
    return { locked: held === true ? others : { ...others, [ref]: true } };
  });
}

export function takeStep(step: number): void {
  const { stepsTaken } = viewStore.getState();
  if (!stepsTaken.includes(step)) viewStore.setState({ stepsTaken: [...stepsTaken, step] });
}

export const openSources = (query = '', sourcesPanel?: SourcesPanel): void => setView({ dialog: 'sources', query, sourcesPanel });
