/** A model's mark: letter and colour, always both. 0 is the base. */
import type { CSSProperties } from 'react';
import styles from './model-tag.module.css';

export interface Tag {
  readonly letter: string;
  /** 0 for the base, 1 to 8 for the others. */
  readonly colour: number;
}

export const tagColour = ({ colour }: Tag): string => `var(--model-${colour})`;

interface ModelTagProps extends Tag {
  readonly size?: 'small' | 'large';
}

export function ModelTag({ letter, colour, size = 'small' }: ModelTagProps) {
  const style = { background: `var(--model-${colour})`, color: `var(--on-model-${colour}, var(--on-model))` } as CSSProperties;
  return (
    <span className={styles.tag} data-size={size} data-base={colour === 0 || undefined} style={style} aria-hidden="true">
      {letter}
    </span>
  );
}
