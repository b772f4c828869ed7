/** The middle: tabs, the tools of the one that shows, and its page. */
import { Tabs } from '@mantine/core';
import { IconCode, IconLayoutSidebarRightExpand, IconList } from '@tabler/icons-react';
import { Suspense, useEffect } from 'react';
import { useCommand } from '../commands/use-commands.ts';
import { AddNode } from '../graph/add-node.tsx';
import { FirstSteps } from '../merge/first-steps.tsx';
import { Button, IconButton } from '../parts/button.tsx';
import { later } from '../parts/later.ts';
import { LinkNotice } from '../share/link-notice.tsx';
import { shownRun } from '../state/job-store.ts';
import { useJob, useRecipe, useView } from '../state/use-store.ts';
import { setView, type Tab, takeStep } from '../state/view-store.ts';
import { clock } from '../words/format.ts';
import styles from './frame.module.css';
import { sheetPage } from './sheet-page.ts';
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
  { value: 'map', label: 'Map' },
  { value: 'layers', label: 'Layers' },
  { value: 'runs', label: 'Runs' },
];

const PAGES = { graph: GraphView, merge: MergeView, map: MapView, layers: LayersView, runs: RunsView } as const;

/** The canvas and the list are one tab: pages that change the merge, with its live numbers under them. */
const isGraph = (tab: Tab): boolean => tab === 'graph' || tab === 'merge';
const shownTab = (tab: Tab): Tab => (isGraph(tab) ? 'graph' : tab);

const toTab = (value: string | null): Tab => TABS.find((tab) => tab.value === value)?.value ?? 'graph';

export function Middle() {
  const tab = useView((state) => state.tab);
  const Page = PAGES[tab];
  const phone = useWindowClass() === 'phone';
  const covered = useView(sheetPage) !== undefined;
  const begun = useRecipe(({ text }) => text !== '');
  useEffect(() => {
    if (tab === 'map') takeStep(2);
  }, [tab]);
  return (
    <main className={styles.middle} data-region tabIndex={-1} aria-label={TABS.find(({ value }) => value === shownTab(tab))?.label}>
      <TabRow tab={tab} />
      <LinkNotice />
      <FirstSteps />
      <div className={styles.split}>
        <div className={styles.column}>
          <div className={styles.page}>
            <Suspense>
              <Page />
            </Suspense>
          </div>
          {begun && isGraph(tab) && !(phone && covered) && (
            <div className={styles.dock}>
              <Suspense>
                <LiveDock />
              </Suspense>
            </div>
          )}
        </div>
        <YamlSide />
      </div>
    </main>
  );
}

function TabRow({ tab }: { readonly tab: Tab }) {
  const runs = useJob((state) => state.runs.length);
  // What an open sheet was about is another matter on another page.
  const onChange = (value: string | null) => setView({ tab: toTab(value), drawer: undefined });
  return (
    <Tabs value={shownTab(tab)} onChange={onChange} keepMounted={false} className={styles.tabs ?? ''}>
      <Tabs.List className={styles.list ?? ''}>
        {TABS.map(({ value, label }) => (
          <Tabs.Tab key={value} value={value} className={styles.tab ?? ''}>
            {label}
            {value === 'runs' && runs > 0 && <span className={styles.tabCount}>{runs}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <TabTools tab={tab} />
    </Tabs>
  );
}

function TabTools({ tab }: { readonly tab: Tab }) {
  const window = useWindowClass();
  const inspectorFolded = useView((state) => state.inspectorFolded);
  const inspector = useCommand('toggleInspector');
  // The sheet has the rest.
  if (window === 'phone') return <div className={styles.tabTools}>{isGraph(tab) && <AddNode small />}</div>;
  return (
    <div className={styles.tabTools}>
      {tab === 'runs' && <When />}
      {isGraph(tab) && <ListButton pressed={tab === 'merge'} />}
      {tab === 'graph' && <AddNode />}
      <YamlButton />
      {(inspectorFolded || window === 'narrow') && (
        <IconButton {...inspector} name="Show the inspector">
          <IconLayoutSidebarRightExpand size={16} stroke={1.6} />
        </IconButton>
      )}
    </div>
  );
}

function ListButton({ pressed }: { readonly pressed: boolean }) {
  const { keys } = useCommand('showMerge');
  return (
    <IconButton name="Graph as a list" keys={keys} pressed={pressed} onClick={() => setView({ tab: pressed ? 'graph' : 'merge' })}>
      <IconList size={16} stroke={1.6} />
    </IconButton>
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
