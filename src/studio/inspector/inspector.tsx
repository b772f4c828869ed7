/** The panel on the right: always about what is selected. */
import { Suspense } from 'react';
import { later } from '../parts/later.ts';
import { useRecipe, useView } from '../state/use-store.ts';
import { mergeOf } from '../graph/graph-edits.ts';
import { MergeInspector } from './merge-inspector.tsx';
import { ModelInspector } from './model-inspector.tsx';
import { OutputInspector } from './output-inspector.tsx';

const RunInspector = later(async () => (await import('./run-inspector.tsx')).RunInspector);

export function Inspector() {
  const tab = useView((state) => state.tab);
  const model = useView(({ selection }) => (selection.kind === 'model' ? selection.ref : undefined));
  const selection = useView((state) => state.selection);
  const merge = useRecipe(({ recipe }) => (tab === 'graph' ? mergeOf(recipe, selection) : undefined));
  if (tab === 'runs') {
    return (
      <Suspense>
        <RunInspector />
      </Suspense>
    );
  }
  if (merge !== undefined) return <MergeInspector document={merge} />;
  return model === undefined ? <OutputInspector /> : <ModelInspector modelRef={model} />;
}
