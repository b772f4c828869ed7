/** Commands in components: their reasons stay current, their keys work anywhere. */
import { useMantineColorScheme } from '@mantine/core';
import { useEffect, useSyncExternalStore } from 'react';
import { jobStore } from '../state/job-store.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { settingsStore } from '../state/settings-store.ts';
import { sourcesStore } from '../state/sources-store.ts';
import { type ViewState, viewStore } from '../state/view-store.ts';
import { COMMANDS, type CommandId, dialogOpen, runCommand } from './commands.ts';
import { chordsOf, commandOf, useKeySettings } from './key-settings.ts';
import { chordOf, editsText, keyText, takesText } from './keys.ts';
import { schemeOffer } from './setting-commands.ts';

const STORES = [recipeStore, sourcesStore, jobStore, settingsStore, viewStore];

function subscribe(changed: () => void): () => void {
  const ends = STORES.map((store) => store.subscribe(changed));
  return () => {
    for (const end of ends) end();
  };
}

interface BoundCommand {
  readonly name: string;
  readonly keys: string | undefined;
  readonly reason: string | undefined;
  readonly onClick: () => void;
}

const none = () => undefined;

/** Properties for a button. */
export function useCommand(id: CommandId): BoundCommand {
  const { name, reason } = COMMANDS[id];
  const key = useKeySettings((settings) => chordsOf(id, settings)[0]);
  const why = useSyncExternalStore(subscribe, reason ?? none);
  return { name, keys: key && keyText(key), reason: why, onClick: () => runCommand(id) };
}

/** Stands inside the theme, which commands change too. */
export function CommandKeys(): undefined {
  const { setColorScheme } = useMantineColorScheme();
  useEffect(() => schemeOffer.make(setColorScheme), [setColorScheme]);
  useCommandKeys();
  useEffect(() => viewStore.subscribe(leaveClosed), []);
}

/** A dialog that was closed fades with the focus in it, and its field would take the keys that are meant for the page. */
function leaveClosed(now: ViewState, before: ViewState): void {
  const isOpen = ({ dialog, drawer }: ViewState) => dialog !== undefined || drawer !== undefined;
  const { activeElement } = document;
  if (isOpen(before) && !isOpen(now) && activeElement instanceof HTMLElement && activeElement.closest('[role=dialog]'))
    activeElement.blur();
}

function useCommandKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const chord = chordOf(event);
      const id = commandOf(chord);
      if (id === undefined || event.defaultPrevented || dialogOpen()) return;
      if (editsText(chord) && takesText(event.target)) return;
      // The text fields' own undo is for what is being typed.
      if ((id === 'undo' || id === 'redo') && takesText(event.target)) return;
      event.preventDefault();
      runCommand(id);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}
