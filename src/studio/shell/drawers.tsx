/** The side panels of narrow windows: they lie over the page. On a phone there is one; the others are pages of the sheet. */
import { Drawer } from '@mantine/core';
import { Suspense } from 'react';
import { Inspector } from '../inspector/inspector.tsx';
import { later } from '../parts/later.ts';
import { useView } from '../state/use-store.ts';
import { setView, type ViewState } from '../state/view-store.ts';
import { LeftPanel } from './left-panel.tsx';

const YamlPane = later(async () => (await import('../yaml/yaml-pane.tsx')).YamlPane);

const close = () => setView({ drawer: undefined });

export function Drawers({ phone }: { readonly phone: boolean }) {
  const drawer = useView((state) => state.drawer);
  return (
    <>
      <Drawer.Root opened={drawer === 'left'} onClose={close} size={300} position="left">
        <Drawer.Overlay />
        <Drawer.Content aria-label="Models and presets">
          <LeftPanel />
        </Drawer.Content>
      </Drawer.Root>
      {!phone && <RightDrawers drawer={drawer} />}
    </>
  );
}

function RightDrawers({ drawer }: Pick<ViewState, 'drawer'>) {
  return (
    <>
      <Drawer.Root opened={drawer === 'inspector'} onClose={close} size={340} position="right">
        <Drawer.Overlay />
        <Drawer.Content aria-label="Inspector">
          <Inspector />
        </Drawer.Content>
      </Drawer.Root>
      <Drawer.Root opened={drawer === 'yaml'} onClose={close} size={420} position="right">
        <Drawer.Overlay />
        <Drawer.Content aria-label="YAML">
          <Suspense>
            <YamlPane />
          </Suspense>
        </Drawer.Content>
      </Drawer.Root>
    </>
  );
}
