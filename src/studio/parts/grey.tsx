/** Grey shapes in the place of what is loading, after a moment in which nothing need show. */
import styles from './grey.module.css';

const WIDTHS = ['72%', '54%', '63%'] as const;

export function Grey({ lines, label }: { readonly lines: number; readonly label: string }) {
  return (
    <div className={styles.grey} role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the shapes are all alike
        <span key={i} style={{ width: WIDTHS[i % WIDTHS.length] }} />
      ))}
    </div>
  );
}
