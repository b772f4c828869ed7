/** The panel on the right: always about what is selected. */
import { IconLayoutSidebarRightCollapse } from '@tabler/icons-react';
import { type ReactNode, Suspense } from 'react';
import { useCommand } from '../commands/use-commands.ts';
import { RunInspector } from '../later.tsx';
import { IconButton } from '../parts/button.tsx';
import { useView } from '../state/use-store.ts';
import styles from './inspector.module.css';
import { ModelInspector } from './model-inspector.tsx';
import { OutputInspector } from './output-inspector.tsx';

export function Inspector() {
  const tab = useView((state) => state.tab);
  const model = useView(({ selection }) => (selection.kind === 'model' ? selection.ref : undefined));
  if (tab === 'runs') {
    return (
      <Suspense>
        <RunInspector />
      </Suspense>
    );
  }
  return model === undefined ? <OutputInspector /> : <ModelInspector modelRef={model} />;
}

interface InspectorHeadProps {
  readonly title: string;
  readonly children?: ReactNode;
}

export function InspectorHead({ title, children }: InspectorHeadProps) {
  const fold = useCommand('toggleInspector');
  return (
    <div className={styles.head}>
      <h2 className={styles.title}>{title}</h2>
      {children}
      <IconButton {...fold} name="Fold the inspector">
        <IconLayoutSidebarRightCollapse size={16} stroke={1.6} />
      </IconButton>
    </div>
  );
}
