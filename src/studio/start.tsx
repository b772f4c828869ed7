/** Puts the studio on the page: what was kept, or the demo family as a TIES recipe; then plans follow every change. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { keepHistory } from './history/keep-history.ts';
import { startObserving } from './live/observing.ts';
import { installOffline } from './offline.ts';
import { loadTheRest } from './parts/later.ts';
import { followLinks } from './share/link-store.ts';
import { FaultPage } from './shell/fault-page.tsx';
import { startPlanning } from './state/planning.ts';
import { PRESETS } from './state/presets.ts';
import { keep, restore } from './state/saved.ts';
import { sourcesStore } from './state/sources-store.ts';

/** Another Hub for tests: `?hub=http://127.0.0.1:PORT`, heeded on this machine only and never kept. */
function testHub(): string | undefined {
  const hub = new URLSearchParams(location.search).get('hub');
  const local = (host: string) => host === 'localhost' || host === '127.0.0.1';
  return hub !== null && local(location.hostname) && URL.canParse(hub) && local(new URL(hub).hostname) ? hub : undefined;
}

export function start(root: HTMLElement): void {
  const page = createRoot(root);
  try {
    follow();
    page.render(
      <StrictMode>
        <App />
      </StrictMode>,
    );
  } catch (thrown) {
    page.render(<FaultPage thrown={thrown} />);
  }
  loadTheRest();
  installOffline();
}

/** What goes on whether it is drawn or not. */
function follow(): void {
  sourcesStore.setState({ hubUrl: testHub() });
  restore(PRESETS[0]);
  addEventListener('pagehide', keep);
  keepHistory();
  // The graph's part of the page, whichever part shows.
  void import('./graph/graph-store.ts').then(
    ({ startKeepingPlaces }) => startKeepingPlaces(),
    () => undefined,
  );
  followLinks();
  startPlanning();
  startObserving();
}
