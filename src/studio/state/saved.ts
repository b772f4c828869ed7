/** The recipe and the screen, kept in the browser: nothing is lost on reload. Tokens and picked files are never kept. */
import { createStore } from 'zustand/vanilla';
import { keepRecipe } from '../history/book.ts';
import { addDemoFamily, keepLibraryComplete } from './library.ts';
import { PRESETS } from './presets.ts';
import { beginWith, openRecipe, recipeStore } from './recipe-store.ts';
import { type SettingsState, setSettings, settingsStore } from './settings-store.ts';
import { setView, type ViewState, viewStore } from './view-store.ts';

const KEY = 'alloy.studio';
/** Raised when the shape changes; what an older page wrote is then left aside. */
const VERSION = 1;

export interface SavedState {
  /** The last attempt to keep the recipe worked. */
  readonly kept: boolean;
}

export const savedStore = createStore<SavedState>(() => ({ kept: true }));

const VIEW_KEYS = [
  'leftFolded',
  'inspectorFolded',
  'leftWidth',
  'inspectorWidth',
  'dockFolded',
  'yamlOpen',
  'yamlWidth',
  'yamlWrapped',
  'introduced',
  'stepsTaken',
] as const satisfies (keyof ViewState)[];
const SETTING_KEYS = ['backend', 'shardBytes', 'seed', 'random'] as const satisfies (keyof SettingsState)[];

/** Opens what was kept, or `first` when there is nothing. Keeps every later change. Returns the end of it. */
export function restore(first: { readonly name: string; readonly text: string }): () => void {
  stored = readText();
  const kept = parsed(stored);
  if (kept) {
    setView(pick(kept.view, VIEW_KEYS, viewStore.getState()));
    setSettings(pick(kept.settings, SETTING_KEYS, settingsStore.getState()));
  }
  addDemoFamily();
  const { name, text, loose, truncateEmbeddings }: Readonly<Record<string, unknown>> = kept ?? first;
  const lying = Array.isArray(loose) ? loose.filter((ref) => typeof ref === 'string') : [];
  beginWith(typeof name === 'string' ? name : first.name, typeof text === 'string' ? text : first.text, {
    loose: lying,
    truncateEmbeddings: truncateEmbeddings === true,
  });
  own = kept && written();
  const ends = [keepLibraryComplete(), ...[recipeStore, viewStore, settingsStore].map((store) => store.subscribe(keepSoon))];
  return () => {
    clearTimeout(timer);
    for (const end of ends) end();
  };
}

function readText(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    // The browser stores nothing for this page.
    return undefined;
  }
}

/** Of no version that this page knows, or unreadable: a first visit. */
function parsed(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return isRecord(value) && value.version === VERSION ? value : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

/** The named values of `from` that have the type they should have. */
function pick<T extends object, K extends keyof T & string>(from: unknown, keys: readonly K[], like: T): Partial<T> {
  if (!isRecord(from)) return {};
  const fits = (key: K) => from[key] !== undefined && (like[key] === undefined || typeof from[key] === typeof like[key]);
  return Object.fromEntries(keys.filter(fits).map((key) => [key, from[key]])) as Partial<T>;
}

const KEEP_AFTER_MS = 300;
let timer: ReturnType<typeof setTimeout> | undefined;

function keepSoon(): void {
  clearTimeout(timer);
  timer = setTimeout(keep, KEEP_AFTER_MS);
}

/** What this page read or wrote last, to tell whether another tab has written since. */
let stored: string | undefined;
/** This page's own state then: as long as it is the same, there is nothing to write. */
let own: string | undefined;

function written(): string {
  const { name, text, loose, truncateEmbeddings } = recipeStore.getState();
  const view = pick(viewStore.getState(), VIEW_KEYS, viewStore.getState());
  return JSON.stringify({ version: VERSION, name, text, loose, truncateEmbeddings, view, settings: settingsStore.getState() });
}

/** There is one place for all tabs: a recipe of another one that goes for this one's goes to the shelf. */
function shelveOther(): void {
  const text = readText();
  if (text === stored) return;
  const other = parsed(text);
  if (typeof other?.name === 'string' && typeof other.text === 'string') shelve(other.name, other.text);
}

/** Neither one that is still at hand nor one that comes with the page. */
function shelve(name: string, text: string): void {
  if (text !== recipeStore.getState().text && PRESETS.every((preset) => preset.text !== text)) keepRecipe(name, text);
}

/** A page that its recipe stops: the recipe goes to the shelf, and the next visit begins without one. */
export function startOver(): void {
  const { name, text } = recipeStore.getState();
  openRecipe('Untitled', '');
  shelve(name, text);
  keep();
}

/** At once, as when the page goes away. */
export function keep(): void {
  clearTimeout(timer);
  const now = written();
  if (now === own) return;
  shelveOther();
  try {
    localStorage.setItem(KEY, now);
    own = now;
    stored = now;
    savedStore.setState({ kept: true });
  } catch {
    // No room, or storage is denied: the title bar says so.
    savedStore.setState({ kept: false });
  }
}
