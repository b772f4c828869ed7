/** Starts, follows and stops runs. */
import { toPlainFault } from '../../base/errors.ts';
import type { JobEvent, JobResult, Stage, StageProgress } from '../../engine/protocol.ts';
import { counted, duration, written, writtenBytes } from '../words/format.ts';
import { engine } from './engine.ts';
import { holdAwake } from './hold-awake.ts';
import type { RunJob } from './job-request.ts';
import { type Happening, isHeld, jobStore, NEW_RUN, type Run, type RunResult, runningRun, updateRun } from './job-store.ts';
import { keepFiles } from './run-files.ts';

const SAMPLE_MS = 1000;
const SAMPLES = 60;

let stop: AbortController | undefined;
/** Of the run under way; the store learns of them with the next progress, not one by one. */
const finishedTensors = new Set<number>();

/** Merges a recipe. Settles when the run has ended, however it ended. */
export async function startRun(job: RunJob): Promise<void> {
  if (runningRun(jobStore.getState())) return;
  const { request } = job;
  const run = newRun(job);
  jobStore.setState(({ runs }) => ({ runs: [run, ...runs] }));
  stop = new AbortController();
  finishedTensors.clear();
  const release = holdAwake();
  try {
    const result = await engine().run(stop.signal, request, (event) => follow(run.id, event), run.id);
    finish(run.id, result);
  } catch (thrown) {
    fail(run.id, thrown);
  } finally {
    release();
  }
}

export function cancelRun(): void {
  const run = runningRun(jobStore.getState());
  if (!run) return;
  updateRun(run.id, (state) => ({ ...state, status: 'stopping' }));
  stop?.abort();
}

/** Holds the run under way: it says so itself once it stands still. */
function pauseRun(): void {
  const run = runningRun(jobStore.getState());
  if (run?.status !== 'running') return;
  updateRun(run.id, (state) => ({ ...state, status: 'pausing' }));
  void engine().pause(run.id);
}

/** Goes on where it was paused. */
function resumeRun(): void {
  const run = runningRun(jobStore.getState());
  if (!run || !isHeld(run)) return;
  updateRun(run.id, (state) => ({ ...state, ...awake(state), status: 'running', sampledAt: Date.now() }));
  void engine().resume(run.id);
}

export function pauseOrResume(): void {
  const run = runningRun(jobStore.getState());
  if (run && isHeld(run)) resumeRun();
  else pauseRun();
}

/** Why a run can be neither paused nor resumed. */
export function pauseBlocker(): string | undefined {
  const run = runningRun(jobStore.getState());
  if (!run) return 'Nothing is running';
  return run.status === 'stopping' ? 'The run is being stopped' : undefined;
}

/** The pause that has lasted until now, as part of the past. */
function awake({ pausedAt, pausedFor, happenings }: Run): Partial<Run> {
  if (pausedAt === undefined) return {};
  const now = Date.now();
  const lasted = written(duration((now - pausedAt) / 1000));
  return {
    pausedAt: undefined,
    pausedFor: pausedFor + now - pausedAt,
    happenings: [{ at: now, text: `Resumed after a pause of ${lasted}.`, tone: 'plain' }, ...happenings],
  };
}

function newRun({ name, what, request }: RunJob): Run {
  const now = Date.now();
  return {
    ...NEW_RUN,
    id: crypto.randomUUID(),
    number: jobStore.getState().runs.length + 1,
    name,
    what,
    text: request.recipe,
    startedAt: now,
    sampledAt: now,
  };
}

function follow(id: string, event: JobEvent): void {
  const now = Date.now();
  if (event.type === 'tensor') finishedTensors.add(event.index);
  else if (event.type === 'planned') {
    const { cost } = event.plan;
    const text = `Planned: ${counted(cost.tensors, 'tensor')}, ${writtenBytes(cost.readBytes)} to read, ${writtenBytes(cost.writeBytes)} to write.`;
    updateRun(id, (run) => ({ ...run, plan: event.plan, happenings: [{ at: now, text, tone: 'plain' }, ...run.happenings] }));
  } else if (event.type === 'progress') {
    const { type: _, ...progress } = event;
    updateRun(id, (run) => ({ ...run, progress, tensorsDone: new Set(finishedTensors), ...sampled(run, progress.stages, now) }));
  } else if (event.type === 'warning') {
    const happening: Happening = { at: now, text: event.message, tone: 'warning' };
    updateRun(id, (run) => ({ ...run, happenings: [happening, ...run.happenings] }));
  } else if (event.type === 'paused') updateRun(id, (run) => (run.status === 'pausing' ? atStand(run, now) : run));
}

function atStand(run: Run, now: number): Run {
  const left = counted(run.progress?.inFlight.length ?? 0, 'tensor');
  const happening: Happening = { at: now, text: `Paused with ${left} in flight. Nothing is read or computed.`, tone: 'plain' };
  return { ...run, status: 'paused', pausedAt: now, happenings: [happening, ...run.happenings] };
}

function sampled(run: Run, stages: readonly StageProgress[], now: number): Partial<Run> {
  if (now - run.sampledAt < SAMPLE_MS) return {};
  const rates: Record<Stage, readonly number[]> = { ...run.rates };
  for (const { stage, rate } of stages) rates[stage] = [...rates[stage], rate].slice(-SAMPLES);
  return { rates, sampledAt: now };
}

/** A pause that a run did not survive is no time of its own either. */
function ended({ pausedAt, pausedFor }: Run): Pick<Run, 'endedAt' | 'pausedAt' | 'pausedFor'> {
  const endedAt = Date.now();
  return { endedAt, pausedAt: undefined, pausedFor: pausedFor + (pausedAt === undefined ? 0 : endedAt - pausedAt) };
}

function finish(id: string, { files, ...rest }: JobResult): void {
  keepFiles(
    id,
    files.flatMap(({ path, file }) => (file ? [[path, file] as const] : [])),
  );
  const result: RunResult = { ...rest, files: files.map(({ file, ...one }) => ({ ...one, held: file !== undefined })) };
  updateRun(id, (run) => ({ ...run, ...ended(run), status: 'done', result }));
}

function fail(id: string, thrown: unknown): void {
  const fault = toPlainFault(thrown);
  const status = fault.code === 'aborted' ? 'cancelled' : 'failed';
  updateRun(id, (run) => ({ ...run, ...ended(run), status, fault: status === 'failed' ? fault : undefined }));
}
