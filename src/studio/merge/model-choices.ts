/** The models that a document may use: the library, and the results of the documents before it. */
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { distinctNames } from '../state/model-marks.ts';
import { useRecipe, useSources } from '../state/use-store.ts';

export interface ModelChoice {
  readonly value: string;
  readonly label: string;
}

/** Models of the same name are told apart by their owners, or revisions. */
export function choicesOf(refs: readonly string[]): readonly ModelChoice[] {
  const names = distinctNames(refs);
  return refs.map((value) => ({ value, label: names.get(value) ?? value }));
}

export function useChoices(index: number): readonly ModelChoice[] {
  const library = useSources(useShallow((state) => state.order));
  const results = useRecipe(useShallow(({ recipe }) => recipe?.documents.slice(0, index).flatMap(({ name }) => name ?? []) ?? []));
  return useMemo(() => choicesOf([...library, ...results]), [library, results]);
}
