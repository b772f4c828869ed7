/** A table of many rows of one height, of which only those in sight exist. */
import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from './long-table.module.css';
import { useWindowRows } from './use-window-rows.ts';

export interface Column<Row> {
  readonly name: string;
  /** Pixels; without it the column takes what the others leave. */
  readonly width?: number;
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
  const { ref, first, end } = useWindowRows<HTMLTableSectionElement>(rows.length, ROW_HEIGHT);
  return (
    <div className={styles.frame}>
      <table className={styles.table} aria-label={label} aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {columns.map(({ name, bare, numeric, wide, width }) => (
              <th key={name} scope="col" data-numeric={numeric || undefined} data-wide={wide || undefined} style={{ width }}>
                {bare ? <VisuallyHidden>{name}</VisuallyHidden> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={ref}>
          <Gap rows={first} />
          {rows.slice(first, end).map((row, i) => (
            <tr key={keyOf(row)} aria-rowindex={first + i + 2}>
              {columns.map(({ name, numeric, wide, cell }) => (
                <td key={name} data-numeric={numeric || undefined} data-wide={wide || undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
          <Gap rows={rows.length - end} />
        </tbody>
      </table>
    </div>
  );
}

/** Holds the place of rows out of sight. */
const Gap = ({ rows }: { readonly rows: number }) => (rows > 0 ? <tr style={{ height: rows * ROW_HEIGHT }} /> : undefined);
