/** A strip across a view, about the view. */
import type { ReactNode } from 'react';
import { type Tone, ToneIcon } from './chip.tsx';
import styles from './notice.module.css';

interface NoticeProps {
  readonly tone: Tone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly tools?: ReactNode;
}

export function Notice({ tone, title, children, tools }: NoticeProps) {
  return (
    <div className={styles.notice} data-tone={tone} role="status">
      <ToneIcon tone={tone} size={16} />
      <p>
        <strong>{title}</strong> {children}
      </p>
      {tools !== undefined && <span className={styles.tools}>{tools}</span>}
    </div>
  );
}
