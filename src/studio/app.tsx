/** The studio: its theme, its frame and what floats above it. */
import { MantineProvider } from '@mantine/core';
import { Suspense, useState } from 'react';
import { CommandKeys } from './commands/use-commands.ts';
import { later } from './parts/later.ts';
import { Announcer } from './shell/announcer.tsx';
import { FaultBoundary } from './shell/fault-page.tsx';
import { Frame } from './shell/frame.tsx';
import { DropZone } from './sources/drop-zone.tsx';
import { useView } from './state/use-store.ts';
import type { DialogName } from './state/view-store.ts';
import { cssVariablesResolver, theme } from './theme/theme.tsx';

const SourcesDialog = later(async () => (await import('./sources/sources-dialog.tsx')).SourcesDialog);
const ConnectDialog = later(async () => (await import('./graph/connect-dialog.tsx')).ConnectDialog);
const ShortcutsDialog = later(async () => (await import('./shell/shortcuts-dialog.tsx')).ShortcutsDialog);

const Palette = later(async () => (await import('./palette/palette.tsx')).Palette);
const PlanDialog = later(async () => (await import('./merge/plan-dialog.tsx')).PlanDialog);
const ShareDialog = later(async () => (await import('./share/share-dialog.tsx')).ShareDialog);
const ShelfDialog = later(async () => (await import('./history/shelf-dialog.tsx')).ShelfDialog);

export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <FaultBoundary>
        <CommandKeys />
        <Frame />
        <Dialogs />
        <DropZone />
        <Announcer />
      </FaultBoundary>
    </MantineProvider>
  );
}

/** Those that were opened once stay, closed, so that they leave and come as they should. */
function Dialogs() {
  const open = useView((state) => state.dialog);
  const [opened, setOpened] = useState<readonly DialogName[]>([]);
  if (open !== undefined && !opened.includes(open)) setOpened([...opened, open]);
  return (
    <Suspense>
      {opened.includes('sources') && <SourcesDialog />}
      {opened.includes('connect') && <ConnectDialog />}
      {opened.includes('shortcuts') && <ShortcutsDialog />}
      {opened.includes('palette') && <Palette />}
      {opened.includes('plan') && <PlanDialog />}
      {opened.includes('share') && <ShareDialog />}
      {opened.includes('shelf') && <ShelfDialog />}
    </Suspense>
  );
}
