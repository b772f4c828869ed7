/** How far every tensor went from its parents, the farthest first, and what is to be known about it. */
import { useMemo, useState } from 'react';
import type { TensorStatistics } from '../../engine/protocol.ts';
import { FilterField } from '../merge/tensors.tsx';
import { Cut } from '../parts/cut.tsx';
import { type Column, LongTable } from '../parts/long-table.tsx';
import { TensorName } from '../parts/tensor-name.tsx';
import type { RunResult } from '../state/job-store.ts';
import { shortName } from '../state/model-marks.ts';
import { counted, percent } from '../words/format.ts';
import styles from './runs.module.css';
import { hasNotFinite, isNoted, noteOf } from './tensor-notes.ts';

/** The parent that a result is measured against: the base, else the first. */
const parentOf = ({ moved = [] }: TensorStatistics) => moved.find(({ base }) => base) ?? moved[0];

/** None where the tensor is full of NaN: it is nowhere. */
function distance(tensor: TensorStatistics): number {
  const far = parentOf(tensor)?.relative ?? 0;
  return Number.isFinite(far) ? far : 0;
}

/** Tensors whose inputs are not all numbers, then the farthest. */
const worstFirst = (a: TensorStatistics, b: TensorStatistics): number =>
  Number(hasNotFinite(b)) - Number(hasNotFinite(a)) || distance(b) - distance(a);

/** Tensors that show before one asks for all. */
const FIRST = 12;

export function MovedTensors({ result }: { readonly result: RunResult }) {
  const [all, setAll] = useState(false);
  const [filter, setFilter] = useState('');
  const sorted = useMemo(() => [...result.tensors].sort(worstFirst), [result]);
  const columns = useMemo(() => columnsFor(sorted), [sorted]);
  const parent = sorted.map(parentOf).find(Boolean)?.input;
  const shown = (all ? sorted : sorted.slice(0, FIRST)).filter(({ name }) => name.includes(filter.trim()));
  const flagged = sorted.filter(isNoted).length;
  return (
    <section aria-label="Tensors">
      <div className={styles.band}>
        <h2>{all ? 'Tensors' : 'Tensors that moved most'}</h2>
        {parent !== undefined && (
          <span className={styles.bandNote}>
            ‖merge − {shortName(parent)}‖ / ‖{shortName(parent)}‖
          </span>
        )}
        {all && <FilterField value={filter} onChange={setFilter} />}
        <span className={styles.bandEnd}>
          {flagged > 0 && `${counted(flagged, 'tensor')} with a note`}
          <button type="button" className={styles.bandLink} onClick={() => setAll(!all)}>
            {all ? 'Those that moved most' : `All ${sorted.length.toLocaleString('en')}`}
          </button>
        </span>
      </div>
      <LongTable label="Tensors of the result" columns={columns} rows={shown} keyOf={({ name }) => name} />
    </section>
  );
}

type Moved = NonNullable<TensorStatistics['moved']>[number];

/** What is no number is at no distance. */
function movedText(tensor: TensorStatistics, moved: Moved | undefined): string {
  if (!moved) return '';
  return hasNotFinite(tensor) || !Number.isFinite(moved.relative) ? '–' : percent(moved.relative);
}

const NOTE: Column<TensorStatistics> = { name: 'Note', width: 140, cell: (tensor) => <Cut text={noteOf(tensor)} tail={12} /> };

function columnsFor(tensors: readonly TensorStatistics[]): readonly Column<TensorStatistics>[] {
  const farthest = Math.max(...tensors.map(distance), Number.MIN_VALUE);
  const reference = tensors.map(parentOf).find(Boolean)?.input;
  const others = [...new Set(tensors.flatMap(({ moved = [] }) => moved.map(({ input }) => input)))].filter((input) => input !== reference);
  return [
    {
      name: 'Name',
      cell: ({ name }) => <TensorName name={name} />,
    },
    { name: 'Moved', width: 76, numeric: true, cell: (tensor) => <strong>{movedText(tensor, parentOf(tensor))}</strong> },
    {
      name: 'Moved, drawn',
      bare: true,
      width: 150,
      wide: true,
      cell: (tensor) => (
        <span className={styles.bar} style={{ width: `${hasNotFinite(tensor) ? 0 : (distance(tensor) / farthest) * 100}%` }} />
      ),
    },
    ...others.map(
      (input): Column<TensorStatistics> => ({
        name: `To ${shortName(input)}`,
        width: 88,
        numeric: true,
        wide: true,
        cell: (tensor) =>
          movedText(
            tensor,
            tensor.moved?.find((each) => each.input === input),
          ),
      }),
    ),
    ...(tensors.some((tensor) => noteOf(tensor) !== '') ? [NOTE] : []),
  ];
}
