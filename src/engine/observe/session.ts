/**
 * What one recipe's job is to observing: its plan, what is looked at of each tensor, and the weights that are held for
 * it. Weights stay from request to request; a session ends when another backend is asked for or one is lost.
 */
import { defined } from '../../base/assert.ts';
import { forEachBounded } from '../../base/concurrency.ts';
import { createTorchRandom, type TorchRandom } from '../../base/torch-random.ts';
import type { CheckpointSource } from '../../io/source.ts';
import type { Method } from '../../methods/method.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import type { EngineHost, Lanes } from '../host.ts';
import { DTYPES } from '../../formats/dtype.ts';
import { distinctOperands } from '../plan/arena.ts';
import type { SlotLimits } from '../plan/units.ts';
import type { MergeStep, Plan, TensorPlan } from '../plan-types.ts';
import type { BackendChoice, JobRequest } from '../protocol.ts';
import { type Coefficients, readCoefficients } from '../run/coefficients.ts';
import { drawCount } from '../run/tensor.ts';
import { matrixOf } from '../run/tiles.ts';
import { findThresholds, needsWholeModel, type WholeModel } from '../run/whole-model.ts';
import { createHolder, type Holder } from './hold.ts';
import { inputsOf, type Inputs } from './inputs.ts';
import { inputsKey, operandKey } from './keys.ts';
import { createMemo, type Memo } from './memo.ts';
import type { TensorNumbers } from './observe-tensor.ts';
import { cutCoefficients, type Extent, extentOf } from './sample.ts';
import { type Glimpse, measureLast, walk } from './walk.ts';

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
  const tensors = merged.map((tensor) => ({ tensor, extent: extentOf(tensor, fits ? Infinity : sampleShare(merged, sampleEntries, heldBytes)) }));
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

/** Weights in memory, and what was found with them. */
export interface Session {
  readonly choice: BackendChoice;
  readonly holder: Holder;
  /** By the tensor's name. */
  readonly found: Map<string, Found>;
  /** Lets go of what no tensor of the job needs. */
  retain(job: ObservedJob): void;
  /** Finds thresholds over the whole model where the recipe asks for them. */
  begin(job: ObservedJob, signal: AbortSignal): Promise<BegunJob>;
  /** Makes a tensor from held weights and shows what its last step sees. Gives the rule's notes. */
  look(job: BegunJob, at: Looked, signal: AbortSignal, look: (seen: Glimpse) => Promise<void>): Promise<readonly string[]>;
  /** Runs a rule that only measures on a tensor's last step. */
  pass(job: ObservedJob, at: Looked, signal: AbortSignal, rule: Method['rule']): Promise<void>;
}

export interface BegunJob extends ObservedJob {
  readonly wholeModel: WholeModel | undefined;
}

/** The numbers of a tensor, and what they were found for. */
export interface Found {
  readonly key: string;
  readonly inputsKey: string;
  readonly numbers: TensorNumbers;
  readonly notes: readonly string[];
}

export async function openSession(host: EngineHost, choice: BackendChoice): Promise<Session> {
  const holder = createHolder(await host.lanes(choice));
  const found = new Map<string, Found>();
  const coefficients = new Map<string, { key: string; values: Promise<Coefficients> }>();
  const coefficientsOf = ({ sources }: ObservedJob, { tensor, extent }: Looked, step: MergeStep, signal: AbortSignal): Promise<Coefficients> => {
    if (!step.coefficients) return NONE;
    const at = `${tensor.name} ${tensor.steps.indexOf(step)}`;
    const key = JSON.stringify([step.coefficients.map((o) => o && operandKey(o, sources)), extent]);
    const known = coefficients.get(at);
    if (known?.key === key) return known.values;
    const values = readCoefficients(step, sources, signal).then((all) => cutCoefficients(all, tensor, extent));
    coefficients.set(at, { key, values });
    values.catch(() => coefficients.delete(at));
    return values;
  };
  const memos = new Map<string, Memo>();
  const memoOf = (job: ObservedJob, { tensor, extent }: Looked, index: number): Memo => {
    const at = `${tensor.name} ${index}`;
    const key = `${inputsKey(tensor, index, job.sources, randomKey(job, tensor))} ${JSON.stringify(extent)}`;
    const known = memos.get(at);
    const memo = known?.inputsKey === key ? known : createMemo(key);
    memos.set(at, memo);
    return memo;
  };
  const contextOf = (job: ObservedJob, looked: Looked, wholeModel: WholeModel | undefined, signal: AbortSignal) => ({
    random: job.plan.random,
    torch: torchFor(job, looked.tensor),
    coefficientsOf: (step: MergeStep) => coefficientsOf(job, looked, step, signal),
    wholeModel,
    memoOf: (index: number) => memoOf(job, looked, index),
    signal,
  });
  const pass: Session['pass'] = (job, looked, signal, rule) =>
    holder.use(looked.tensor, looked.extent, job.sources, signal, (held) => measureLast({ ...held, ...contextOf(job, looked, undefined, signal) }, rule));
  const thresholds = (job: ObservedJob, signal: AbortSignal) => {
    const looked = new Map(job.tensors.map((l) => [l.tensor.name, l]));
    return findThresholds(job.plan, job.limits, (plan, rule) =>
      forEachBounded(plan.tensors, holder.width, signal, ({ name }, stop) => pass(job, defined(looked.get(name), name), stop, rule)),
    );
  };
  return {
    choice,
    holder,
    found,
    retain(job) {
      const names = new Set(job.tensors.map(({ tensor }) => tensor.name));
      holder.retain(names);
      for (const known of [found, coefficients, memos]) for (const at of known.keys()) if (!names.has(at.replace(/ \d+$/, ''))) known.delete(at);
    },
    begin: async (job, signal) => ({ ...job, wholeModel: needsWholeModel(job.plan) ? await thresholds(job, signal) : undefined }),
    look: (job, looked, signal, look) =>
      holder.use(looked.tensor, looked.extent, job.sources, signal, (held) => walk({ ...held, ...contextOf(job, looked, job.wholeModel, signal) }, look)),
    pass,
  };
}

const NONE: Promise<Coefficients> = Promise.resolve([]);

/** Equal where a tensor's random numbers are. */
export const randomKey = ({ plan: { random }, drawn }: ObservedJob, { name }: TensorPlan): string => `${random.generator} ${random.seed} ${drawn.get(name) ?? ''}`;

export function torchFor({ plan: { random }, drawn }: ObservedJob, tensor: TensorPlan): TorchRandom | undefined {
  const before = drawn.get(tensor.name);
  // A tensor that draws nothing needs no generator, but sums in torch's order all the same.
  if (before === undefined) return undefined;
  const stream = createTorchRandom(random.seed);
  if (tensor.steps.some((step) => drawCount(step) > 0)) stream.skip(before);
  return stream;
}
