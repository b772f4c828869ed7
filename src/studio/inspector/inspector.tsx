/** The panel on the right: always about what is selected. */
import { IconPointer } from '@tabler/icons-react';
import { Suspense } from 'react';
import { mergeOf } from '../graph/selection.ts';
import { later } from '../parts/later.ts';
import { useRecipe, useView } from '../state/use-store.ts';
import styles from './inspector.module.css';

const ParameterInspector = later(async () => (await import('./parameter-inspector.tsx')).ParameterInspector);
const MapInspector = later(async () => (await import('../map/map-inspector.tsx')).MapInspector);
const LayersInspector = later(async () => (await import('../layers/layers-inspector.tsx')).LayersInspector);
const MergeInspector = later(async () => (await import('./merge-inspector.tsx')).MergeInspector);
const ModelInspector = later(async () => (await import('./model-inspector.tsx')).ModelInspector);
const OutputInspector = later(async () => (await import('./output-inspector.tsx')).OutputInspector);
const SweepInspector = later(async () => (await import('../sweep/sweep-inspector.tsx')).SweepInspector);
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
  const sweeps = useView(({ runsPage }) => runsPage === 'sweep');
  const selection = useView((state) => state.selection);
  const merge = useRecipe(({ recipe }) => mergeOf(recipe, selection));
  const begun = useRecipe(({ text }) => text !== '');
  if (tab === 'runs' && sweeps) return <SweepInspector />;
  if (tab === 'runs' || tab === 'map' || tab === 'layers') {
    const OfTab = OF_TABS[tab];
    return <OfTab />;
  }
  if (!begun && selection.kind !== 'model') return <NothingSelected />;
  if (merge !== undefined) return tab === 'graph' ? <MergeInspector document={merge} /> : <ParameterInspector document={merge} />;
  return selection.kind === 'model' ? <ModelInspector modelRef={selection.ref} /> : <OutputInspector />;
}

function NothingSelected() {
  return (
    <div className={styles.nothing}>
      <IconPointer size={24} stroke={1.4} aria-hidden />
      <h2>Nothing selected</h2>
      <p>Select a node to set its method, weights and layer curves.</p>
    </div>
  );
}
