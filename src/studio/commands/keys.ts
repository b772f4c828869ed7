/** Keys of commands: how they are written in the table, matched against events, and shown in the words of the user's system. */

/** Modifiers in this order, then the key: `mod+shift+z`, `?`, `F6`. `mod` is ⌘ on Apple's systems, Ctrl elsewhere. */
export type Chord = string;

const apple = /Mac|iPhone|iPad/.test(navigator.platform);

const SYMBOLS: Readonly<Record<string, string>> = {
  enter: '↵',
  mod: apple ? '⌘' : 'Ctrl',
  shift: '⇧',
  alt: apple ? '⌥' : 'Alt',
  Delete: 'Del',
  Backspace: '⌫',
  '-': '−',
};

const shown = (part: string) => SYMBOLS[part] ?? (part.length === 1 ? part.toUpperCase() : part);

/** The caps to draw, one string each. A plus at the end is the key itself. */
export const caps = (chord: Chord): readonly string[] => chord.split(/\+(?=.)/).map(shown);

export const keyText = (chord: Chord): string => caps(chord).join(apple ? '' : ' ');

/** Without a modifier: works outside text fields only. */
export const isPlain = (chord: Chord): boolean => /^(?:shift\+)?.$/u.test(chord);

/** What text fields do themselves: letters and signs, and taking them away. */
export const editsText = (chord: Chord): boolean => isPlain(chord) || chord === 'Delete' || chord === 'Backspace';

export function chordOf(event: KeyboardEvent): Chord {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key === 'Enter' ? 'enter' : event.key;
  const mod = apple ? event.metaKey : event.ctrlKey;
  // Shift is part of the sign itself where it changes it: "?" is not "shift+/".
  const shift = event.shiftKey && (mod || key.length > 1 || /[a-z]/.test(key));
  return [mod && 'mod', shift && 'shift', event.altKey && 'alt', key].filter(Boolean).join('+');
}

/** Whether typing belongs to the element and not to commands. */
export function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio], [type=button]), textarea, select');
}
