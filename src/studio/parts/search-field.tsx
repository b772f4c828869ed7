/** A field that filters a list, with the sign that says so. */
import { IconSearch } from '@tabler/icons-react';
import type { ComponentProps } from 'react';
import styles from './search-field.module.css';

interface SearchFieldProps extends Omit<ComponentProps<'input'>, 'onChange' | 'size' | 'value' | 'width'> {
  /** What is filtered by what, for those who hear it. */
  readonly label: string;
  readonly value: string;
  readonly onText: (text: string) => void;
  /** Pixels; without it the field takes what its row leaves. */
  readonly width?: number;
  readonly size?: 'normal' | 'large';
}

export function SearchField({ label, value, onText, width, size = 'normal', ...rest }: SearchFieldProps) {
  return (
    <label className={styles.field} data-size={size} style={width === undefined ? { flex: 1 } : { width }}>
      <IconSearch size={14} stroke={1.6} aria-hidden />
      <input
        type="search"
        spellCheck={false}
        autoComplete="off"
        {...rest}
        value={value}
        aria-label={label}
        onChange={(event) => onText(event.currentTarget.value)}
      />
    </label>
  );
}
