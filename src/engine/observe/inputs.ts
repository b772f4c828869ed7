/** The inputs of a document, and which of them the inputs of each tensor are. */
import { methodSpec } from '../../methods/specs.ts';
import type { MergeDocument, ModelRef, Recipe } from '../../recipe/recipe.ts';
import { mergeSlices, sourcesOf } from '../../recipe/slices.ts';
import type { Observation } from '../observe-types.ts';
import type { MergeStep, Plan, ReadOperand } from '../plan-types.ts';

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
  const list = refs.map((ref) => ({ ref, label: labelOf(ref), base: hasBase && ref === document.base }));
  const nested = refs.flatMap((ref, i) => (made.has(ref) ? [i] : []));
  const placeOf = (operand: ReadOperand): number => {
    if (operand.kind === 'rows') return operand.inputs[0] ? placeOf(operand.inputs[0]) : -1;
    const files = operand.kind === 'file' ? [operand] : [operand.base, operand.a];
    const parts = files.map(({ source }) => plan.sources[source]?.ref).join();
    return refs.findIndex((ref) => !made.has(ref) && sourcesOf(ref).join() === parts);
  };
  return {
    list,
    placesOf(step) {
      // Results of other documents come in the order of their names.
      let results = 0;
      return step.inputs.map((input) => (input.kind === 'step' ? (nested[results++] ?? -1) : placeOf(input)));
    },
  };
}

/** What is merged, in the order of the first mention. */
const refsOf = (document: MergeDocument): ModelRef[] => [
  ...new Set(mergeSlices(document).flatMap(({ sources }) => sources.map(({ model }) => model))),
];
