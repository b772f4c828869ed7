/** A merge as a job: from its request to published files, with everything that happens on the way told as events. */
import type { OutputStore } from '../io/output.ts';
import type { EngineHost } from './host.ts';
import { type OpenJob, openJob, refuse } from './open-job.ts';
import type { Plan, Unit } from './plan-types.ts';
import type { JobEvent, JobRequest, JobResult, TensorStatistics } from './protocol.ts';
import { thresholdsOf } from './quiet-run.ts';
import { checkFiles, writeCompanions } from './run/finish.ts';
import type { Gate } from './run/gate.ts';
import { createMeter } from './run/progress.ts';
import { runPlan } from './run/run.ts';
import type { SourcePool } from './sources.ts';
import { summarisePlan } from './summary.ts';

/** How a job is followed and steered from outside. */
export interface JobControl {
  readonly onEvent: (event: JobEvent) => void;
  readonly signal: AbortSignal;
  /** Closed while the job is paused. */
  readonly gate: Gate;
}

export async function runJob(host: EngineHost, pool: SourcePool, request: JobRequest, control: JobControl): Promise<JobResult> {
  const { onEvent, signal, gate } = control;
  const began = gate.clock();
  const counts = { requests: 0 };
  const deaf = pool.listen({
    transferred: () => undefined,
    requested: () => void counts.requests++,
    noticed: (message) => onEvent({ type: 'warning', message }),
  });
  try {
    const job = await openJob(host, pool, request, signal);
    onEvent({ type: 'planned', plan: summarisePlan(job) });
    refuse(job.plan);
    const store = await host.output(request.options?.name ?? 'merge', job.plan.cost.writeBytes);
    if (store.notice !== undefined) onEvent({ type: 'warning', message: store.notice });
    const { files, statistics, report } = await mergeInto(host, job, request, store, counts, control);
    return {
      files,
      tensors: statistics,
      seconds: (gate.clock() - began) / 1000,
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

/** From the first byte to the published files; whatever goes wrong, the store is left as it was. */
async function mergeInto(
  host: EngineHost,
  { plan, sources, lanes, limits, summary }: OpenJob,
  { options = {} }: JobRequest,
  store: OutputStore,
  counts: { requests: number },
  { onEvent, signal, gate }: JobControl,
) {
  const { statistics, started, finished, tell, meter } = track(plan, counts, onEvent, gate);
  gate.whenStill(() => {
    tell();
    onEvent({ type: 'paused' });
  });
  tell();
  const warn = (message: string) => onEvent({ type: 'warning', message });
  const choice = options.backend ?? 'auto';
  try {
    const run = { plan, limits, host, choice, lanes, sources, store, meter, summary, signal, gate, warn, started, finished };
    const wholeModel = await thresholdsOf(run);
    const report = await runPlan({ ...run, wholeModel });
    await gate.opened(signal);
    await writeCompanions(plan, sources, store, signal);
    await checkFiles(plan, store);
    tell();
    signal.throwIfAborted();
    return { files: await store.publish(), statistics, report };
  } catch (thrown) {
    // What the store cannot remove now must not hide why the merge failed.
    await store.abort().catch(() => undefined);
    throw thrown;
  }
}

/** What has been done so far, told as events. */
function track(plan: Plan, counts: { requests: number }, onEvent: JobControl['onEvent'], gate: Gate) {
  const statistics: TensorStatistics[] = [];
  const inFlight = new Set<number>();
  let done = 0;
  const totals = { read: plan.cost.readBytes, merge: plan.cost.elements, write: plan.tensors.reduce((n, t) => n + t.bytes, 0) };
  const meter = createMeter(totals, () => tell(), gate.clock);
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
    tell();
  };
  const finished = (index: number, found: TensorStatistics): void => {
    if (!statistics[index]) done++;
    statistics[index] = found;
    inFlight.delete(index);
    onEvent({ type: 'tensor', index, statistics: found });
  };
  return { statistics, meter, tell, started, finished };
}
