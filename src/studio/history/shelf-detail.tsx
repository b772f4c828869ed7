/** One entry of the shelf: its figures, and its recipe against another. */
import { Select } from '@mantine/core';
import { IconArrowBackUp, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Button } from '../parts/button.tsx';
import { openRecipeText } from '../state/recipe-text.ts';
import { useRecipe } from '../state/use-store.ts';
import { forget, type RunRecord } from './book.ts';
import { DiffView } from './diff-view.tsx';
import { figureRows } from './run-figures.ts';
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
      <div className={styles.detailHead}>
        <h3>{item.name}</h3>
        <Button kind="primary" icon={<IconArrowBackUp size={14} stroke={1.8} />} onClick={() => openRecipeText(item.name, item.text)}>
          {shelf === 'presets' ? 'Load this recipe' : 'Restore'}
        </Button>
        {shelf !== 'presets' && (
          <Button kind="danger" icon={<IconTrash size={14} stroke={1.6} />} onClick={() => forget(shelf, item.id)}>
            Delete
          </Button>
        )}
      </div>
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
      {item.run && <Figures first={other?.run ?? item.run} second={other?.run && item.run} names={[other?.name ?? item.name, item.name]} />}
      {against === NOTHING ? (
        <pre className={styles.text}>{item.text}</pre>
      ) : (
        <DiffView before={other?.text ?? present} after={item.text} />
      )}
    </section>
  );
}

interface FiguresProps {
  readonly first: RunRecord;
  readonly second: RunRecord | undefined;
  readonly names: readonly [string, string];
}

function Figures({ first, second, names }: FiguresProps) {
  return (
    <table className={styles.figures}>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          <th scope="col">{names[0]}</th>
          {second && <th scope="col">{names[1]}</th>}
          {second && <th scope="col">difference</th>}
        </tr>
      </thead>
      <tbody>
        {figureRows(first, second).map((row) => (
          <tr key={row.name}>
            <th scope="row">{row.name}</th>
            <td>{row.first}</td>
            {second && <td>{row.second}</td>}
            {second && <td>{row.difference}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
