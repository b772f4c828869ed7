/** The keys of one command, drawn as caps, and the field by which they are changed. */
import { type KeyboardEvent, useState } from 'react';
import { COMMANDS, type CommandId } from '../commands/commands.ts';
import { removeChords, setChord } from '../commands/key-settings.ts';
import { type Chord, caps, chordOf } from '../commands/keys.ts';
import { Keys } from '../parts/keys.tsx';
import styles from './shortcuts-dialog.module.css';

export function Chords({ chords }: { readonly chords: readonly Chord[] }) {
  return chords.map((chord) => <Keys key={chord} chord={chord} />);
}

interface ChordFieldProps {
  readonly id: CommandId;
  readonly name: string;
  readonly chords: readonly Chord[];
}

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'Tab', 'CapsLock', 'Dead']);

export function ChordField({ id, name, chords }: ChordFieldProps) {
  const [listening, setListening] = useState(false);
  const [taken, setTaken] = useState<string>();
  const onKeyDown = (event: KeyboardEvent) => {
    if (!listening || MODIFIERS.has(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    setListening(false);
    if (event.key === 'Escape') return;
    if (event.key === 'Backspace' || event.key === 'Delete') return removeChords(id);
    const from = setChord(id, chordOf(event.nativeEvent));
    setTaken(from && COMMANDS[from].name);
  };
  return (
    <>
      {taken !== undefined && <span className={styles.taken}>taken from {taken}</span>}
      <button
        type="button"
        className={styles.change}
        aria-label={
          listening
            ? `Press the new key of ${name}`
            : `Key of ${name}: ${chords.map((chord) => caps(chord).join(' ')).join(' or ') || 'none'}`
        }
        // Escape is for the key that is being chosen, not for the dialog.
        data-mantine-stop-propagation={listening}
        onClick={() => setListening(true)}
        onBlur={() => setListening(false)}
        onKeyDown={onKeyDown}
      >
        {listening ? 'press a key' : chords.length > 0 ? <Chords chords={chords} /> : 'none'}
      </button>
    </>
  );
}
