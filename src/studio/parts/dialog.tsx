/** A dialog of the studio: its frame, and a head with its title, tools and the way out. */
import { Modal } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { CSSProperties, ReactNode } from 'react';
import { useView } from '../state/use-store.ts';
import { type DialogName, setView } from '../state/view-store.ts';
import { IconButton } from './button.tsx';
import styles from './dialog.module.css';

export const closeDialog = (): void => setView({ dialog: undefined });

interface DialogProps {
  readonly name: DialogName;
  /** For those who hear it. */
  readonly label: string;
  readonly width: number;
  /** From the window's upper edge. */
  readonly top: string;
  /** Of the page, where its parts scroll by themselves; else the dialog is as high as what it holds. */
  readonly height?: string;
  /** Of the page, where what it holds decides below it. */
  readonly maxHeight?: string;
  /** Pixels between its edge and what it holds. */
  readonly edge?: number;
  readonly children: ReactNode;
}

export function Dialog({ name, label, width, top, height, maxHeight, edge = 16, children }: DialogProps) {
  const open = useView((state) => state.dialog === name);
  const layout = { '--dialog-edge': `${edge}px`, '--dialog-height': height, maxHeight } as CSSProperties;
  const fit = height !== undefined ? 'tall' : maxHeight === undefined ? undefined : 'bounded';
  return (
    <Modal.Root opened={open} onClose={closeDialog} size={width} yOffset={top} classNames={{ content: styles.content ?? '' }}>
      <Modal.Overlay />
      <Modal.Content aria-label={label} data-fit={fit} style={layout}>
        {children}
      </Modal.Content>
    </Modal.Root>
  );
}

interface DialogHeadProps {
  readonly title: string;
  /** The title takes the focus when the dialog opens: nothing else in it should. */
  readonly focused?: boolean;
  readonly children?: ReactNode;
}

export function DialogHead({ title, focused = false, children }: DialogHeadProps) {
  return (
    <div className={styles.head}>
      <h2 {...(focused && { tabIndex: -1, 'data-autofocus': true })}>{title}</h2>
      {children}
      <IconButton name="Close" onClick={closeDialog}>
        <IconX size={16} stroke={1.6} />
      </IconButton>
    </div>
  );
}
