/** The parameter of a merge that was last in use; what shows it is loaded when there is one. */
import { Suspense } from 'react';
import { later } from '../parts/later.ts';
import { useView } from '../state/use-store.ts';

const ParameterPanel = later(async () => (await import('./parameter-panel.tsx')).ParameterPanel);

export function SelectedParameter({ document }: { readonly document: number }) {
  const target = useView(({ curve }) => (curve?.document === document ? curve : undefined));
  if (!target) return undefined;
  return (
    <Suspense>
      <ParameterPanel target={target} />
    </Suspense>
  );
}
