/** The parameter under the layer curve: its spec, its place in the recipe, its value there, and how many layers it spans. */
import { type MethodSpec, methodSpec, type ParameterSpec } from '../../methods/specs.ts';
import type { MergeDocument, ParameterValue, Recipe } from '../../recipe/recipe.ts';
import { documentModels } from '../../recipe/slices.ts';
import { documentAt, modelPlaces, modelValue, type Place, sharedPlace, sharedValue, writtenAt } from '../state/recipe-places.ts';
import type { SourcesState } from '../state/sources-store.ts';
import type { CurveTarget } from '../state/view-store.ts';

export interface ShapedParameter {
  readonly method: MethodSpec;
  readonly spec: ParameterSpec;
  readonly place: Place;
  /** The model it belongs to; absent for a shared parameter. */
  readonly modelRef: string | undefined;
  /** What stands at the place itself. */
  readonly written: ParameterValue | undefined;
  /** What holds there: written, from a level around it, or the default. */
  readonly value: ParameterValue | undefined;
  /** Layers of the output that it spans; undefined until a model's headers were read. */
  readonly layers: number | undefined;
  /** The document is made of slices, in each of which a gradient begins anew. */
  readonly sliced: boolean;
}

export function shapedParameter(
  recipe: Recipe | undefined,
  entries: SourcesState['entries'],
  target: CurveTarget | undefined,
): ShapedParameter | undefined {
  const at = target && documentAt(recipe, target.document);
  const method = at && methodSpec(at.method);
  const spec = method?.parameters.find(({ key }) => key === target?.key);
  if (!recipe || !target || !at || !method || !spec) return undefined;
  const model = target.model === undefined ? undefined : modelPlaces(at)[target.model];
  if (target.model !== undefined && !model) return undefined;
  const place = model ? [...model.place, 'parameters', spec.key] : sharedPlace(spec);
  return {
    method,
    spec,
    place,
    modelRef: model?.ref,
    written: writtenAt(at, place),
    value: model ? modelValue(model, spec) : sharedValue(at, spec),
    layers: model?.layers ? model.layers[1] - model.layers[0] : layersOf(recipe, at, entries),
    sliced: at.slices !== undefined,
  };
}

/** Layers of a document's output, as far as slices or headers tell. A circle of documents ends at its second turn. */
function layersOf(
  recipe: Recipe,
  document: MergeDocument,
  entries: SourcesState['entries'],
  seen: readonly MergeDocument[] = [],
): number | undefined {
  const { slices = [] } = document;
  const [first] = slices.map(({ sources: [source] }) => (source ? source.layerRange[1] - source.layerRange[0] : undefined));
  if (first !== undefined) return first;
  for (const ref of documentModels(document)) {
    const state = entries[ref]?.state;
    if (state?.kind === 'ready' && state.summary.layers !== undefined) return state.summary.layers;
    const made = recipe.documents.find(({ name }) => name === ref);
    const layers = made && !seen.includes(made) ? layersOf(recipe, made, entries, [...seen, document]) : undefined;
    if (layers !== undefined) return layers;
  }
  return undefined;
}

/** Whether a parameter's values can be drawn: numbers, for mergekit and Alloy alike. */
export const canBeShaped = ({ type, alloyOnly }: ParameterSpec): boolean => type === 'number' && !alloyOnly;
