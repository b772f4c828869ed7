/** Starts, follows and stops runs. */
import { toPlainFault } from '../../base/errors.ts';
import type { JobEvent, JobRequest, JobResult, Stage, StageProgress } from '../../engine/protocol.ts';
import { counted, writtenBytes } from '../words/format.ts';
import { engine } from './engine.ts';
import { holdAwake } from './hold-awake.ts';
import { describeRecipe, jobRequest } from './job-request.ts';
import { type Happening, jobStore, type Run, type RunResult, runningRun, updateRun } from './job-store.ts';
import { recipeStore } from './recipe-store.ts';
import { keepFiles } from './run-files.ts';
import { setView } from './view-store.ts';

const SAMPLE_MS = 1000;
const SAMPLES = 60;

let stop: AbortController | undefined;
/** Of the run under way; the store learns of them with the next progress, not one by one. */
const finishedTensors = new Set<number>();

/** Merges the recipe as it stands. Settles when the run has ended, however it ended. */
export async function startRun(): Promise<void> {
  if (runningRun(jobStore.getState())) return;
  const request = jobRequest();
  const run = newRun(request);
  jobStore.setState(({ runs }) => ({ runs: [run, ...runs], shown: run.id }));
  setView({ tab: 'runs' });
  stop = new AbortController();
  finishedTensors.clear();
  const release = holdAwake();
  try {
    const result = await engine().run(stop.signal, request, (event) => follow(run.id, event));
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

function newRun(request: JobRequest): Run {
  const now = Date.now();
  return {
    id: crypto.randomUUID(),
    number: jobStore.getState().runs.length + 1,
    name: recipeStore.getState().name,
    what: describeRecipe(),
    text: request.recipe,
    startedAt: now,
    endedAt: undefined,
    status: 'running',
    plan: undefined,
    progress: undefined,
    tensorsDone: new Set(),
    rates: { read: [], merge: [], write: [] },
    sampledAt: now,
    happenings: [],
    result: undefined,
    fault: undefined,
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
  }
}

function sampled(run: Run, stages: readonly StageProgress[], now: number): Partial<Run> {
  if (now - run.sampledAt < SAMPLE_MS) return {};
  const rates: Record<Stage, readonly number[]> = { ...run.rates };
  for (const { stage, rate } of stages) rates[stage] = [...rates[stage], rate].slice(-SAMPLES);
  return { rates, sampledAt: now };
}

function finish(id: string, { files, ...rest }: JobResult): void {
  keepFiles(
    id,
    files.flatMap(({ path, file }) => (file ? [[path, file] as const] : [])),
  );
  const result: RunResult = { ...rest, files: files.map(({ path, bytes, file }) => ({ path, bytes, held: file !== undefined })) };
  updateRun(id, (run) => ({ ...run, status: 'done', endedAt: Date.now(), result }));
}

function fail(id: string, thrown: unknown): void {
  const fault = toPlainFault(thrown);
  const status = fault.code === 'aborted' ? 'cancelled' : 'failed';
  updateRun(id, (run) => ({ ...run, status, endedAt: Date.now(), fault: status === 'failed' ? fault : undefined }));
}
