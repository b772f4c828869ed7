/** All keys, on one sheet: those of commands from their table, where they can be changed, and those that parts of the page have. */

import { Switch } from '@mantine/core';
import { useState } from 'react';
import { COMMAND_GROUPS, COMMANDS, type CommandId } from '../commands/commands.ts';
import { chordsOf, resetKeys, setLetters, useKeySettings } from '../commands/key-settings.ts';
import type { Chord } from '../commands/keys.ts';
import { Button } from '../parts/button.tsx';
import { Dialog, DialogHead } from '../parts/dialog.tsx';
import list from '../parts/list.module.css';
import { SearchField } from '../parts/search-field.tsx';
import { ChordField, Chords } from './chord-field.tsx';
import styles from './shortcuts-dialog.module.css';

type FixedRow = readonly [name: string, chords: readonly Chord[]];

/** Keys that belong to a part of the page and mean the same in every program: they cannot be changed. */
const FIXED: Readonly<Record<string, readonly FixedRow[]>> = {
  Graph: [
    ['Move the node', ['←', '→', '↑', '↓']],
    ['Next node', ['Tab']],
  ],
  Map: [
    ['Move the cursor', ['←', '→', '↑', '↓']],
    ['Ten squares', ['shift+→']],
    ['Go in, go out', ['enter', 'Esc']],
    ['Pan', ['Space+drag']],
  ],
  'Layer curve': [
    ['Anchor up, down', ['↑', '↓']],
    ['Anchor sideways', [',', '.']],
    ['Add, take away', ['enter', '⌫']],
    ['One layer only', ['shift+drag']],
  ],
  Slider: [
    ['One step', ['←', '→']],
    ['Ten steps', ['shift+←', 'shift+→']],
    ['A tenth of a step', ['alt+←', 'alt+→']],
    ['To the ends', ['Home', 'End']],
    ['Type a value', ['enter']],
    ['Reset', ['⌫']],
    ['Lock a weight', ['k']],
    ['Fine drag of the label', ['shift+drag']],
  ],
  YAML: [
    ['What can stand here', ['Ctrl+Space']],
    ['What the word means', ['mod+i']],
    ['Next blank to fill', ['Tab']],
    ['Leave the editor', ['F6']],
  ],
};

const GROUPS: readonly string[] = [...new Set([...COMMAND_GROUPS, ...Object.keys(FIXED)])];

interface Keys {
  readonly name: string;
  readonly chords: readonly Chord[];
  /** Where the key can be changed. */
  readonly id?: CommandId;
}

export function ShortcutsDialog() {
  return (
    <Dialog name="shortcuts" label="Shortcuts" width={1000} top="10vh" edge={20}>
      <Sheet />
    </Dialog>
  );
}

function Sheet() {
  const [query, setQuery] = useState('');
  const [changing, setChanging] = useState(false);
  const settings = useKeySettings((state) => state);
  const groups = GROUPS.map((group) => ({ group, rows: rowsOf(group, settings, changing) }));
  const found = groups
    .map(({ group, rows }) => ({ group, rows: rows.filter(({ name }) => name.toLowerCase().includes(query.trim().toLowerCase())) }))
    .filter(({ rows }) => rows.length > 0);
  return (
    <>
      <DialogHead title="Shortcuts">
        <SearchField
          size="large"
          width={220}
          label="Filter the shortcuts"
          placeholder="Filter"
          value={query}
          onText={setQuery}
          data-autofocus
        />
        <Button kind="quiet" onClick={() => setChanging(!changing)}>
          {changing ? 'Done' : 'Change keys…'}
        </Button>
      </DialogHead>
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

/** While keys are being changed, only what can be, and commands without a key too. */
function rowsOf(group: string, settings: Parameters<typeof chordsOf>[1], changing: boolean): readonly Keys[] {
  const commands = Object.values(COMMANDS).flatMap(({ id, name, group: own }) => {
    const chords = chordsOf(id as CommandId, settings);
    return own === group && (changing || chords.length > 0) ? [{ id: id as CommandId, name, chords }] : [];
  });
  return changing ? commands : [...commands, ...(FIXED[group] ?? []).map(([name, chords]) => ({ name, chords }))];
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
          <div key={what} className={`${list.pair} ${styles.row}`}>
            <dt>{what}</dt>
            <dd>{changing && id ? <ChordField id={id} name={what} chords={chords} /> : <Chords chords={chords} />}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
