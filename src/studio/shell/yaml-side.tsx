/** The recipe's text at the right of the middle, where the window has room for it. */
import { type CSSProperties, Suspense } from 'react';
import { toggleYaml } from '../commands/panels.ts';
import { later } from '../parts/later.ts';
import { useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import styles from './frame.module.css';
import { PanelEdge } from './panel-edge.tsx';
import { useWindowClass } from './use-window.ts';

const YamlPane = later(async () => (await import('../yaml/yaml-pane.tsx')).YamlPane);

export function YamlSide() {
  const window = useWindowClass();
  const open = useView((state) => state.yamlOpen);
  const width = useView((state) => state.yamlWidth);
  if (!open || window === 'phone' || window === 'narrow') return undefined;
  return (
    <aside
      className={styles.pane}
      data-side="right"
      data-kind="yaml"
      style={{ '--pane': `${width}px` } as CSSProperties}
      data-region
      tabIndex={-1}
      aria-label="YAML"
    >
      <Suspense>
        <YamlPane />
      </Suspense>
      <PanelEdge
        name="Width of the YAML"
        side="left"
        width={width}
        min={280}
        max={600}
        usual={330}
        onChange={(yamlWidth) => setView({ yamlWidth })}
        onFold={toggleYaml}
      />
    </aside>
  );
}
