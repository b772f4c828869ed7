/** The inputs of a document, and which of them the inputs of each tensor are. */
import { methodSpec } from '../../methods/specs.ts';
import type { MergeDocument, ModelRef, Recipe } from '../../recipe/recipe.ts';
import { mergeSlices, sourcesOf } from '../../recipe/slices.ts';
import type { Observation } from '../observe-types.ts';
import type { MergeStep, Plan } from '../plan-types.ts';

export interface Inputs {
  readonly list: Observation['inputs'];
  /** For each input of a step, its place in the list. */
  placesOf(step: MergeStep): readonly number[];
}

export function inputsOf(recipe: Recipe, document: MergeDocument, plan: Plan): Inputs {
  const refs = refsOf(document);
  const made = new Set(recipe.documents.flatMap(({ name }) => name ?? []));
  const hasBase = methodSpec(document.method)?.base !== 'none';
  const labelOf = (ref: ModelRef): string => {
    const labels = made.has(ref) ? [ref] : sourcesOf(ref).map((part) => plan.sources.find((s) => s.ref === part)?.label ?? part);
    return labels.join(' + ');
  };
  return {
    list: refs.map((ref) => ({ ref, label: labelOf(ref), base: hasBase && ref === document.base })),
    placesOf: (step) => step.refs.map((ref) => refs.indexOf(ref)),
  };
}

/** What is merged, in the order of the first mention. */
const refsOf = (document: MergeDocument): ModelRef[] => [
  ...new Set(mergeSlices(document).flatMap(({ sources }) => sources.map(({ model }) => model))),
];
