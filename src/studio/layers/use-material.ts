/** What the diagnostics are made of, as the page has it now. */
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useLive } from '../live/live-store.ts';
import { namesOf, totalsOf } from '../live/totals.ts';
import { useSources } from '../state/use-store.ts';
import { useDiagnostics } from './diagnostics-store.ts';
import { byLayer, type Material, type ModuleKind } from './panel.ts';

export function useMaterial(kind: ModuleKind): Material | undefined {
  const observation = useLive((state) => state.observation);
  const diagnostics = useDiagnostics((state) => state.diagnostics);
  const slots = useSources(
    useShallow(({ entries }) => (observation?.inputs ?? []).map(({ ref, base }) => (base ? 0 : (entries[ref]?.slot ?? 5)))),
  );
  return useMemo(
    () =>
      observation && {
        observation,
        diagnostics,
        layers: byLayer(observation, kind),
        colours: slots.map((slot) => `var(--model-${slot})`),
        names: namesOf(observation.inputs),
      },
    [observation, diagnostics, kind, slots],
  );
}

export const useWholeTotals = (material: Material | undefined) => useMemo(() => material && totalsOf(material.observation), [material]);
