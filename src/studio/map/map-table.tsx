/** The map as tables: the grid's tensors, and the squares of the open one. */
import type { ReactNode } from 'react';
import type { TensorMap, TensorObservation } from '../../engine/client.ts';
import { type Column, LongTable } from '../parts/long-table.tsx';
import { shapeText } from '../words/format.ts';
import { shareError } from './chance.ts';
import styles from './map.module.css';
import { openTensor } from './map-store.ts';
import { isHatched } from './paint-map.ts';
import { binOf, entriesOf } from './plot.ts';
import { type GridValue, isGridHatched, type Quantity } from './quantities.ts';
import { type Shown, useShownMap } from './shown.ts';
import { fullText } from './words.ts';

/** Scrolls by keys too: its rows take no focus. */
function Scrolled({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keys
    <section className={styles.scroll} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

interface TensorRow {
  readonly tensor: TensorObservation;
  readonly value: GridValue | undefined;
  readonly untold: boolean;
}

const tensorColumns = (quantity: Quantity): readonly Column<TensorRow>[] => [
  {
    name: 'Tensor',
    cell: ({ tensor }) => (
      <button type="button" className={styles.cellButton} onClick={() => openTensor(tensor.name)}>
        {tensor.name}
      </button>
    ),
  },
  { name: 'Shape', width: 80, numeric: true, wide: true, cell: ({ tensor }) => shapeText(tensor.shape) },
  { name: quantity.label, width: 120, numeric: true, cell: ({ value }) => (value ? fullText(quantity, value) : '–') },
  { name: 'Entries', width: 70, numeric: true, cell: ({ value }) => value?.count.toLocaleString('en') ?? '–' },
  { name: 'Told from chance', width: 110, wide: true, cell: ({ untold }) => (untold ? 'too few entries' : '') },
];

export function TensorTable({ shown: { observation, quantity, chance } }: { readonly shown: Shown }) {
  const rows = observation.tensors.map((tensor): TensorRow => {
    const value = quantity.ofTensor(tensor);
    return { tensor, value, untold: value !== undefined && isGridHatched(value, { chance }) };
  });
  return (
    <Scrolled label={`Tensors by ${quantity.label.toLowerCase()}`}>
      <LongTable
        label={`${quantity.label} of every tensor`}
        columns={tensorColumns(quantity)}
        rows={rows}
        keyOf={({ tensor }) => tensor.name}
      />
    </Scrolled>
  );
}

interface BinRow {
  readonly index: number;
  readonly rows: string;
  readonly columns: string;
  readonly value: number;
  readonly count: number;
  readonly entries: number;
  readonly untold: boolean;
}

const range = ([from, to]: readonly [number, number]): string => (to - from === 1 ? String(from) : `${from}–${to - 1}`);

function rowsOf(map: TensorMap, chance: number | undefined): readonly BinRow[] {
  return [...map.values].map((value, index) => {
    const bin = binOf(map, index);
    const entries = entriesOf(bin);
    return {
      index,
      rows: range(bin.rows),
      columns: range(bin.columns),
      value,
      count: map.counts[index] ?? 0,
      entries,
      untold: isHatched(map, index, chance),
    };
  });
}

const binColumns = (quantity: Quantity): readonly Column<BinRow>[] => [
  { name: 'Rows', width: 80, numeric: true, cell: ({ rows }) => rows },
  { name: 'Columns', width: 80, numeric: true, cell: ({ columns }) => columns },
  { name: quantity.label, numeric: true, cell: ({ value, count, entries }) => binText(quantity, value, count, entries) },
  { name: 'Entries that count', width: 110, numeric: true, cell: ({ count }) => count.toLocaleString('en') },
  { name: 'Told from chance', width: 110, wide: true, cell: ({ untold }) => (untold ? 'too few entries' : '') },
];

function binText(quantity: Quantity, value: number, count: number, entries: number): string {
  if (Number.isNaN(value)) return '–';
  return fullText(quantity, { value, error: quantity.share && entries > 1 ? shareError(value, count) : 0 });
}

export function BinTable({ shown: { quantity, chance }, tensor }: { readonly shown: Shown; readonly tensor: TensorObservation }) {
  const map = useShownMap(quantity);
  if (map?.tensor !== tensor.name) return <p className={styles.empty}>Reading {tensor.name}.</p>;
  return (
    <>
      <div className={styles.head}>
        <h2>{tensor.name}</h2>
        <span className={styles.square}>
          squares of {map.rowsPerBin} × {map.columnsPerBin} entries
        </span>
      </div>
      <Scrolled label={`Squares of ${tensor.name}`}>
        <LongTable
          label={`${quantity.label} in ${tensor.name}`}
          columns={binColumns(quantity)}
          rows={rowsOf(map, chance === undefined ? undefined : map.chance)}
          keyOf={({ index }) => String(index)}
        />
      </Scrolled>
    </>
  );
}
