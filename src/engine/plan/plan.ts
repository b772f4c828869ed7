/**
 * Recipe and headers in, plan out. Pure: no byte of weights is read, and every problem is found, not only the first.
 */
import { defined } from '../../base/assert.ts';
import { architectureOf } from '../../formats/architectures.ts';
import type { Checkpoint } from '../../formats/checkpoint.ts';
import { type FloatDType, isFloat } from '../../formats/dtype.ts';
import { layoutFiles } from '../../formats/layout.ts';
import type { MergeDocument, ModelRef, Recipe } from '../../recipe/recipe.ts';
import { documentOrder, outputDocument } from '../../recipe/slices.ts';
import type { Plan, PlannedSource, TensorPlan } from '../plan-types.ts';
import { modelCard } from './card.ts';
import { companionsOf } from './companions.ts';
import { checkDepths, checkLicences } from './fit.ts';
import { planTensor } from './merge-step.ts';
import { compareNames } from './order.ts';
import { type Place, placesOf, stackedLayers } from './places.ts';
import { checkpointPlane, isRead, type KnownTensor, type Plane } from './plane.ts';
import { createProblemList, type ProblemList } from './problems.ts';
import { costOf, type SlotLimits, unitsOf } from './units.ts';

export interface PlanOptions {
  readonly name: string;
  readonly shardBytes: number;
  readonly truncateEmbeddings: boolean;
  readonly summary: boolean;
  readonly random: Plan['random'];
  readonly limits: SlotLimits;
}

export interface OpenedModel {
  readonly ref: ModelRef;
  readonly checkpoint: Checkpoint;
}

export function planMerge(recipe: Recipe, text: string, models: readonly OpenedModel[], options: PlanOptions): Plan {
  const problems = createProblemList();
  const planes = new Map(models.map((m, i) => [m.ref, checkpointPlane(m.ref, m.checkpoint, i)]));
  for (const index of documentOrder(recipe) ?? []) planDocument(defined(recipe.documents[index], 'a document'), planes, options, problems);
  const last = defined(recipe.documents[outputDocument(recipe)], 'the output document');
  const output = planes.get(nameOf(last));
  const known = [...(output?.tensors.values() ?? [])].sort((a, b) => compareNames(a.order, b.order) || compareNames(a.name, b.name));
  const { tensors, layout } = layOut(known, text, options);
  const units = unitsOf(tensors, options.limits, options.summary);
  const used = models.map((m) => planes.get(m.ref)).filter((p) => p !== undefined);
  checkLicences(used, problems);
  if (!tensors.length && !problems.done().some((p) => p.severity === 'error')) problems.add('error', 'missing', 'The recipe makes no tensors.');
  const companions = output
    ? companionsOf({
        donor: output,
        tensors,
        dtype: commonDtype(tensors),
        stacked: stackedLayers(last, (ref) => defined(planes.get(ref), ref)),
        recipe: text,
        card: modelCard(options.name, last, text, used),
      })
    : [];
  const headerBytes = layout.files.reduce((n, f) => n + f.header.length, 0);
  return {
    sources: models.map(({ ref, checkpoint }): PlannedSource => ({ ref, label: checkpoint.label, revision: checkpoint.revision })),
    tensors,
    units,
    layout: { files: layout.files, companions: layout.index ? [...companions, layout.index] : companions },
    problems: problems.done(),
    cost: costOf(tensors, units, models.length, options.limits, headerBytes, options.summary),
    random: options.random,
  };
}

/** The key under which a document's result can be named; the unnamed output has one that no recipe can write. */
const nameOf = (document: MergeDocument): string => document.name ?? '\u0000output';

function planDocument(document: MergeDocument, planes: Map<string, Plane>, options: PlanOptions, problems: ProblemList): void {
  const planeOf = (ref: ModelRef): Plane => {
    const plane = planes.get(ref);
    if (!plane) throw new Error(`No plane for ${ref}: every model of a recipe is opened before it is planned`);
    return plane;
  };
  const tensors = new Map<string, KnownTensor>();
  let donor: Plane | undefined;
  checkDepths(document, planeOf, problems);
  for (const place of placesOf(document, planeOf)) {
    donor ??= donorOf(document, place, planeOf);
    const tensor = planTensor(place, { document, truncateEmbeddings: options.truncateEmbeddings, problems });
    if (tensor) tensors.set(tensor.name, tensor);
  }
  const architecture = donor && architectureOf(donor.checkpoint.config, tensors.keys());
  if (donor && architecture) planes.set(nameOf(document), { ...donor, ref: nameOf(document), label: document.name ?? 'the output', architecture, tensors });
}

/** Config and tokenizer come from the base, else from the first model listed (mergekit takes an arbitrary one). */
const donorOf = (document: MergeDocument, place: Place, planeOf: (ref: ModelRef) => Plane): Plane | undefined =>
  document.base !== undefined ? planeOf(document.base) : place.inputs[0]?.plane;

function layOut(known: readonly KnownTensor[], text: string, options: PlanOptions) {
  const layout = layoutFiles(known, { shardBytes: options.shardBytes, metadata: { [RECIPE_METADATA]: text } });
  const tensors = known.map((t): TensorPlan => {
    if (isRead(t.made)) throw new Error('An output tensor is always made by a step');
    const place = defined(layout.places.get(t.name), t.name);
    return { name: t.name, shape: t.shape, dtype: t.dtype, steps: t.made, layer: t.layer, ...place };
  });
  return { tensors, layout };
}

/** Entry of the safetensors header that holds the recipe, so that a merged file reopens its own graph. */
export const RECIPE_METADATA = 'alloy_recipe';

function commonDtype(tensors: readonly TensorPlan[]): FloatDType | undefined {
  const bytes = new Map<FloatDType, number>();
  for (const t of tensors) if (isFloat(t.dtype)) bytes.set(t.dtype, (bytes.get(t.dtype) ?? 0) + t.bytes);
  return [...bytes].sort((a, b) => b[1] - a[1])[0]?.[0];
}
