/**
 * The panels of a phone: a sheet that is always there. Closed, it holds the main slider of what is selected; open, the
 * settings, the text or the live numbers, with the page still in sight above it.
 */
import { SegmentedControl } from '@mantine/core';
import { IconChevronUp, IconX } from '@tabler/icons-react';
import { Suspense } from 'react';
import { Inspector } from '../inspector/inspector.tsx';
import { Button, IconButton } from '../parts/button.tsx';
import { later } from '../parts/later.ts';
import { useDrag } from '../parts/use-drag.ts';
import { useRecipe, useView } from '../state/use-store.ts';
import { setView, type Tab } from '../state/view-store.ts';
import { MainSlider } from './main-slider.tsx';
import { NodeChoice, useSelectedTitle } from './node-choice.tsx';
import styles from './sheet.module.css';
import { type SheetPage, sheetPage } from './sheet-page.ts';
import { useListForm } from './use-window.ts';

const YamlPane = later(async () => (await import('../yaml/yaml-pane.tsx')).YamlPane);
const LiveDock = later(async () => (await import('../live/live-dock.tsx')).LiveDock);

const PAGES: Readonly<Record<SheetPage, () => React.ReactNode>> = {
  inspector: () => <Inspector />,
  yaml: () => <YamlPane />,
  live: () => <LiveDock />,
};

const close = () => setView({ drawer: undefined });
/** Live numbers that are folded under the page are still wanted here. */
const open = (page: SheetPage) => setView({ drawer: page, ...(page === 'live' && { dockFolded: false }) });

/** Pages whose own matter the settings are about, whatever is selected. */
const isOwn = (tab: Tab): boolean => tab === 'map' || tab === 'layers' || tab === 'runs';

export function Sheet() {
  const page = useView(sheetPage);
  return (
    <section className={styles.sheet} data-open={page !== undefined || undefined} data-region tabIndex={-1} aria-label="Selected">
      <Grip open={page !== undefined} />
      {page === undefined ? <Closed /> : <Open page={page} />}
    </section>
  );
}

/** Pixels of pulling that open or close it. */
const PULL = 24;

/** For the hand only: buttons do the same. */
function Grip({ open: isOpen }: { readonly open: boolean }) {
  const onPointerDown = useDrag({
    start: () => true,
    move({ dy }) {
      if (isOpen && dy > PULL) close();
      else if (!isOpen && dy < -PULL) open('inspector');
    },
    end: () => undefined,
  });
  return <div className={styles.grip} onPointerDown={onPointerDown} />;
}

function Closed() {
  const tab = useView((state) => state.tab);
  const listed = useListForm() && tab === 'graph';
  // A list has all of them.
  const slider = useRecipe(({ recipe }) => recipe !== undefined) && tab !== 'runs' && tab !== 'merge' && !listed;
  const title = useSelectedTitle();
  return (
    <>
      <div className={styles.head}>
        <h2 className={styles.title}>{tab === 'runs' ? 'Run' : title}</h2>
        {slider && <span className={styles.note}>selected</span>}
        <Button kind="quiet" onClick={() => open('inspector')}>
          {isOwn(tab) ? 'Details' : 'All settings'}
          <IconChevronUp size={16} stroke={1.6} aria-hidden />
        </Button>
      </div>
      {slider && <MainSlider />}
    </>
  );
}

function Open({ page }: { readonly page: SheetPage }) {
  const tab = useView((state) => state.tab);
  const choices = [
    { value: 'inspector', label: isOwn(tab) ? 'Details' : 'Settings' },
    { value: 'yaml', label: 'YAML' },
    { value: 'live', label: 'Live' },
  ] as const satisfies readonly { readonly value: SheetPage; readonly label: string }[];
  const onChange = (value: string) => open(choices.find((each) => each.value === value)?.value ?? 'inspector');
  return (
    <>
      <div className={styles.head}>
        <NodeChoice />
        <SegmentedControl className={styles.pages ?? ''} aria-label="Show" data={[...choices]} value={page} onChange={onChange} />
        <IconButton name="Close" onClick={close}>
          <IconX size={16} stroke={1.6} />
        </IconButton>
      </div>
      <div className={styles.page}>
        <Suspense>{PAGES[page]()}</Suspense>
      </div>
    </>
  );
}
