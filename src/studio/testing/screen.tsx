/** The whole studio on a page of its own, with a fake engine, for tests in a browser. */
import { createRoot, type Root } from 'react-dom/client';
import '../theme/tokens.css';
import '../theme/mantine.css';
import '../theme/base.css';
import { App } from '../app.tsx';
import { startObserving } from '../live/observing.ts';
import { mapStore } from '../map/map-store.ts';
import { setEngineClient } from '../state/engine.ts';
import { jobStore } from '../state/job-store.ts';
import { addDemoFamily, keepLibraryComplete } from '../state/library.ts';
import { startPlanning } from '../state/planning.ts';
import { PRESETS } from '../state/presets.ts';
import { beginWith, recipeStore } from '../state/recipe-store.ts';
import { settingsStore } from '../state/settings-store.ts';
import { sourcesStore } from '../state/sources-store.ts';
import { setView, type Tab, viewStore } from '../state/view-store.ts';
import { createFakeEngine, type FakeEngine, type FakeOptions } from './fake-engine.ts';

let mounted: { readonly root: Root; readonly element: HTMLElement; readonly stop: () => void } | undefined;

/** A fresh studio; the one before it is taken down. */
export function openStudio(options: FakeOptions = {}, text: string = PRESETS[0].text, tab: Tab = 'merge'): FakeEngine {
  closeStudio();
  const engine = createFakeEngine(options);
  setEngineClient(engine);
  for (const store of [jobStore, mapStore, recipeStore, settingsStore, sourcesStore, viewStore])
    (store.setState as (state: unknown, replace: true) => void)(store.getInitialState(), true);
  setView({ tab });
  addDemoFamily();
  beginWith('Test', text);
  const element = document.body.appendChild(document.createElement('div'));
  const root = createRoot(element);
  const stops = [keepLibraryComplete(), startPlanning(), ...(options.observing ? [startObserving()] : [])];
  mounted = { root, element, stop: () => stops.map((stop) => stop()) };
  root.render(<App />);
  return engine;
}

export function closeStudio(): void {
  mounted?.root.unmount();
  mounted?.element.remove();
  mounted?.stop();
  mounted = undefined;
}
