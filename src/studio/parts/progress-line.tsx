/** A share, as a line. */
import styles from './progress-line.module.css';

interface ProgressLineProps {
  readonly share: number;
  readonly label: string;
}

export function ProgressLine({ share, label }: ProgressLineProps) {
  const percent = Math.round(share * 100);
  return (
    <span className={styles.line} role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <span style={{ width: `${share * 100}%` }} />
    </span>
  );
}
