/** The middle: tabs, the tools of the one that shows, and its page. */
import { Tabs } from '@mantine/core';
import { IconCode, IconLayoutSidebarRightExpand } from '@tabler/icons-react';
import { Suspense } from 'react';
import { useCommand } from '../commands/use-commands.ts';
import { AddNode } from '../graph/add-node.tsx';
import { FirstSteps } from '../merge/first-steps.tsx';
import { Button, IconButton } from '../parts/button.tsx';
import { later } from '../parts/later.ts';
import { LinkNotice } from '../share/link-notice.tsx';
import { shownRun } from '../state/job-store.ts';
import { useJob, useView } from '../state/use-store.ts';
import { setView, type Tab } from '../state/view-store.ts';
import { clock } from '../words/format.ts';
import styles from './frame.module.css';
import { useWindowClass } from './use-window.ts';
import { YamlSide } from './yaml-side.tsx';

const RunsView = later(async () => (await import('../runs/runs-view.tsx')).RunsView);

const LiveDock = later(async () => (await import('../live/live-dock.tsx')).LiveDock);
const MapView = later(async () => (await import('../map/map-view.tsx')).MapView);
const LayersView = later(async () => (await import('../layers/layers-view.tsx')).LayersView);
const MergeView = later(async () => (await import('../merge/merge-view.tsx')).MergeView);
const GraphView = later(async () => (await import('../graph/graph-view.tsx')).GraphView);

const TABS: readonly { readonly value: Tab; readonly label: string }[] = [
  { value: 'graph', label: 'Graph' },
  { value: 'merge', label: 'Merge' },
  { value: 'map', label: 'Map' },
  { value: 'layers', label: 'Layers' },
  { value: 'runs', label: 'Runs' },
];

const PAGES = { graph: GraphView, merge: MergeView, map: MapView, layers: LayersView, runs: RunsView } as const;

/** Pages that change the merge have its live numbers under them. */
const withDock = (tab: Tab): boolean => tab === 'graph' || tab === 'merge';

const toTab = (value: string | null): Tab => TABS.find((tab) => tab.value === value)?.value ?? 'graph';

export function Middle() {
  const tab = useView((state) => state.tab);
  const runs = useJob((state) => state.runs.length);
  const Page = PAGES[tab];
  return (
    <main className={styles.middle} data-region tabIndex={-1} aria-label={TABS.find(({ value }) => value === tab)?.label}>
      <Tabs value={tab} onChange={(value) => setView({ tab: toTab(value) })} keepMounted={false} className={styles.tabs ?? ''}>
        <Tabs.List className={styles.list ?? ''}>
          {TABS.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value} className={styles.tab ?? ''}>
              {label}
              {value === 'runs' && runs > 0 && <span className={styles.tabCount}>{runs}</span>}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <TabTools />
      </Tabs>
      <LinkNotice />
      {(tab === 'merge' || tab === 'graph') && <FirstSteps />}
      <div className={styles.split}>
        <div className={styles.column}>
          <div className={styles.page}>
            <Suspense>
              <Page />
            </Suspense>
          </div>
          {withDock(tab) && (
            <Suspense>
              <LiveDock />
            </Suspense>
          )}
        </div>
        <YamlSide />
      </div>
    </main>
  );
}

function TabTools() {
  const window = useWindowClass();
  const tab = useView((state) => state.tab);
  const inspectorFolded = useView((state) => state.inspectorFolded);
  const inspector = useCommand('toggleInspector');
  const showButton = inspectorFolded || window === 'phone' || window === 'narrow';
  return (
    <div className={styles.tabTools}>
      {tab === 'runs' && <When />}
      {tab === 'graph' && window !== 'phone' && <AddNode />}
      <YamlButton />
      {showButton && (
        <IconButton {...inspector} name="Show the inspector">
          <IconLayoutSidebarRightExpand size={16} stroke={1.6} />
        </IconButton>
      )}
    </div>
  );
}

function YamlButton() {
  const { reason: _, name, keys, onClick } = useCommand('toggleYaml');
  const open = useView(({ yamlOpen, drawer }) => yamlOpen || drawer === 'yaml');
  return (
    <Button kind="quiet" aria-pressed={open} title={keys} icon={<IconCode size={16} stroke={1.6} />} onClick={onClick}>
      {name}
    </Button>
  );
}

function When() {
  const text = useJob((state) => {
    const run = shownRun(state);
    if (!run) return '';
    if (run.endedAt === undefined) return `Started ${clock(run.startedAt)}`;
    return `${run.status === 'done' ? 'Finished' : 'Stopped'} ${clock(run.endedAt)}`;
  });
  return <span className={styles.when}>{text}</span>;
}
