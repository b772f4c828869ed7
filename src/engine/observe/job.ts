/** A recipe's job as observing sees it: its plan, and what is looked at of each tensor. */
import { createTorchRandom, type TorchRandom } from '../../base/torch-random.ts';
import { DTYPES } from '../../formats/dtype.ts';
import type { CheckpointSource } from '../../io/source.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import type { Lanes } from '../host.ts';
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
  readonly tensor: TensorPlan;
  readonly extent: Extent;
}

export interface ObservedJob extends OpenedJob {
  readonly inputs: Inputs;
  /** Tensors that are merged, with what is looked at of each. */
  readonly tensors: readonly Looked[];
  readonly sampled: boolean;
  /** Where mergekit's stream stands at each tensor's first draw, in numbers drawn; empty for Philox and for samples. */
  readonly drawn: ReadonlyMap<string, number>;
}

/** Entries that are looked at of each tensor of a model that does not fit. */
export const SAMPLE_ENTRIES = 65_536;

/** `heldBytes`: weights that may stay in memory. */
export function observedJob(job: OpenedJob, sampleEntries: number, heldBytes: number): ObservedJob {
  const merged = job.plan.tensors.filter((t) => t.steps.at(-1)?.kind === 'merge' && matrixOf(t.shape).elements > 0);
  const all = merged.reduce((n, t) => n + bytesOf(t), 0);
  const fits = all <= heldBytes;
  const tensors = merged.map((tensor) => ({
    tensor,
    extent: extentOf(tensor, fits ? Infinity : sampleShare(merged, sampleEntries, heldBytes)),
  }));
  const sampled = tensors.some(({ extent }) => !extent.complete);
  const drawn = job.plan.random.generator === 'mergekit' && !sampled ? drawnBefore(job.plan.tensors) : new Map<string, number>();
  return { ...job, inputs: inputsOf(job.recipe, job.plan), tensors, sampled, drawn };
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
