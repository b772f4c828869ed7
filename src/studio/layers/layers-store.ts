/** Which diagnostic is selected, and of which modules. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ModuleKind } from './panel.ts';

export interface LayersState {
  readonly modules: ModuleKind;
  /** Id of the panel that the inspector is about. */
  readonly selected: string;
  /** Id of the panel that takes the whole width. */
  readonly large: string | undefined;
  /** Panels that show their numbers. */
  readonly tables: Readonly<Record<string, boolean>>;
}

const store = createStore<LayersState>(() => ({ modules: 'all', selected: 'conflict', large: undefined, tables: {} }));

export const useLayers = <T>(select: (state: LayersState) => T): T => useStore(store, select);
export const setLayers = (state: Partial<LayersState>): void => store.setState(state);

export const toggleTable = (id: string): void => store.setState(({ tables }) => ({ tables: { ...tables, [id]: !tables[id] } }));
export const toggleLarge = (id: string): void => store.setState(({ large }) => ({ large: large === id ? undefined : id }));
