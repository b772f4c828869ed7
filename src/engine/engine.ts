/**
 * The engine: opens checkpoints, plans, runs. One object, which runs in a worker behind Comlink, in Node for the
 * command line, and inline in tests; what differs between these places is its host.
 */

import { defined } from '../base/assert.ts';
import { AlloyError, toPlainFault } from '../base/errors.ts';
import { createMemoryOutput } from '../io/memory.ts';
import type { OutputStore } from '../io/output.ts';
import type { CheckpointSource, SourceSpec } from '../io/source.ts';
import { parseRecipe } from '../recipe/parse.ts';
import type { ModelRef, Recipe, RecipeProblem } from '../recipe/recipe.ts';
import { outputDocument, recipeSources } from '../recipe/slices.ts';
import { diffRule, planDiff } from './diff.ts';
import type { EngineHost, Lanes } from './host.ts';
import { createLibrary } from './library.ts';
import type { LibraryApi } from './library-types.ts';
import { createObserver } from './observe/observer.ts';
import type { ObserveApi } from './observe-types.ts';
import { openSources } from './open.ts';
import { planMerge } from './plan/plan.ts';
import type { SlotLimits } from './plan/units.ts';
import type { Plan, Unit } from './plan-types.ts';
import type {
  BackendChoice,
  CheckpointDiff,
  EngineApi,
  JobEvent,
  JobRequest,
  JobResult,
  Outcome,
  TensorDiff,
  TensorStatistics,
  Verdict,
} from './protocol.ts';
import { checkFiles, writeCompanions } from './run/finish.ts';
import { createMeter } from './run/progress.ts';
import { type RunContext, runPlan } from './run/run.ts';
import { findThresholds, needsWholeModel, type WholeModel } from './run/whole-model.ts';
import { createSourcePool, type SourcePool } from './sources.ts';
import { summariseCheckpoint, summarisePlan } from './summary.ts';
import { comparingStore, samplePlan } from './verify.ts';

/** mergekit's default for --out-shard-size. */
const SHARD_BYTES = 5e9;

export function createEngine(host: EngineHost): EngineApi & ObserveApi & LibraryApi {
  const jobs = new Map<string, AbortController>();
  const pool = createSourcePool((spec, observer) => host.open(spec, observer));
  const never = new AbortController().signal;
  const observer = createObserver(host, async (request, signal) => {
    const job = await openJob(host, pool, request, signal);
    refuse(job.plan);
    return job;
  });
  /** A call that `cancel` can end. */
  const call = <T>(id: string, work: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>> => {
    const abort = new AbortController();
    jobs.set(id, abort);
    return outcome(() => work(abort.signal)).finally(() => jobs.delete(id));
  };
  return {
    ...createLibrary(host, pool, call),
    observe: (id, request) => call(id, (signal) => observer.observe(request, signal)),
    tensorMap: (id, request) => call(id, (signal) => observer.tensorMap(request, signal)),
    entries: (id, request) => call(id, (signal) => observer.entries(request, signal)),
    diagnostics: (id, request, onProgress = () => undefined) => call(id, (signal) => observer.diagnostics(request, onProgress, signal)),
    release: observer.release,
    backend: (choice) => outcome(async () => (await host.lanes(choice)).report),
    inspect: (spec) => outcome(async () => summariseCheckpoint(await pool.open(spec).facts(never))),
    plan: (request) =>
      outcome(async () => {
        const { plan, lanes, recipeProblems } = await openJob(host, pool, request, never);
        return summarisePlan(plan, lanes.report, recipeProblems);
      }),
    async run(id, request, onEvent) {
      const abort = new AbortController();
      jobs.set(id, abort);
      try {
        onEvent({ type: 'done', result: await runJob(host, pool, request, onEvent, abort.signal) });
      } catch (thrown) {
        onEvent({ type: 'failed', problem: toPlainFault(abort.signal.aborted ? new DOMException('', 'AbortError') : thrown) });
      } finally {
        jobs.delete(id);
      }
    },
    async cancel(id) {
      jobs.get(id)?.abort();
    },
    diff: (a, b, choice) => outcome(() => diffJob(host, pool, a, b, choice, never)),
    verify: (request, output, tensors) => outcome(() => verifyJob(host, pool, request, output, tensors, never)),
  };
}

async function outcome<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    return { ok: false, fault: toPlainFault(thrown) };
  }
}

interface OpenJob {
  readonly recipe: Recipe;
  readonly plan: Plan;
  readonly recipeProblems: readonly RecipeProblem[];
  readonly sources: readonly CheckpointSource[];
  readonly lanes: Lanes;
  readonly limits: SlotLimits;
}

async function openJob(host: EngineHost, pool: SourcePool, request: JobRequest, signal: AbortSignal): Promise<OpenJob> {
  const { recipe, problems } = parseRecipe(request.recipe);
  if (!recipe || problems.some((p) => p.severity === 'error')) throw recipeFault(problems);
  const refs = recipeSources(recipe);
  const sources = refs.map((ref) => pool.open(specOf(ref, request)));
  const lanes = await host.lanes(request.options?.backend ?? 'auto');
  const limits = limitsOf(host, lanes);
  const opened = await openSources(recipe, refs, sources, signal);
  const plan = planMerge(recipe, request.recipe, opened, planOptions(recipe, request, limits));
  return { recipe, plan, recipeProblems: problems, sources, lanes, limits };
}

const recipeFault = (problems: readonly RecipeProblem[]): AlloyError => {
  const first = problems.find((p) => p.severity === 'error');
  const more = problems.filter((p) => p.severity === 'error').length - 1;
  const line = first?.line === undefined ? '' : `Line ${first.line}: `;
  return new AlloyError({
    code: 'bad-recipe',
    what: `${line}${first?.message ?? 'The recipe cannot be read.'}`,
    where: first?.path || undefined,
    hint:
      [first?.fix?.label, more > 0 ? `${more} more ${more === 1 ? 'problem' : 'problems'} in the recipe.` : undefined]
        .filter(Boolean)
        .join(' ') || undefined,
  });
};

function specOf(ref: ModelRef, request: JobRequest): SourceSpec {
  const spec = request.sources[ref];
  if (spec) return spec;
  throw new AlloyError({
    code: 'missing',
    what: `The recipe names ${ref}, which is not open.`,
    where: ref,
    hint: 'Add the model, or change the name in the recipe.',
  });
}

/** Two slots a lane: one computes while the other reads and writes. */
const SLOTS_PER_LANE = 2;

function limitsOf(host: EngineHost, { backends }: Lanes): SlotLimits {
  const slots = backends.length * SLOTS_PER_LANE;
  return { slots, slotBytes: Math.floor(host.budgetBytes / slots), bufferBytes: Math.min(...backends.map((b) => b.limits.bufferBytes)) };
}

function planOptions(recipe: Recipe, { options = {} }: JobRequest, limits: SlotLimits) {
  return {
    name: options.name ?? recipe.documents[outputDocument(recipe)]?.name ?? 'merge',
    shardBytes: options.shardBytes ?? SHARD_BYTES,
    truncateEmbeddings: options.truncateEmbeddings ?? false,
    summary: options.summary ?? false,
    random: { seed: options.seed ?? 0, generator: options.random ?? 'philox' } as const,
    limits,
  };
}

async function runJob(
  host: EngineHost,
  pool: SourcePool,
  request: JobRequest,
  onEvent: (event: JobEvent) => void,
  signal: AbortSignal,
): Promise<JobResult> {
  const began = performance.now();
  const counts = { requests: 0 };
  const deaf = pool.listen({
    transferred: () => undefined,
    requested: () => void counts.requests++,
    noticed: (message) => onEvent({ type: 'warning', message }),
  });
  try {
    const job = await openJob(host, pool, request, signal);
    onEvent({ type: 'planned', plan: summarisePlan(job.plan, job.lanes.report, job.recipeProblems) });
    refuse(job.plan);
    const store = await host.output(request.options?.name ?? 'merge');
    const { files, statistics, report } = await mergeInto(host, job, request, store, counts, onEvent, signal);
    return {
      files,
      tensors: statistics,
      seconds: (performance.now() - began) / 1000,
      readBytes: job.plan.cost.readBytes,
      writeBytes: files.reduce((n, f) => n + f.bytes, 0),
      requests: counts.requests,
      backend: report,
      checked: true,
    };
  } finally {
    deaf();
  }
}

function refuse({ problems }: Plan): void {
  const errors = problems.filter((p) => p.severity === 'error');
  const [first] = errors;
  if (!first) return;
  const more =
    errors.length > 1
      ? `${errors.length - 1} more to solve: ${errors
          .slice(1)
          .map((e) => e.what)
          .join(' ')}`
      : undefined;
  throw new AlloyError({ ...first, hint: [first.hint, more].filter(Boolean).join(' ') || undefined });
}

/** From the first byte to the published files; whatever goes wrong, the store is left as it was. */
async function mergeInto(
  host: EngineHost,
  { plan, sources, lanes, limits }: OpenJob,
  { options = {} }: JobRequest,
  store: OutputStore,
  counts: { requests: number },
  onEvent: (event: JobEvent) => void,
  signal: AbortSignal,
) {
  const { statistics, started, finished, tell, meter } = track(plan, counts, onEvent);
  const warn = (message: string) => onEvent({ type: 'warning', message });
  const choice = options.backend ?? 'auto';
  const summary = options.summary ?? false;
  try {
    const run = { plan, limits, host, choice, lanes, sources, store, meter, summary, signal, warn, started, finished };
    const wholeModel = await thresholdsOf(run);
    const report = await runPlan({ ...run, wholeModel });
    await writeCompanions(plan, sources, store, signal);
    await checkFiles(plan, store);
    tell();
    signal.throwIfAborted();
    return { files: await store.publish(), statistics, report };
  } catch (thrown) {
    await store.abort();
    throw thrown;
  }
}

/** Thresholds over whole models take passes of their own, which make nothing. */
async function thresholdsOf(run: RunContext): Promise<WholeModel | undefined> {
  if (!needsWholeModel(run.plan)) return undefined;
  run.warn('Finding one threshold over all tensors: every input is read three times before the merge begins.');
  return await findThresholds(run.plan, run.limits, async (plan, rule) => {
    await runPlan({ ...run, ...quietRun(plan), store: createMemoryOutput(), rule });
  });
}

/** What has been done so far, told as events. */
function track(plan: Plan, counts: { requests: number }, onEvent: (event: JobEvent) => void) {
  const statistics: TensorStatistics[] = [];
  const inFlight = new Set<number>();
  let done = 0;
  const totals = { read: plan.cost.readBytes, merge: plan.cost.elements, write: plan.tensors.reduce((n, t) => n + t.bytes, 0) };
  const meter = createMeter(totals, () => tell());
  const tell = (): void =>
    onEvent({
      type: 'progress',
      stages: meter.read(),
      tensorsDone: done,
      tensors: plan.tensors.length,
      inFlight: [...inFlight].flatMap((i) => plan.tensors[i]?.name ?? []),
      requests: counts.requests,
      secondsLeft: meter.secondsLeft(),
    });
  const started = (unit: Unit): void => {
    for (let i = 0; i < unit.count; i++) inFlight.add(unit.first + i);
  };
  const finished = (index: number, found: TensorStatistics): void => {
    if (!statistics[index]) done++;
    statistics[index] = found;
    inFlight.delete(index);
    onEvent({ type: 'tensor', index, statistics: found });
  };
  return { statistics, meter, tell, started, finished };
}

/** What a run without a job needs: nobody listens to its progress. */
function quietRun(plan: Plan) {
  const meter = createMeter({ read: plan.cost.readBytes, merge: plan.cost.elements, write: 0 }, () => undefined);
  return { plan, meter, summary: false, warn: () => undefined, started: () => undefined, finished: () => undefined };
}

async function diffJob(
  host: EngineHost,
  pool: SourcePool,
  a: SourceSpec,
  b: SourceSpec,
  choice: BackendChoice,
  signal: AbortSignal,
): Promise<CheckpointDiff> {
  const sources = [pool.open(a), pool.open(b)];
  const lanes = await host.lanes(choice);
  const limits = limitsOf(host, lanes);
  const [left, right] = await Promise.all(sources.map((s) => s.facts(signal)));
  const { plan, apart } = planDiff(defined(left, 'a checkpoint'), defined(right, 'a checkpoint'), limits);
  const found = new Map<string, TensorDiff>();
  const store = createMemoryOutput();
  await runPlan({ ...quietRun(plan), limits, host, choice, lanes, sources, store, signal, rule: diffRule(found) });
  return { a: left?.label ?? '', b: right?.label ?? '', tensors: plan.tensors.flatMap((t) => found.get(t.name) ?? []), apart };
}

async function verifyJob(
  host: EngineHost,
  pool: SourcePool,
  request: JobRequest,
  output: SourceSpec,
  tensors: number,
  signal: AbortSignal,
): Promise<Verdict> {
  const job = await openJob(host, pool, request, signal);
  refuse(job.plan);
  const made = pool.open(output);
  const plan = samplePlan(job.plan, tensors, job.limits);
  const { different, store } = comparingStore(job.plan, made, await made.facts(signal), signal);
  const run = { ...job, ...quietRun(plan), host, choice: request.options?.backend ?? 'auto', store, signal };
  await runPlan({ ...run, wholeModel: await thresholdsOf({ ...run, plan: job.plan }) });
  return {
    checked: plan.tensors.map((t) => t.name),
    of: job.plan.tensors.length,
    different: [...different].map(([name, bytes]) => ({ name, bytes })),
  };
}
