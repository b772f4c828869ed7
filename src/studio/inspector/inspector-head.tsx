/** What the inspector is about, and how it folds. */
import { IconLayoutSidebarRightCollapse } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useCommand } from '../commands/use-commands.ts';
import { IconButton } from '../parts/button.tsx';
import { useWindowClass } from '../shell/use-window.ts';
import styles from './inspector.module.css';

interface InspectorHeadProps {
  readonly title: string;
  readonly children?: ReactNode;
}

export function InspectorHead({ title, children }: InspectorHeadProps) {
  const fold = useCommand('toggleInspector');
  // There it lies in the sheet, which closes by itself.
  const phone = useWindowClass() === 'phone';
  return (
    <div className={styles.head}>
      <h2 className={styles.title}>{title}</h2>
      {children}
      {!phone && (
        <IconButton {...fold} name="Fold the inspector">
          <IconLayoutSidebarRightCollapse size={16} stroke={1.6} />
        </IconButton>
      )}
    </div>
  );
}
