/** The studio: its theme, its frame and what floats above it. */
import { MantineProvider } from '@mantine/core';
import { useCommandKeys } from './commands/use-commands.ts';
import { Announcer } from './shell/announcer.tsx';
import { Frame } from './shell/frame.tsx';
import { ShortcutsDialog } from './shell/shortcuts-dialog.tsx';
import { DropZone } from './sources/drop-zone.tsx';
import { SourcesDialog } from './sources/sources-dialog.tsx';
import { cssVariablesResolver, theme } from './theme/theme.tsx';

export function App() {
  useCommandKeys();
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
      <Frame />
      <SourcesDialog />
      <ShortcutsDialog />
      <DropZone />
      <Announcer />
    </MantineProvider>
  );
}
