/** Numbers in a row: name, value with its unit, what qualifies it. */
import type { ReactNode } from 'react';
import styles from './figure.module.css';

export const Figures = ({ children }: { readonly children: ReactNode }) => <dl className={styles.figures}>{children}</dl>;

interface FigureProps {
  readonly name: string;
  readonly value: ReactNode;
  readonly unit?: string;
  readonly note?: ReactNode;
}

export function Figure({ name, value, unit, note }: FigureProps) {
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd className={styles.value}>
        {value}
        {unit ? <span> {unit}</span> : undefined}
      </dd>
      {note !== undefined && <dd className={styles.note}>{note}</dd>}
    </div>
  );
}
