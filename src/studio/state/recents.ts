/** Repositories that were added of late, kept in this browser: names only. */
import { createStore } from 'zustand/vanilla';
import { parseModel } from '../words/parse-model.ts';

const KEY = 'alloy.recents';
const MOST = 12;

export interface RecentsState {
  /** `owner/name`, the latest first. */
  readonly ids: readonly string[];
}

export const recentsStore = createStore<RecentsState>(() => ({ ids: read() }));

function read(): readonly string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? value.filter((id) => typeof id === 'string' && parseModel(id)?.id === id).slice(0, MOST) : [];
  } catch {
    // Unreadable, or storage is denied: none were kept.
    return [];
  }
}

export function rememberRecent(id: string): void {
  const ids = [id, ...recentsStore.getState().ids.filter((other) => other !== id)].slice(0, MOST);
  recentsStore.setState({ ids });
  try {
    localStorage.setItem(KEY, JSON.stringify(ids));
  } catch {
    // They last as long as the page.
  }
}
