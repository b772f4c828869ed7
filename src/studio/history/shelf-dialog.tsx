/** Recipes and runs: every run of this browser, every recipe that was left, and presets; searched, compared, brought back. */

import { SegmentedControl } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { Dialog, DialogHead } from '../parts/dialog.tsx';
import list from '../parts/list.module.css';
import { SearchField } from '../parts/search-field.tsx';
import { useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import { loadBook, useBook } from './book.ts';
import { ShelfDetail } from './shelf-detail.tsx';
import styles from './shelf-dialog.module.css';
import { findItems, type Shelf, type ShelfItem, shelfItems, whenText } from './shelf-items.ts';

export function ShelfDialog() {
  const open = useView((state) => state.dialog === 'shelf');
  useEffect(() => {
    if (open) void loadBook();
  }, [open]);
  return (
    <Dialog name="shelf" label="Recipes and runs" width={1040} top="8vh" height="min(720px, 84dvh)">
      <Contents />
    </Dialog>
  );
}

function Contents() {
  const shelf = useView((state) => state.shelf);
  const runs = useBook((book) => book.runs);
  const recipes = useBook((book) => book.recipes);
  const kept = useBook((book) => book.kept);
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<string>();
  const items = shelfItems(shelf, { runs, recipes });
  const found = findItems(items, query);
  const item = found.find(({ id }) => id === chosen) ?? found[0];
  return (
    <>
      <DialogHead title="Recipes and runs">
        <SearchField
          width={240}
          label="Search recipes and runs"
          placeholder="Name, method or model"
          value={query}
          onText={setQuery}
          data-autofocus
        />
      </DialogHead>
      {!kept && <p className={styles.lost}>This browser keeps nothing for the page: the list lasts until it is closed.</p>}
      <div className={styles.panes}>
        <div className={styles.list}>
          <Shelves
            shelf={shelf}
            counts={{ runs: runs.length, recipes: recipes.length, presets: shelfItems('presets', { runs, recipes }).length }}
          />
          <Rows items={found} all={items.length} shelf={shelf} chosen={item?.id} onChoose={setChosen} />
        </div>
        {item && <ShelfDetail key={item.id} item={item} shelf={shelf} others={items} />}
      </div>
    </>
  );
}

const SHELVES: readonly (readonly [Shelf, string])[] = [
  ['runs', 'Runs'],
  ['recipes', 'Recipes'],
  ['presets', 'Presets'],
];

function Shelves({ shelf, counts }: { readonly shelf: Shelf; readonly counts: Readonly<Record<Shelf, number>> }) {
  return (
    <SegmentedControl
      fullWidth
      className={styles.shelves ?? ''}
      aria-label="Shelf"
      value={shelf}
      data={SHELVES.map(([value, label]) => ({ value, label: `${label} ${counts[value]}` }))}
      onChange={(value) => setView({ shelf: SHELVES.find(([known]) => known === value)?.[0] ?? 'runs' })}
    />
  );
}

const EMPTY: Readonly<Record<Shelf, string>> = {
  runs: 'No run yet. Each merge of this browser is kept here, with its recipe and figures.',
  recipes: 'None yet. A recipe comes here when another one takes its place.',
  presets: '',
};

interface RowsProps {
  readonly items: readonly ShelfItem[];
  readonly all: number;
  readonly shelf: Shelf;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}

function Rows({ items, all, shelf, chosen, onChoose }: RowsProps) {
  if (items.length === 0) {
    return (
      <div className={`${list.empty} ${styles.empty}`}>
        <p>{all === 0 ? EMPTY[shelf] : 'Nothing has all of these words.'}</p>
        {all === 0 && <Button onClick={() => setView({ shelf: 'presets' })}>See the presets</Button>}
      </div>
    );
  }
  return (
    <ul className={styles.rows}>
      {items.map(({ id, name, note, at }) => (
        <li key={id}>
          <button type="button" aria-current={id === chosen || undefined} onClick={() => onChoose(id)}>
            <span className={styles.name}>{name}</span>
            {at !== undefined && <time dateTime={new Date(at).toISOString()}>{whenText(at)}</time>}
            <small>{note}</small>
          </button>
        </li>
      ))}
    </ul>
  );
}
