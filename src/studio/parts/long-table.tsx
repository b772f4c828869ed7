/** A table of many rows of one height, of which only those in sight exist. */
import { VisuallyHidden } from '@mantine/core';
import type { CSSProperties, ReactNode } from 'react';
import styles from './long-table.module.css';
import { useWindowRows } from './use-window-rows.ts';

export interface Column<Row> {
  readonly name: string;
  /** A CSS grid track. */
  readonly width: string;
  /** Needs no header to be understood: its name is for those who hear it. */
  readonly bare?: boolean;
  readonly numeric?: boolean;
  /** Left out where the table has less than 640 pixels. */
  readonly wide?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface LongTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

const ROW_HEIGHT = 28;

export function LongTable<Row>({ label, columns, rows, keyOf }: LongTableProps<Row>) {
  const { ref, first, end } = useWindowRows(rows.length, ROW_HEIGHT);
  const tracks = {
    '--all': columns.map(({ width }) => width).join(' '),
    '--few': columns.filter(({ wide }) => !wide).map(({ width }) => width).join(' '),
  } as CSSProperties;
  return (
    <div className={styles.table} role="table" aria-label={label} aria-rowcount={rows.length + 1} style={tracks}>
      <div className={styles.head} role="row" aria-rowindex={1}>
        {columns.map(({ name, bare, numeric, wide }) => (
          <span key={name} role="columnheader" data-numeric={numeric || undefined} data-wide={wide || undefined}>
            {bare ? <VisuallyHidden>{name}</VisuallyHidden> : name}
          </span>
        ))}
      </div>
      <div ref={ref} className={styles.body} role="rowgroup" style={{ height: rows.length * ROW_HEIGHT }}>
        {rows.slice(first, end).map((row, i) => (
          <div
            key={keyOf(row)}
            className={styles.row}
            role="row"
            aria-rowindex={first + i + 2}
            style={{ top: (first + i) * ROW_HEIGHT, height: ROW_HEIGHT }}
          >
            {columns.map(({ name, numeric, wide, cell }) => (
              <span key={name} role="cell" data-numeric={numeric || undefined} data-wide={wide || undefined}>
                {cell(row)}
              </span>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
