/** A word about a state, with an icon where it has a tone. */
import { IconAlertCircle, IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './chip.module.css';

export type Tone = 'plain' | 'good' | 'warning' | 'error';

const ICONS = { plain: undefined, good: IconCircleCheck, warning: IconAlertTriangle, error: IconAlertCircle } as const;

interface ToneProps {
  readonly tone?: Tone;
  readonly children: ReactNode;
}

export function Chip({ tone = 'plain', children }: ToneProps) {
  return (
    <span className={styles.chip} data-tone={tone}>
      <ToneIcon tone={tone} size={12} />
      {children}
    </span>
  );
}

/** The same without a ground: a line of text that has a tone. */
export function Verdict({ tone = 'plain', children }: ToneProps) {
  return (
    <span className={styles.verdict} data-tone={tone}>
      <ToneIcon tone={tone} size={16} />
      {children}
    </span>
  );
}

export function ToneIcon({ tone, size }: { readonly tone: Tone; readonly size: number }) {
  const Icon = ICONS[tone];
  return Icon ? <Icon size={size} stroke={1.6} aria-hidden className={styles.icon} data-tone={tone} /> : undefined;
}
