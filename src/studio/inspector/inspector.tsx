/** The panel on the right: always about what is selected. */
import { Suspense } from 'react';
import { later } from '../parts/later.ts';
import { useView } from '../state/use-store.ts';
import { ModelInspector } from './model-inspector.tsx';
import { OutputInspector } from './output-inspector.tsx';

const RunInspector = later(async () => (await import('./run-inspector.tsx')).RunInspector);

export function Inspector() {
  const tab = useView((state) => state.tab);
  const model = useView(({ selection }) => (selection.kind === 'model' ? selection.ref : undefined));
  if (tab === 'runs') {
    return (
      <Suspense>
        <RunInspector />
      </Suspense>
    );
  }
  return model === undefined ? <OutputInspector /> : <ModelInspector modelRef={model} />;
}
