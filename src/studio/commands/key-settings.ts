/** The keys of commands as the user wants them: single letters off, or other keys. Kept in the browser. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type Tab, viewStore } from '../state/view-store.ts';
import { COMMANDS, type CommandGroup, type CommandId } from './commands.ts';
import { type Chord, isPlain } from './keys.ts';

export interface KeySettings {
  /** Keys without Ctrl, ⌘ or Alt work outside text fields; off, they do nothing. */
  readonly letters: boolean;
  readonly changed: Readonly<Partial<Record<CommandId, readonly Chord[]>>>;
}

const STORED = 'alloy.keys';
const USUAL: KeySettings = { letters: true, changed: {} };

const keySettings = createStore<KeySettings>(read);
export const useKeySettings = <T>(select: (state: KeySettings) => T): T => useStore(keySettings, select);

/** Those that work now, the one to show first. */
export function chordsOf(id: CommandId, { letters, changed }: KeySettings = keySettings.getState()): readonly Chord[] {
  const chords = changed[id] ?? COMMANDS[id].keys ?? [];
  return letters ? chords : chords.filter((chord) => !isPlain(chord));
}

/** Groups whose keys are for a tab: the same key may do something else on another. */
const TABS: Readonly<Partial<Record<CommandGroup, Tab>>> = { Graph: 'graph', Map: 'map' };

const tabOf = (id: CommandId): Tab | undefined => TABS[COMMANDS[id].group];

/** What a key does on the tab that shows; a command of another tab only where nothing else has the key. */
export function commandOf(chord: Chord): CommandId | undefined {
  const having = commandIds().filter((id) => chordsOf(id).includes(chord));
  const { tab } = viewStore.getState();
  return having.find((id) => tabOf(id) === tab) ?? having.find((id) => tabOf(id) === undefined) ?? having[0];
}

/** Whether both could be meant by one key. */
const meet = (a: CommandId, b: CommandId): boolean =>
  a !== b && (tabOf(a) === tabOf(b) || tabOf(a) === undefined || tabOf(b) === undefined);

export const setLetters = (letters: boolean): void => set({ letters });

/** Gives a command this key and takes it from the one that had it and could be meant too, which is returned. */
export function setChord(id: CommandId, chord: Chord): CommandId | undefined {
  const settings = { ...keySettings.getState(), letters: true };
  const had = commandIds().find((other) => meet(id, other) && chordsOf(other, settings).includes(chord));
  const rest = had ? { [had]: chordsOf(had, settings).filter((other) => other !== chord) } : {};
  set({ changed: { ...settings.changed, ...rest, [id]: [chord] } });
  return had;
}

export const removeChords = (id: CommandId): void => set({ changed: { ...keySettings.getState().changed, [id]: [] } });

export const resetKeys = (): void => set(USUAL);

const commandIds = () => Object.keys(COMMANDS) as CommandId[];

function set(settings: Partial<KeySettings>): void {
  keySettings.setState(settings);
  try {
    localStorage.setItem(STORED, JSON.stringify(keySettings.getState()));
  } catch {
    // The browser stores nothing for this page: the keys hold until it is closed.
  }
}

function read(): KeySettings {
  try {
    const { letters, changed } = Object(JSON.parse(localStorage.getItem(STORED) ?? '{}')) as Readonly<Record<string, unknown>>;
    const entries = Object.entries(Object(changed) as object).filter(([id, chords]) => id in COMMANDS && isChords(chords));
    return { letters: letters !== false, changed: Object.fromEntries(entries) };
  } catch {
    return USUAL;
  }
}

const isChords = (value: unknown): boolean => Array.isArray(value) && value.every((chord) => typeof chord === 'string');
