/** The keys of commands as the user wants them: single letters off, or other keys. Kept in the browser. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { COMMANDS, type CommandId } from './commands.ts';
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

export function commandOf(chord: Chord): CommandId | undefined {
  return commandIds().find((id) => chordsOf(id).includes(chord));
}

export const setLetters = (letters: boolean): void => set({ letters });

/** Gives a command this key and takes it from the one that had it, which is returned. */
export function setChord(id: CommandId, chord: Chord): CommandId | undefined {
  const settings = { ...keySettings.getState(), letters: true };
  const had = commandIds().find((other) => other !== id && chordsOf(other, settings).includes(chord));
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
