/** Merges that wait until the one under way has ended. Each is a recipe as it stood when it was put here. */
import { createStore } from 'zustand/vanilla';
import type { JobRequest } from '../../engine/protocol.ts';
import { presentJob, type RunJob } from './job-request.ts';
import { isRunning, jobStore, runningRun } from './job-store.ts';
import { startRun } from './run.ts';
import { setView } from './view-store.ts';

export interface WaitingRun extends Omit<RunJob, 'request'> {
  readonly id: string;
}

export interface QueueState {
  /** The next one first. */
  readonly waiting: readonly WaitingRun[];
}

export const queueStore = createStore<QueueState>(() => ({ waiting: [] }));

/** Requests may hold files, which are no matter for a store. */
const requests = new Map<string, JobRequest>();

/** Merges at once, in sight, or after those that are under way or wait already. */
export function merge(job: RunJob = presentJob()): void {
  if (runningRun(jobStore.getState())) {
    queue(job);
    return;
  }
  start(job);
  jobStore.setState(({ runs }) => ({ shown: runs[0]?.id }));
  setView({ tab: 'runs', runsPage: 'run' });
}

/** Several, one after the other. */
export function mergeAll(jobs: readonly RunJob[]): void {
  for (const job of jobs) merge(job);
}

export function removeFromQueue(id: string): void {
  requests.delete(id);
  queueStore.setState(({ waiting }) => ({ waiting: waiting.filter((one) => one.id !== id) }));
}

/** Swaps it with the one before (−1) or after (1). */
export function moveInQueue(id: string, by: -1 | 1): void {
  const { waiting } = queueStore.getState();
  const from = waiting.findIndex((one) => one.id === id);
  const [moved, other] = [waiting[from], waiting[from + by]];
  if (moved && other) queueStore.setState({ waiting: waiting.with(from, other).with(from + by, moved) });
}

function queue({ request, ...words }: RunJob): void {
  const id = crypto.randomUUID();
  requests.set(id, request);
  queueStore.setState(({ waiting }) => ({ waiting: [...waiting, { id, ...words }] }));
  if (requests.size === 1) startNextOnes();
}

/** Starts one whenever one has ended, however it ended, until none is left. */
function startNextOnes(): void {
  const end = jobStore.subscribe((now, before) => {
    if (!before.runs.some(isRunning) || now.runs.some(isRunning)) return;
    // Others that hear of the end should have heard of it before the next one begins.
    queueMicrotask(startNext);
  });
  const ended = queueStore.subscribe(({ waiting }) => {
    if (waiting.length > 0) return;
    end();
    ended();
  });
}

function startNext(): void {
  const [next] = queueStore.getState().waiting;
  const request = next && requests.get(next.id);
  if (!next || !request || runningRun(jobStore.getState())) return;
  removeFromQueue(next.id);
  start({ name: next.name, what: next.what, request });
}

const start = (job: RunJob): void => void startRun(job);
