/** Two recipes as the lines that differ, with their numbers; signs and colours say the same. */
import { useMemo } from 'react';
import { counted } from '../words/format.ts';
import { type DiffLine, diffCounts, diffLines, withContext } from './line-diff.ts';
import styles from './shelf-dialog.module.css';

interface DiffViewProps {
  readonly before: string;
  readonly after: string;
}

const SIGNS = { same: ' ', gone: '−', new: '+' } as const;

export function DiffView({ before, after }: DiffViewProps) {
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  const { gone, came } = diffCounts(lines);
  if (gone + came === 0) return <p className={styles.same}>The recipes are the same.</p>;
  return (
    <>
      <p className={styles.counts}>
        {counted(gone, 'line')} out, {counted(came, 'line')} in
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable with keys */}
      <section className={styles.diff} aria-label="Difference" tabIndex={0}>
        {withContext(lines).map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text have no other name
          <Line key={i} line={line} />
        ))}
      </section>
    </>
  );
}

function Line({ line }: { readonly line: DiffLine | undefined }) {
  if (!line) return <div className={styles.gap}>⋯</div>;
  const { kind, text, before, after } = line;
  return (
    <div className={styles.line} data-kind={kind}>
      <span className={styles.number}>{kind === 'gone' ? before : after}</span>
      <span aria-hidden={kind === 'same'}>{SIGNS[kind]}</span>
      <code>{text === '' ? ' ' : text}</code>
    </div>
  );
}
