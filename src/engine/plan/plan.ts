/**
 * Recipe and headers in, plan out. Pure: no byte of weights is read, and every problem is found, not only the first.
 */
import { defined } from '../../base/assert.ts';
import { architectureOf } from '../../formats/architectures.ts';
import { type FloatDType, isFloat } from '../../formats/dtype.ts';
import { layoutFiles } from '../../formats/layout.ts';
import { RECIPE_METADATA } from '../../formats/safetensors.ts';
import { type CardModel, modelCard } from '../../recipe/card.ts';
import type { MergeDocument, ModelRef, Recipe } from '../../recipe/recipe.ts';
import { documentModels, documentOrder, outputDocument, recipeModels, sourcesOf } from '../../recipe/slices.ts';
import type { Plan, PlannedSource, TensorPlan } from '../plan-types.ts';
import { needsWholeModel } from '../run/whole-model.ts';
import { withAdapter } from './adapter.ts';
import { companionsOf } from './companions.ts';
import { checkDepths, checkLicences } from './fit.ts';
import { planTensor } from './merge-step.ts';
import type { OpenedSource } from './opened.ts';
import { compareNames } from './order.ts';
import { type Place, placesOf, stackedLayers } from './places.ts';
import { checkpointPlane, isRead, type KnownTensor, type Plane } from './plane.ts';
import { createProblemList, type ProblemList } from './problems.ts';
import { costOf, type SlotLimits, unitsOf } from './units.ts';
import { planVocabulary, tokenizerOutput } from './vocabulary.ts';

export interface PlanOptions {
  readonly name: string;
  readonly shardBytes: number;
  readonly truncateEmbeddings: boolean;
  readonly summary: boolean;
  readonly random: Plan['random'];
  readonly limits: SlotLimits;
}

export function planMerge(recipe: Recipe, text: string, sources: readonly OpenedSource[], options: PlanOptions): Plan {
  const problems = createProblemList();
  const planes = new Map(recipeModels(recipe).map((ref) => [ref, openPlane(ref, sources, problems)]));
  const models = [...planes.values()];
  const last = defined(recipe.documents[outputDocument(recipe)], 'the output document');
  for (const index of documentOrder(recipe) ?? []) {
    const document = defined(recipe.documents[index], 'a document');
    planDocument(document, { planes, options, problems, inner: document !== last });
  }
  const output = planes.get(nameOf(last));
  const known = [...(output?.tensors.values() ?? [])].sort((a, b) => compareNames(a.order, b.order) || compareNames(a.name, b.name));
  const { tensors, layout } = layOut(known, text, options);
  const units = unitsOf(tensors, options.limits, options.summary);
  checkLicences(models, problems);
  if (needsWholeModel({ tensors }))
    problems.add(
      'note',
      'mismatch',
      'Trimming over the whole model reads every input four times.',
      undefined,
      'Trim over each tensor, as mergekit does, to read it once.',
      { kind: 'whole-model-trim' },
    );
  if (!tensors.length && !problems.done().some((p) => p.severity === 'error'))
    problems.add('error', 'missing', 'The recipe makes no tensors.');
  const companions = output
    ? companionsOf({
        donor: output,
        tokenizer: output.made,
        tensors,
        dtype: commonDtype(tensors),
        stacked: stackedLayers(last, (ref) => defined(planes.get(ref), ref)),
        recipe: text,
        card: modelCard(options.name, text, last, models.map(cardModel)),
      })
    : [];
  const headerBytes = layout.files.reduce((n, f) => n + f.header.length, 0);
  return {
    sources: sources.map(({ ref, checkpoint }): PlannedSource => ({ ref, label: checkpoint.label, revision: checkpoint.revision })),
    tensors,
    units,
    layout: { files: layout.files, companions: layout.index ? [...companions, layout.index] : companions },
    problems: problems.done(),
    cost: costOf(tensors, units, sources.length, options.limits, headerBytes, options.summary),
    random: options.random,
  };
}

const cardModel = ({ ref, checkpoint: { label, revision, card } }: Plane): CardModel => ({ ref, label, revision, licence: card?.licence });

/** The key under which a document's result can be named; the unnamed output has one that no recipe can write. */
const nameOf = (document: MergeDocument): string => document.name ?? '\u0000output';

/** A model as the recipe names it: a source, with its adapter where it has one. */
function openPlane(ref: ModelRef, sources: readonly OpenedSource[], problems: ProblemList): Plane {
  const [model, adapter] = sourcesOf(ref).map((part) => sources.findIndex((s) => s.ref === part));
  const plane = checkpointPlane(ref, defined(sources[model ?? -1], ref), model ?? -1);
  return adapter === undefined ? plane : withAdapter(ref, plane, defined(sources[adapter], ref), adapter, problems);
}

interface DocumentContext {
  /** By the name a recipe uses; each document adds its own. */
  readonly planes: Map<string, Plane>;
  readonly options: PlanOptions;
  readonly problems: ProblemList;
  /** A later document merges the result further. */
  readonly inner: boolean;
}

/** Adds the document's plane, where its problems leave something to plan. */
function planDocument(document: MergeDocument, { planes, options, problems, inner }: DocumentContext): void {
  if (documentModels(document).some((ref) => !planes.has(ref))) return; // of a document before it, whose problems say why
  const planeOf = (ref: ModelRef): Plane => {
    const plane = planes.get(ref);
    if (!plane) throw new Error(`No plane for ${ref}: every model of a recipe is opened before it is planned`);
    return plane;
  };
  const tensors = new Map<string, KnownTensor>();
  let donor: Plane | undefined;
  if (!checkDepths(document, planeOf, problems)) return;
  const vocabulary = planVocabulary(document, planeOf, problems);
  for (const place of placesOf(document, planeOf)) {
    donor ??= donorOf(document, place, planeOf);
    const tensor = planTensor(place, {
      document,
      truncateEmbeddings: options.truncateEmbeddings && !document.tokenizer,
      vocabulary,
      problems,
      planeOf,
      inner,
    });
    if (tensor) tensors.set(tensor.name, tensor);
  }
  const architecture = donor && architectureOf(donor.checkpoint.config, tensors.keys());
  if (!donor || !architecture) return;
  const made = tokenizerOutput(document, vocabulary, donor, documentModels(document).map(planeOf));
  planes.set(nameOf(document), {
    ...donor,
    ref: nameOf(document),
    label: document.name ?? 'the output',
    architecture,
    tensors,
    // An edited tokenizer is there as text only: nothing can be aligned with it.
    tokenizer: made && made.dropped.length > 0 ? undefined : (made?.donor ?? donor).tokenizer,
    made,
  });
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

function commonDtype(tensors: readonly TensorPlan[]): FloatDType | undefined {
  const bytes = new Map<FloatDType, number>();
  for (const t of tensors) if (isFloat(t.dtype)) bytes.set(t.dtype, (bytes.get(t.dtype) ?? 0) + t.bytes);
  return [...bytes].sort((a, b) => b[1] - a[1])[0]?.[0];
}
