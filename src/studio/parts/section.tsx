/** A titled part of a panel, which folds. */
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import styles from './section.module.css';

interface SectionProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

export function Section({ title, note, tools, children }: SectionProps) {
  const [open, setOpen] = useState(true);
  const id = useId();
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <h2 className={styles.title}>
          <button type="button" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
            <Chevron size={14} stroke={1.6} aria-hidden />
            {title}
          </button>
        </h2>
        {note !== undefined && <span className={styles.note}>{note}</span>}
        {tools !== undefined && <span className={styles.tools}>{tools}</span>}
      </div>
      <div id={id} hidden={!open} className={styles.body}>
        {children}
      </div>
    </section>
  );
}

/** Name and value, a line each. */
export function Facts({ rows }: { readonly rows: readonly (readonly [name: string, value: ReactNode] | undefined)[] }) {
  return (
    <dl className={styles.facts}>
      {rows.map(
        (row) =>
          row && (
            <div key={row[0]} className={styles.fact}>
              <dt>{row[0]}</dt>
              <dd>{row[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
