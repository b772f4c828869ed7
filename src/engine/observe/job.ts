/** A recipe's job as observing sees it: its plan, and what is looked at of each tensor. */
import { defined } from '../../base/assert.ts';
import { AlloyError } from '../../base/errors.ts';
import { createTorchRandom, type TorchRandom } from '../../base/torch-random.ts';
import { DTYPES } from '../../formats/dtype.ts';
import type { CheckpointSource } from '../../io/source.ts';
import type { MergeDocument, Recipe } from '../../recipe/recipe.ts';
import { outputDocument } from '../../recipe/slices.ts';
import type { Lanes } from '../host.ts';
import type { ObserveRequest } from '../observe-types.ts';
import { distinctOperands } from '../plan/arena.ts';
import type { SlotLimits } from '../plan/units.ts';
import type { Plan, TensorPlan } from '../plan-types.ts';
import { drawCount } from '../run/tensor.ts';
import { matrixOf } from '../run/tiles.ts';
import type { WholeModel } from '../run/whole-model.ts';
import { type Inputs, inputsOf } from './inputs.ts';
import { type Extent, extentOf } from './sample.ts';

/** What the engine opens for a request: everything but the weights. */
export interface OpenedJob {
  readonly recipe: Recipe;
  readonly plan: Plan;
  readonly sources: readonly CheckpointSource[];
  readonly lanes: Lanes;
  readonly limits: SlotLimits;
}

/** A tensor, and what is looked at of it. */
export interface Looked {
  /** As the observed merge makes it: that merge's step is the last. */
  readonly tensor: TensorPlan;
  /** As the output has it. Its inputs are held, so that looking at another merge of the recipe reads nothing. */
  readonly whole: TensorPlan;
  readonly extent: Extent;
}

export interface ObservedJob extends OpenedJob, Pick<ObserveRequest, 'document' | 'between'> {
  readonly inputs: Inputs;
  /** Tensors that are merged, with what is looked at of each. */
  readonly tensors: readonly Looked[];
  readonly sampled: boolean;
  /** Where mergekit's stream stands at each tensor's first draw, in numbers drawn; empty for Philox and for samples. */
  readonly drawn: ReadonlyMap<string, number>;
}

/** Entries that are looked at of each tensor of a model that does not fit. */
const SAMPLE_ENTRIES = 65_536;

/** `heldBytes`: weights that may stay in memory. */
export function observedJob(job: OpenedJob, asked: Omit<ObserveRequest, 'job'>, heldBytes: number): ObservedJob {
  const { document: name, between, sampleEntries = SAMPLE_ENTRIES } = asked;
  const document = documentOf(job.recipe, name);
  // What is looked at of a tensor is the same for all merges of a recipe.
  const merged = job.plan.tensors.filter((t) => t.steps.at(-1)?.kind === 'merge' && matrixOf(t.shape).elements > 0);
  const fits = merged.reduce((n, t) => n + bytesOf(t), 0) <= heldBytes;
  const most = fits ? Infinity : sampleShare(merged, sampleEntries, heldBytes);
  const tensors = merged.flatMap((whole): Looked[] => {
    const tensor = madeBy(whole, document.name ?? '');
    return tensor ? [{ tensor, whole, extent: extentOf(whole, most) }] : [];
  });
  const sampled = tensors.some(({ extent }) => !extent.complete);
  const drawn = job.plan.random.generator === 'mergekit' && !sampled ? drawnBefore(job.plan.tensors) : new Map<string, number>();
  return { ...job, document: name, between, inputs: inputsOf(job.recipe, document, job.plan), tensors, sampled, drawn };
}

function documentOf(recipe: Recipe, name: string | undefined): MergeDocument {
  const output = defined(recipe.documents[outputDocument(recipe)], 'the output document');
  const document = name === undefined ? output : recipe.documents.find((one) => one.name === name);
  if (document) return document;
  throw new AlloyError({ code: 'missing', what: `The recipe has no merge named ${name}.` });
}

/** The tensor up to a document's step; of several, which begin with other layers, up to the first. */
function madeBy(whole: TensorPlan, document: string): TensorPlan | undefined {
  const at = whole.steps.findIndex((step) => step.kind === 'merge' && step.document === document);
  const step = whole.steps[at];
  if (!step || at === whole.steps.length - 1) return step && whole;
  return { ...whole, shape: step.shape, dtype: step.dtype, steps: whole.steps.slice(0, at + 1) };
}

/** Bytes that a tensor's inputs take. */
const bytesOf = (tensor: TensorPlan): number => distinctOperands([tensor]).reduce((n, o) => n + o.bytes, 0);

/** Fewer entries where there are so many tensors that their samples would not fit. */
function sampleShare(tensors: readonly TensorPlan[], wanted: number, heldBytes: number): number {
  const perEntry = tensors.reduce((n, t) => n + distinctOperands([t]).reduce((m, o) => m + DTYPES[o.dtype].bytes, 0), 0);
  return Math.min(wanted, Math.floor(heldBytes / Math.max(1, perEntry)));
}

function drawnBefore(tensors: readonly TensorPlan[]): Map<string, number> {
  const starts = new Map<string, number>();
  let drawn = 0;
  for (const tensor of tensors) {
    starts.set(tensor.name, drawn);
    for (const step of tensor.steps) drawn += drawCount(step);
  }
  return starts;
}

/** A job whose thresholds over the whole model are known, where its recipe asks for them. */
export interface BegunJob extends ObservedJob {
  readonly wholeModel: WholeModel | undefined;
}

/** Equal where a tensor's random numbers are. */
export const randomKey = ({ plan: { random }, drawn }: ObservedJob, { name }: TensorPlan): string =>
  `${random.generator} ${random.seed} ${drawn.get(name) ?? ''}`;

export function torchFor({ plan: { random }, drawn }: ObservedJob, tensor: TensorPlan): TorchRandom | undefined {
  const before = drawn.get(tensor.name);
  // A tensor that draws nothing needs no generator, but sums in torch's order all the same.
  if (before === undefined) return undefined;
  const stream = createTorchRandom(random.seed);
  if (tensor.steps.some((step) => drawCount(step) > 0)) stream.skip(before);
  return stream;
}
