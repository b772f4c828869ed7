/** Words cut as far as the room demands, with all of them in the tip: names in their middle, where checkpoints differ least, sentences at their end. */
import { Tooltip } from '@mantine/core';
import styles from './cut.module.css';

interface CutProps {
  readonly text: string;
  /** What the tip says, where `text` is short for it. */
  readonly whole?: string;
  /** Characters at the end that always show. */
  readonly tail?: number;
}

/** Fewer characters than this at the beginning are not worth a cut. */
const LEAST_CUT = 8;

/** A sentence. */
export const CutEnd = ({ text }: Pick<CutProps, 'text'>) => (
  <Tooltip label={text} openDelay={600} multiline maw={320}>
    <span className={styles.whole}>{text}</span>
  </Tooltip>
);

/** A name. */
export function Cut({ text, whole = text, tail = 8 }: CutProps) {
  const fits = text.length <= tail + LEAST_CUT;
  const shown = fits ? (
    <span className={styles.whole}>{text}</span>
  ) : (
    <span className={styles.cut}>
      <span className={styles.read}>{text}</span>
      <span className={styles.head} aria-hidden="true">
        {text.slice(0, -tail)}
      </span>
      <span className={styles.tail} aria-hidden="true">
        {text.slice(-tail)}
      </span>
    </span>
  );
  if (fits && whole === text) return shown;
  return (
    <Tooltip label={whole} openDelay={600}>
      {shown}
    </Tooltip>
  );
}
