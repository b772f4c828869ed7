/** One entry of the shelf: its figures, and its recipe against another. */
import { Select } from '@mantine/core';
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Button } from '../parts/button.tsx';
import { jobStore } from '../state/job-store.ts';
import { keptBytes } from '../state/kept-results.ts';
import { openRecipeText } from '../state/recipe-text.ts';
import { useJob, useRecipe } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import { writtenBytes } from '../words/format.ts';
import { forget } from './book.ts';
import { compareRuns } from './compared.ts';
import { DiffView } from './diff-view.tsx';
import { RunFigures } from './run-figures-table.tsx';
import styles from './shelf-dialog.module.css';
import { type Shelf, type ShelfItem, whenText } from './shelf-items.ts';

interface ShelfDetailProps {
  readonly item: ShelfItem;
  readonly shelf: Shelf;
  /** What it can be compared with. */
  readonly others: readonly ShelfItem[];
}

const PRESENT = 'present';
const NOTHING = 'nothing';

export function ShelfDetail({ item, shelf, others }: ShelfDetailProps) {
  const [against, setAgainst] = useState(shelf === 'presets' ? NOTHING : PRESENT);
  const present = useRecipe((state) => state.text);
  const other = others.find(({ id }) => id === against);
  return (
    <section className={styles.detail} aria-label={item.name}>
      <Head item={item} shelf={shelf} />
      {item.run?.status === 'done' && <Kept id={item.id} />}
      {item.run?.fault !== undefined && <p className={styles.fault}>{item.run.fault}</p>}
      <div className={styles.against}>
        <span aria-hidden>Compared with</span>
        <Select
          aria-label="Compared with"
          value={against}
          comboboxProps={{ withinPortal: true }}
          data={[
            { value: PRESENT, label: 'The recipe at hand' },
            ...others
              .filter(({ id }) => id !== item.id)
              .map(({ id, name, at }) => ({ value: id, label: at === undefined ? name : `${name}, ${whenText(at)}` })),
            { value: NOTHING, label: 'Nothing: the whole text' },
          ]}
          onChange={(value) => setAgainst(value ?? PRESENT)}
        />
      </div>
      {item.run && <RunFigures runs={other?.run ? [other.run, item.run] : [item.run]} />}
      {item.run && other?.run && (
        <Button onClick={() => compareRuns([other.run, item.run].flatMap((run) => run?.id ?? []))}>Side by side, layer by layer</Button>
      )}
      {against === NOTHING ? (
        <pre className={styles.text}>{item.text}</pre>
      ) : (
        <DiffView before={other?.text ?? present} after={item.text} />
      )}
    </section>
  );
}

function Head({ item: { id, name, text }, shelf }: Pick<ShelfDetailProps, 'item' | 'shelf'>) {
  return (
    <div className={styles.detailHead}>
      <h3>{name}</h3>
      <Button kind="primary" icon={<IconArrowBackUp size={14} stroke={1.8} />} onClick={() => openRecipeText(name, text)}>
        {shelf === 'presets' ? 'Load this recipe' : 'Restore'}
      </Button>
      {shelf !== 'presets' && (
        <Button kind="danger" icon={<IconTrash size={14} stroke={1.6} />} onClick={() => forget(shelf, id)}>
          Delete
        </Button>
      )}
    </div>
  );
}

/** Whether the result itself is still there. */
function Kept({ id }: { readonly id: string }) {
  const bytes = useJob(({ runs }) => runs.filter((run) => run.id === id).reduce((sum, run) => sum + keptBytes(run), 0));
  const show = () => {
    jobStore.setState({ shown: id });
    setView({ tab: 'runs', runsPage: 'run', dialog: undefined });
  };
  return bytes > 0 ? (
    <p className={styles.kept}>
      Its files, {writtenBytes(bytes)}, are kept until this tab closes.{' '}
      <button type="button" onClick={show}>
        Show them
      </button>
    </p>
  ) : (
    <p className={styles.kept}>Its files are no longer kept here: restore it and merge again to get them.</p>
  );
}
