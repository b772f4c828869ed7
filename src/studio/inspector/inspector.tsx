/** The panel on the right: always about what is selected. */
import { Suspense } from 'react';
import { mergeOf } from '../graph/selection.ts';
import { later } from '../parts/later.ts';
import { useRecipe, useView } from '../state/use-store.ts';

const ParameterInspector = later(async () => (await import('./parameter-inspector.tsx')).ParameterInspector);
const MapInspector = later(async () => (await import('../map/map-inspector.tsx')).MapInspector);
const LayersInspector = later(async () => (await import('../layers/layers-inspector.tsx')).LayersInspector);
const MergeInspector = later(async () => (await import('./merge-inspector.tsx')).MergeInspector);
const ModelInspector = later(async () => (await import('./model-inspector.tsx')).ModelInspector);
const OutputInspector = later(async () => (await import('./output-inspector.tsx')).OutputInspector);
const RunInspector = later(async () => (await import('./run-inspector.tsx')).RunInspector);

/** Tabs whose own matter the inspector is about, whatever is selected. */
const OF_TABS = { map: MapInspector, layers: LayersInspector, runs: RunInspector } as const;

export function Inspector() {
  return (
    <Suspense>
      <OfSelection />
    </Suspense>
  );
}

function OfSelection() {
  const tab = useView((state) => state.tab);
  const selection = useView((state) => state.selection);
  const merge = useRecipe(({ recipe }) => mergeOf(recipe, selection));
  if (tab === 'runs' || tab === 'map' || tab === 'layers') {
    const OfTab = OF_TABS[tab];
    return <OfTab />;
  }
  if (merge !== undefined) return tab === 'graph' ? <MergeInspector document={merge} /> : <ParameterInspector document={merge} />;
  return selection.kind === 'model' ? <ModelInspector modelRef={selection.ref} /> : <OutputInspector />;
}
