/** The models that a document may use: the library, and the results of the documents before it. */
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { shortName } from '../state/model-marks.ts';
import { useRecipe, useSources } from '../state/use-store.ts';

export interface ModelChoice {
  readonly value: string;
  readonly label: string;
}

export function useChoices(index: number): readonly ModelChoice[] {
  const library = useSources(useShallow((state) => state.order));
  const results = useRecipe(useShallow(({ recipe }) => recipe?.documents.slice(0, index).flatMap(({ name }) => name ?? []) ?? []));
  return useMemo(() => [...library, ...results].map((value) => ({ value, label: shortName(value) })), [library, results]);
}
