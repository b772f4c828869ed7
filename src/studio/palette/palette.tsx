/** One field for everything: commands, methods, recipes, models. Arrows move, Enter runs, the field keeps the focus. */
import { IconAdjustmentsHorizontal, IconBolt, IconDatabase, IconFileText, IconSearch, IconStack2 } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react';
import { closeDialog, Dialog } from '../parts/dialog.tsx';
import { Keys } from '../parts/keys.tsx';
import { setView, viewStore } from '../state/view-store.ts';
import { allEntries, findRows, type Group, type Row } from './entries.ts';
import styles from './palette.module.css';

export function Palette() {
  return (
    <Dialog name="palette" label="Search and run a command" width={640} top="10.5vh" maxHeight="min(560px, 76dvh)">
      <Search />
    </Dialog>
  );
}

function run({ entry }: Row): void {
  if (entry.reason !== undefined) return;
  // The dialog gives way first, and focus with it: what is run may open another.
  closeDialog();
  setTimeout(entry.run);
}

function Search() {
  const list = useId();
  const [query, setQuery] = useState(() => viewStore.getState().query);
  const [at, setAt] = useState(0);
  const entries = useMemo(allEntries, []);
  const rows = useMemo(() => findRows(entries, query), [entries, query]);
  const idOf = (index: number) => `${list}-${index}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row's element is found by its number
  useEffect(() => {
    document.getElementById(idOf(at))?.scrollIntoView({ block: 'nearest' });
  }, [at, rows]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const row = rows[at];
    if (event.key === 'ArrowDown') setAt((at + 1) % rows.length);
    else if (event.key === 'ArrowUp') setAt((at + rows.length - 1) % rows.length);
    else if (event.key === 'Enter' && row) run(row);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={styles.search}>
        <IconSearch size={18} stroke={1.6} aria-hidden />
        <input
          data-autofocus
          role="combobox"
          aria-label="Search models and commands"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={rows.length > 0 ? idOf(at) : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder="Search models and commands"
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={styles.list} id={list} role="listbox" aria-label="Results">
        {groupsOf(rows).map(({ group, from, members }) => (
          // biome-ignore lint/a11y/useSemanticElements: a listbox's groups are no fieldsets
          <div key={group} role="group" aria-label={group} className={styles.group}>
            <div className={styles.groupName} aria-hidden>
              {group}
            </div>
            {members.map((row, i) => (
              <Option key={row.entry.id} id={idOf(from + i)} row={row} active={from + i === at} onPoint={() => setAt(from + i)} />
            ))}
          </div>
        ))}
      </div>
      <Foot />
    </>
  );
}

interface RowGroup {
  readonly group: Group;
  /** Number of its first row. */
  readonly from: number;
  readonly members: readonly Row[];
}

/** Rows that stand together under one name. */
function groupsOf(rows: readonly Row[]): readonly RowGroup[] {
  const groups = [...Map.groupBy(rows, ({ entry }) => entry.group)];
  return groups.map(([group, members], i) => ({
    group,
    members,
    from: groups.slice(0, i).reduce((sum, [, before]) => sum + before.length, 0),
  }));
}

const ICONS: Readonly<Record<Group, typeof IconBolt>> = {
  'Selected merge': IconAdjustmentsHorizontal,
  Commands: IconBolt,
  Presets: IconStack2,
  Recipes: IconFileText,
  Models: IconDatabase,
};

interface OptionProps {
  readonly id: string;
  readonly row: Row;
  readonly active: boolean;
  readonly onPoint: () => void;
}

function Option({ id, row, active, onPoint }: OptionProps) {
  const { entry } = row;
  const Icon = ICONS[entry.group];
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the field above keeps the focus
    <div
      id={id}
      role="option"
      aria-selected={active}
      aria-disabled={entry.reason !== undefined || undefined}
      className={styles.row}
      onPointerMove={active ? undefined : onPoint}
      onPointerDown={(event) => event.preventDefault()}
      onClick={() => run(row)}
    >
      <Icon size={16} stroke={1.6} aria-hidden />
      <span className={styles.name}>
        <Marked name={entry.name} spans={row.spans} />
      </span>
      <span className={styles.noteText}>{entry.reason ?? entry.note}</span>
      {entry.keys !== undefined && <Keys chord={entry.keys} />}
    </div>
  );
}

function Marked({ name, spans }: { readonly name: string; readonly spans: Row['spans'] }) {
  return (
    <>
      {spans.map(([from, to], i) => (
        <span key={from}>
          {name.slice(spans[i - 1]?.[1] ?? 0, from)}
          <mark>{name.slice(from, to)}</mark>
        </span>
      ))}
      {name.slice(spans.at(-1)?.[1] ?? 0)}
    </>
  );
}

function Foot() {
  const openSheet = () => setView({ dialog: 'shortcuts' });
  return (
    <div className={styles.foot}>
      <span>
        <Keys chord="↑+↓" /> move
      </span>
      <span>
        <Keys chord="enter" /> run
      </span>
      <span>
        <Keys chord="Esc" /> close
      </span>
      <button type="button" onClick={openSheet}>
        <Keys chord="?" /> all shortcuts
      </button>
    </div>
  );
}
