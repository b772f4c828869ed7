/** Weights that stay in memory from request to request, and what was found with them. */
import { defined } from '../../base/assert.ts';
import { forEachBounded } from '../../base/concurrency.ts';
import type { Method } from '../../methods/method.ts';
import type { EngineHost, Lanes } from '../host.ts';
import type { TensorPlan } from '../plan-types.ts';
import type { BackendChoice } from '../protocol.ts';
import { type Coefficients, readCoefficients } from '../run/coefficients.ts';
import { findThresholds, needsWholeModel, type WholeModel } from '../run/whole-model.ts';
import { createHolder, type Holder } from './hold.ts';
import { type BegunJob, type Looked, type ObservedJob, randomKey, torchFor } from './job.ts';
import { coefficientsKey, inputsKey } from './keys.ts';
import { createMemo, type Memo } from './memo.ts';
import type { TensorNumbers } from './observe-tensor.ts';
import { cutCoefficients } from './sample.ts';
import { createStepCache } from './step-cache.ts';
import { type Glimpse, lastMerge, measureLast, type WalkContext, walk } from './walk.ts';

export interface Session {
  readonly choice: BackendChoice;
  /** A sentence, where the session took the place of one whose device was lost. */
  readonly notice: string | undefined;
  readonly holder: Holder;
  readonly found: Findings;
  /** Lets go of what no tensor of the job's output needs. */
  retain(job: ObservedJob): void;
  /** Finds thresholds over the whole model where the recipe asks for them. */
  begin(job: ObservedJob, signal: AbortSignal): Promise<BegunJob>;
  /** Makes a tensor from held weights and shows what its last step sees. Gives what the rules noted. */
  look(job: BegunJob, at: Looked, signal: AbortSignal, look: (seen: Glimpse) => Promise<void>): Promise<readonly string[]>;
  /** Runs a rule that only measures on a tensor's last step. */
  pass(job: ObservedJob, at: Looked, signal: AbortSignal, rule: Method['rule']): Promise<void>;
}

/** The numbers of a tensor, and what they were found for. */
export interface Found {
  readonly key: string;
  readonly inputsKey: string;
  readonly numbers: TensorNumbers;
  readonly notes: readonly string[];
}

/** The numbers of each tensor as each of a recipe's merges makes it. */
export interface Findings {
  of(tensor: TensorPlan): Found | undefined;
  set(tensor: TensorPlan, found: Found): void;
  retain(names: ReadonlySet<string>): void;
}

function createFindings(): Findings {
  const found = new Map<string, Map<number, Found>>();
  return {
    of: ({ name, steps }) => found.get(name)?.get(steps.length),
    set({ name, steps }, one) {
      found.set(name, (found.get(name) ?? new Map<number, Found>()).set(steps.length, one));
    },
    retain(names) {
      for (const name of found.keys()) if (!names.has(name)) found.delete(name);
    },
  };
}

/** `afterLoss`: the session before this one ended because its device was lost. */
export async function openSession(host: EngineHost, choice: BackendChoice, afterLoss: boolean): Promise<Session> {
  const lanes = await host.lanes(choice);
  const holder = createHolder(lanes);
  const found = createFindings();
  const context = createContexts();
  let wholeModel: { readonly key: string; readonly value: WholeModel } | undefined;
  const pass: Session['pass'] = (job, looked, signal, rule) =>
    holder.use(looked, job.sources, signal, (held) => measureLast({ ...held, ...context.of(job, looked, undefined, signal) }, rule));
  const thresholds = (job: ObservedJob, signal: AbortSignal): Promise<WholeModel> => {
    const looked = new Map(job.tensors.map((l) => [l.tensor.name, l]));
    return findThresholds(job.plan, job.limits, (plan, rule) =>
      forEachBounded(plan.tensors, holder.width, signal, ({ name }, stop) => pass(job, defined(looked.get(name), name), stop, rule)),
    );
  };
  return {
    choice,
    notice: afterLoss ? lossNotice(lanes) : undefined,
    holder,
    found,
    retain(job) {
      const names = new Set(job.plan.tensors.map(({ name }) => name));
      holder.retain(names);
      context.retain(names);
      found.retain(names);
    },
    async begin(job, signal) {
      if (!needsWholeModel(job.plan)) return { ...job, wholeModel: undefined };
      const key = thresholdsKey(job);
      if (wholeModel?.key !== key) wholeModel = { key, value: await thresholds(job, signal) };
      return { ...job, wholeModel: wholeModel.value };
    },
    look: (job, looked, signal, look) =>
      holder.use(looked, job.sources, signal, (held) => walk({ ...held, ...context.of(job, looked, job.wholeModel, signal) }, look)),
    pass,
  };
}

const lossNotice = ({ report }: Lanes): string =>
  `The numbers go on with ${report.kind === 'webgpu' ? 'a new device' : 'the processor'}; nothing was lost.`;

/** What thresholds over the whole model hang on: the inputs of all its tensors, and how many entries of each are kept. */
function thresholdsKey(job: ObservedJob): string {
  return JSON.stringify(
    job.tensors.map(({ tensor, extent }) => {
      const { document, positions, parameters } = lastMerge(tensor);
      const densities = parameters.models.map(({ density }) => density);
      return [document, positions, densities, inputsKey(tensor, tensor.steps.length - 1, job.sources, randomKey(job, tensor)), extent];
    }),
  );
}

/** What a walk over a tensor takes along, with what is remembered of its steps. */
function createContexts() {
  const memos = createStepCache<Memo>();
  const coefficients = createStepCache<Promise<Coefficients>>();
  return {
    of(
      job: ObservedJob,
      { tensor, extent }: Looked,
      wholeModel: WholeModel | undefined,
      signal: AbortSignal,
    ): Omit<WalkContext, 'slot' | 'tensor' | 'tilesOf'> {
      const whole = JSON.stringify(extent);
      const random = randomKey(job, tensor);
      return {
        random: job.plan.random,
        torch: torchFor(job, tensor),
        wholeModel,
        signal,
        memoOf: (index) => memos.of(tensor.name, index, `${inputsKey(tensor, index, job.sources, random)} ${whole}`, createMemo),
        coefficientsOf: (step, index) =>
          coefficients.of(tensor.name, index, `${coefficientsKey(step, job.sources)} ${whole}`, async () =>
            cutCoefficients(await readCoefficients(step, job.sources, signal), tensor, extent),
          ),
      };
    },
    retain(names: ReadonlySet<string>): void {
      memos.retain(names);
      coefficients.retain(names);
    },
  };
}
