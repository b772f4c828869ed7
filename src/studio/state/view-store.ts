/** What is open, folded and selected: facts of the screen, none of the merge. */
import { createStore } from 'zustand/vanilla';

export type Tab = 'merge' | 'runs';
/** What the inspector is about. */
export type Selection = { readonly kind: 'output' } | { readonly kind: 'model'; readonly ref: string };
export type DialogName = 'sources' | 'shortcuts';

export interface ViewState {
  readonly tab: Tab;
  readonly selection: Selection;
  /** The user's wish; without one the window's width decides. */
  readonly leftFolded: boolean | undefined;
  readonly inspectorFolded: boolean;
  readonly leftWidth: number;
  readonly inspectorWidth: number;
  /** Panels that cover the page in narrow windows. */
  readonly drawer: 'left' | 'inspector' | undefined;
  readonly dialog: DialogName | undefined;
  /** Text that the sources dialog opens with. */
  readonly query: string;
  /** What a drop held that nothing here can use. */
  readonly dropNotice: string | undefined;
  /** Models whose weight is held. */
  readonly locked: Readonly<Record<string, true>>;
  /** The strip of first steps was closed for good. */
  readonly introduced: boolean;
  /** First steps that were taken. */
  readonly stepsTaken: readonly number[];
}

export const viewStore = createStore<ViewState>(() => ({
  tab: 'merge',
  selection: { kind: 'output' },
  leftFolded: undefined,
  inspectorFolded: false,
  leftWidth: 256,
  inspectorWidth: 320,
  drawer: undefined,
  dialog: undefined,
  query: '',
  dropNotice: undefined,
  locked: {},
  introduced: false,
  stepsTaken: [],
}));

export const setView = (view: Partial<ViewState>): void => viewStore.setState(view);

export function toggleLock(ref: string): void {
  viewStore.setState(({ locked }) => {
    const { [ref]: held, ...others } = locked;
    return { locked: held ? others : { ...others, [ref]: true } };
  });
}

export function takeStep(step: number): void {
  const { stepsTaken } = viewStore.getState();
  if (!stepsTaken.includes(step)) viewStore.setState({ stepsTaken: [...stepsTaken, step] });
}

export const openSources = (query = ''): void => setView({ dialog: 'sources', query });
