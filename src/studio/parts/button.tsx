/** Buttons of the studio: one filled at most in a view, quiet icons beside. One that cannot be used says why. */
import { Tooltip } from '@mantine/core';
import type { ComponentProps, MouseEvent, ReactNode } from 'react';
import styles from './button.module.css';

interface Shared extends Omit<ComponentProps<'button'>, 'disabled'> {
  /** Why it cannot be used now; it stays focusable, so that the reason can be read. */
  readonly reason?: string | undefined;
}

interface ButtonProps extends Shared {
  readonly kind?: 'primary' | 'default' | 'quiet' | 'danger';
  readonly size?: 'small' | 'normal' | 'large';
  readonly icon?: ReactNode;
  readonly keys?: string | undefined;
}

const blocked = (reason: string | undefined, onClick: Shared['onClick']) => (event: MouseEvent<HTMLButtonElement>) => {
  if (reason === undefined) onClick?.(event);
  else event.preventDefault();
};

export function Button({ kind = 'default', size = 'normal', icon, keys, reason, children, onClick, ...rest }: ButtonProps) {
  const button = (
    <button
      type="button"
      {...rest}
      className={styles.button}
      data-kind={kind}
      data-size={size}
      aria-disabled={reason !== undefined || undefined}
      onClick={blocked(reason, onClick)}
    >
      {icon}
      {children}
      {keys !== undefined && <span className={styles.keys}>{keys}</span>}
    </button>
  );
  return reason === undefined ? button : <Tooltip label={reason}>{button}</Tooltip>;
}

interface IconButtonProps extends Shared {
  /** Its name, and the tip's text. */
  readonly name: string;
  readonly keys?: string | undefined;
  readonly pressed?: boolean | undefined;
}

export function IconButton({ name, keys, pressed, reason, children, onClick, ...rest }: IconButtonProps) {
  const tip = reason ?? (keys === undefined ? name : `${name}  ${keys}`);
  return (
    <Tooltip label={tip}>
      <button
        type="button"
        {...rest}
        className={styles.icon}
        aria-label={name}
        aria-pressed={pressed}
        aria-disabled={reason !== undefined || undefined}
        onClick={blocked(reason, onClick)}
      >
        {children}
      </button>
    </Tooltip>
  );
}
