/** The frame: bars at top and bottom, panels at the sides, tabs in the middle. Narrow windows turn panels into drawers. */
import { type CSSProperties, Suspense } from 'react';
import { isLeftFolded, toggleInspector, toggleLeft } from '../commands/panels.ts';
import { Inspector } from '../inspector/inspector.tsx';
import { later } from '../parts/later.ts';
import { useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import styles from './frame.module.css';
import { LeftPanel, LeftRail } from './left-panel.tsx';
import { Middle } from './middle.tsx';
import { PanelEdge } from './panel-edge.tsx';
import { RunBar } from './run-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { useWindowClass } from './use-window.ts';

const Drawers = later(async () => (await import('./drawers.tsx')).Drawers);
const Sheet = later(async () => (await import('./sheet.tsx')).Sheet);

export function Frame() {
  const window = useWindowClass();
  return (
    <div className={styles.frame}>
      <TopBar />
      <div className={styles.panes}>
        {window !== 'phone' && <LeftPane />}
        <Middle />
        {window !== 'phone' && window !== 'narrow' && <RightPane />}
      </div>
      {window === 'phone' && (
        <Suspense>
          <Sheet />
        </Suspense>
      )}
      <RunBar />
      {(window === 'phone' || window === 'narrow') && (
        <Suspense>
          <Drawers phone={window === 'phone'} />
        </Suspense>
      )}
    </div>
  );
}

function LeftPane() {
  const folded = isLeftFolded(
    useView((state) => state.leftFolded),
    useWindowClass(),
  );
  const width = useView((state) => state.leftWidth);
  return (
    <nav className={styles.pane} style={{ width: folded ? 44 : width }} data-region tabIndex={-1} aria-label="Models and presets">
      <div className={styles.scroll}>{folded ? <LeftRail /> : <LeftPanel pane />}</div>
      {!folded && (
        <PanelEdge
          name="Width of the models panel"
          side="right"
          width={width}
          min={200}
          max={420}
          usual={256}
          onChange={(leftWidth) => setView({ leftWidth })}
          onFold={toggleLeft}
        />
      )}
    </nav>
  );
}

function RightPane() {
  const folded = useView((state) => state.inspectorFolded);
  const width = useView((state) => state.inspectorWidth);
  if (folded) return undefined;
  return (
    <aside
      className={styles.pane}
      data-side="right"
      style={{ '--pane': `${width}px` } as CSSProperties}
      data-region
      tabIndex={-1}
      aria-label="Inspector"
    >
      <div className={styles.scroll}>
        <Inspector />
      </div>
      <PanelEdge
        name="Width of the inspector"
        side="left"
        width={width}
        min={280}
        max={480}
        usual={320}
        onChange={(inspectorWidth) => setView({ inspectorWidth })}
        onFold={toggleInspector}
      />
    </aside>
  );
}
