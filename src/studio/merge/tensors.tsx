/** Every tensor that would be written, and how. */
import { useMemo, useState } from 'react';
import type { PlannedTensor } from '../../engine/protocol.ts';
import { type Column, LongTable } from '../parts/long-table.tsx';
import { SearchField } from '../parts/search-field.tsx';
import { TensorName } from '../parts/tensor-name.tsx';
import { useJob } from '../state/use-store.ts';
import { shapeText, writtenBytes } from '../words/format.ts';
import styles from './merge.module.css';

const COLUMNS: readonly Column<PlannedTensor>[] = [
  {
    name: 'Name',
    cell: ({ name }) => <TensorName name={name} />,
  },
  { name: 'Shape', width: 120, wide: true, cell: ({ shape }) => shapeText(shape) },
  { name: 'From', width: 72, wide: true, cell: ({ from }) => from.join(', ') },
  { name: 'Steps', width: 130, wide: true, cell: ({ steps }) => steps },
  { name: 'To', width: 56, wide: true, cell: ({ to }) => to },
  { name: 'Bytes in', width: 84, numeric: true, cell: ({ readBytes }) => writtenBytes(readBytes) },
  { name: 'Note', width: 72, wide: true, cell: ({ tiled }) => (tiled ? 'in tiles' : '') },
];

export function Tensors() {
  const tensors = useJob(({ plan }) => plan.summary?.tensors);
  const [filter, setFilter] = useState('');
  const shown = useMemo(() => tensors?.filter(({ name }) => name.includes(filter.trim())) ?? [], [tensors, filter]);
  if (!tensors) return undefined;
  return (
    <section aria-label="Tensors">
      <div className={styles.band}>
        <h2>Tensors</h2>
        <FilterField value={filter} onChange={setFilter} />
        <span className={styles.bandEnd}>
          {shown.length === tensors.length
            ? `${tensors.length.toLocaleString('en')} to write`
            : `${shown.length} of ${tensors.length.toLocaleString('en')} shown`}
        </span>
      </div>
      {shown.length > 0 ? (
        <LongTable label="Tensors to write" columns={COLUMNS} rows={shown} keyOf={({ name }) => name} />
      ) : (
        <p className={styles.none}>No tensor’s name holds “{filter.trim()}”.</p>
      )}
    </section>
  );
}

interface FilterFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function FilterField({ value, onChange }: FilterFieldProps) {
  return (
    <SearchField width={200} label="Filter tensors by name" placeholder="Filter by name" type="text" value={value} onText={onChange} />
  );
}
