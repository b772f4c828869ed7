/** The recipe and the screen, kept in the browser: nothing is lost on reload. Tokens and picked files are never kept. */
import { createStore } from 'zustand/vanilla';
import { addDemoFamily, completeLibrary } from './library.ts';
import { beginWith, recipeStore } from './recipe-store.ts';
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

/** Opens what was kept, or `first` when there is nothing. Keeps every later change. */
export function restore(first: { readonly name: string; readonly text: string }): void {
  const kept = read();
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
  completeLibrary();
  recipeStore.subscribe((now, before) => now.recipe !== before.recipe && completeLibrary());
  for (const store of [recipeStore, viewStore, settingsStore]) store.subscribe(keepSoon);
}

function read(): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    return isRecord(value) && value.version === VERSION ? value : undefined;
  } catch {
    // Unreadable, or the browser stores nothing for this page: both are a first visit.
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

/** At once, as when the page goes away. */
export function keep(): void {
  clearTimeout(timer);
  const { name, text, loose, truncateEmbeddings } = recipeStore.getState();
  const state = {
    version: VERSION,
    name,
    text,
    loose,
    truncateEmbeddings,
    view: pick(viewStore.getState(), VIEW_KEYS, viewStore.getState()),
    settings: settingsStore.getState(),
  };
  try {
    localStorage.setItem(KEY, JSON.stringify(state));
    savedStore.setState({ kept: true });
  } catch {
    // No room, or storage is denied: the title bar says so.
    savedStore.setState({ kept: false });
  }
}
