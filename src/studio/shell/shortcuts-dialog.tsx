/** All keys, on one sheet: those of commands from their table, where they can be changed, those of sliders as the slider has them. */
import { Modal, Switch } from '@mantine/core';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { COMMANDS, type Command, type CommandId } from '../commands/commands.ts';
import { chordsOf, resetKeys, setLetters, useKeySettings } from '../commands/key-settings.ts';
import type { Chord } from '../commands/keys.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import { ChordField, Chords } from './chord-field.tsx';
import styles from './shortcuts-dialog.module.css';

const GROUPS: readonly Command['group'][] = ['Anywhere', 'Recipe', 'Graph', 'View'];

const MAP: readonly Keys[] = (
  [
    ['Move the cursor', ['←', '→', '↑', '↓']],
    ['Ten squares', ['shift+→']],
    ['Go in, go out', ['enter', 'Esc']],
    ['Nearer, farther', ['+', '−']],
    ['Fit', ['0']],
    ['Pan', ['Space+drag']],
    ['Pin an entry', ['p']],
    ['Map or table', ['t']],
  ] as const
).map(([name, chords]) => ({ name, chords }));

const SLIDER: readonly Keys[] = (
  [
    ['One step', ['←', '→']],
    ['Ten steps', ['shift+←', 'shift+→']],
    ['A tenth of a step', ['alt+←', 'alt+→']],
    ['To the ends', ['Home', 'End']],
    ['Type a value', ['enter']],
    ['Reset', ['⌫']],
    ['Lock a weight', ['k']],
    ['Fine drag of the label', ['shift+drag']],
  ] as const
).map(([name, chords]) => ({ name, chords }));

interface Keys {
  readonly name: string;
  readonly chords: readonly Chord[];
  /** Where the key can be changed. */
  readonly id?: CommandId;
}

const close = () => setView({ dialog: undefined });

export function ShortcutsDialog() {
  const open = useView((state) => state.dialog === 'shortcuts');
  return (
    <Modal.Root opened={open} onClose={close} size={1000} yOffset="10vh" classNames={{ content: styles.content ?? '' }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Shortcuts">
        <Sheet />
      </Modal.Content>
    </Modal.Root>
  );
}

function Sheet() {
  const [query, setQuery] = useState('');
  const [changing, setChanging] = useState(false);
  const settings = useKeySettings((state) => state);
  const groups = [
    ...GROUPS.map((group) => ({ group, rows: commandRows(group, settings, changing) })),
    ...(changing
      ? []
      : [
          { group: 'Map', rows: MAP },
          { group: 'Slider', rows: SLIDER },
        ]),
  ];
  const found = groups
    .map(({ group, rows }) => ({ group, rows: rows.filter(({ name }) => name.toLowerCase().includes(query.trim().toLowerCase())) }))
    .filter(({ rows }) => rows.length > 0);
  return (
    <>
      <div className={styles.head}>
        <h2>Shortcuts</h2>
        <label className={styles.field}>
          <IconSearch size={14} stroke={1.6} aria-hidden />
          <input
            type="search"
            data-autofocus
            value={query}
            placeholder="Filter"
            aria-label="Filter the shortcuts"
            onChange={(event) => setQuery(event.currentTarget.value)}
          />
        </label>
        <Button kind="quiet" onClick={() => setChanging(!changing)}>
          {changing ? 'Done' : 'Change keys…'}
        </Button>
        <IconButton name="Close" onClick={close}>
          <IconX size={16} stroke={1.6} />
        </IconButton>
      </div>
      {changing && <Choices letters={settings.letters} />}
      <div className={styles.groups}>
        {found.map(({ group, rows }) => (
          <Group key={group} name={group} rows={rows} changing={changing} />
        ))}
        {found.length === 0 && <p className={styles.none}>No shortcut has this in its name.</p>}
      </div>
    </>
  );
}

function Choices({ letters }: { readonly letters: boolean }) {
  return (
    <div className={styles.choices}>
      <Switch
        label="Single-letter keys, outside text fields"
        checked={letters}
        onChange={(event) => setLetters(event.currentTarget.checked)}
      />
      <span>Choose a key, then press the new one. ⌫ takes it away, Esc leaves it.</span>
      <Button size="small" onClick={resetKeys}>
        Usual keys
      </Button>
    </div>
  );
}

/** While keys are being changed, commands without one are rows too. */
function commandRows(group: Command['group'], settings: Parameters<typeof chordsOf>[1], changing: boolean): readonly Keys[] {
  return Object.values(COMMANDS).flatMap(({ id, name, group: own }) => {
    const chords = chordsOf(id as CommandId, settings);
    return own === group && (changing || chords.length > 0) ? [{ id: id as CommandId, name, chords }] : [];
  });
}

interface GroupProps {
  readonly name: string;
  readonly rows: readonly Keys[];
  readonly changing: boolean;
}

function Group({ name, rows, changing }: GroupProps) {
  return (
    <section>
      <h3>{name}</h3>
      <dl className={styles.rows}>
        {rows.map(({ name: what, chords, id }) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{changing && id ? <ChordField id={id} name={what} chords={chords} /> : <Chords chords={chords} />}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
