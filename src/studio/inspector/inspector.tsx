/** The panel on the right: always about what is selected. */
import { Suspense } from 'react';
import { mergeOf } from '../graph/graph-edits.ts';
import { later } from '../parts/later.ts';
import { useRecipe, useView } from '../state/use-store.ts';
import { MergeInspector } from './merge-inspector.tsx';
import { ModelInspector } from './model-inspector.tsx';
import { OutputInspector } from './output-inspector.tsx';

const ParameterInspector = later(async () => (await import('./parameter-inspector.tsx')).ParameterInspector);
const MapInspector = later(async () => (await import('../map/map-inspector.tsx')).MapInspector);
const LayersInspector = later(async () => (await import('../layers/layers-inspector.tsx')).LayersInspector);
const RunInspector = later(async () => (await import('./run-inspector.tsx')).RunInspector);

/** Tabs whose own matter the inspector is about, whatever is selected. */
const OF_TABS = { map: MapInspector, layers: LayersInspector, runs: RunInspector } as const;

export function Inspector() {
  const tab = useView((state) => state.tab);
  const model = useView(({ selection }) => (selection.kind === 'model' ? selection.ref : undefined));
  const selection = useView((state) => state.selection);
  const merge = useRecipe(({ recipe }) => mergeOf(recipe, selection));
  if (tab === 'runs' || tab === 'map' || tab === 'layers') {
    const OfTab = OF_TABS[tab];
    return (
      <Suspense>
        <OfTab />
      </Suspense>
    );
  }
  if (merge !== undefined && tab === 'graph') return <MergeInspector document={merge} />;
  if (merge !== undefined) {
    return (
      <Suspense>
        <ParameterInspector document={merge} />
      </Suspense>
    );
  }
  return model === undefined ? <OutputInspector /> : <ModelInspector modelRef={model} />;
}
