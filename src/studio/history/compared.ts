/** Which runs stand side by side. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { setView } from '../state/view-store.ts';

/** More lines than this are not told apart. */
export const MOST_COMPARED = 4;

const store = createStore<{ readonly ids: readonly string[] }>(() => ({ ids: [] }));

export const useCompared = (): readonly string[] => useStore(store, (state) => state.ids);

/** Shows runs side by side; the others are measured against the first. */
export function compareRuns(ids: readonly string[]): void {
  store.setState({ ids: ids.slice(0, MOST_COMPARED) });
  setView({ tab: 'runs', runsPage: 'compare', dialog: undefined });
}

export function toggleCompared(id: string): void {
  store.setState(({ ids }) => ({ ids: ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id] }));
}
