/** What the engine was asked and what it answered: the plan of the recipe as it stands, and the runs of this session. */
import { createStore } from 'zustand/vanilla';
import type { PlainFault } from '../../base/errors.ts';
import type { BackendReport, JobEvent, JobResult, PlanSummary, Speed, Stage } from '../../engine/protocol.ts';

export interface PlanState {
  /** A newer plan is being made; `summary` is still the one before. */
  readonly busy: boolean;
  readonly summary: PlanSummary | undefined;
  readonly fault: PlainFault | undefined;
  readonly at: number | undefined;
}

export type Progress = Omit<Extract<JobEvent, { type: 'progress' }>, 'type'>;

export interface Happening {
  readonly at: number;
  readonly text: string;
  readonly tone: 'plain' | 'warning';
}

/** A result without the files themselves, which are no matter for a store: see run-files.ts. */
export type RunResult = Omit<JobResult, 'files'> & { readonly files: readonly RunFile[] };

export interface RunFile {
  readonly path: string;
  readonly bytes: number;
  /** The browser holds it: it can be downloaded. */
  readonly held: boolean;
  /** The folder of the browser's own file system that it lies in; absent where memory holds it. */
  readonly folder?: string | undefined;
}

/** pausing: reads that were under way end. */
export type RunStatus = 'running' | 'pausing' | 'paused' | 'stopping' | 'done' | 'failed' | 'cancelled';

export interface Run {
  readonly id: string;
  /** Counts from 1 in this session. */
  readonly number: number;
  readonly name: string;
  /** The recipe in a few words. */
  readonly what: string;
  readonly text: string;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  readonly status: RunStatus;
  /** Since when it stands still. */
  readonly pausedAt: number | undefined;
  /** Milliseconds that earlier pauses took. */
  readonly pausedFor: number;
  readonly plan: PlanSummary | undefined;
  readonly progress: Progress | undefined;
  /** Their numbers in the plan. */
  readonly tensorsDone: ReadonlySet<number>;
  /** Rates of the last minute, a sample a second. */
  readonly rates: Readonly<Record<Stage, readonly number[]>>;
  readonly sampledAt: number;
  readonly happenings: readonly Happening[];
  readonly result: RunResult | undefined;
  readonly fault: PlainFault | undefined;
}

/** What is not known of a run when it begins. */
export const NEW_RUN = {
  endedAt: undefined,
  status: 'running',
  pausedAt: undefined,
  pausedFor: 0,
  plan: undefined,
  progress: undefined,
  tensorsDone: new Set(),
  rates: { read: [], merge: [], write: [] },
  happenings: [],
  result: undefined,
  fault: undefined,
} as const satisfies Partial<Run>;

export interface JobState {
  readonly plan: PlanState;
  /** Newest first. */
  readonly runs: readonly Run[];
  /** The run that the Runs tab shows. */
  readonly shown: string | undefined;
  readonly backend: BackendReport | undefined;
  /** What was measured for the plan's family, or for one before. */
  readonly speed: Speed | undefined;
}

export const NO_PLAN: PlanState = { busy: false, summary: undefined, fault: undefined, at: undefined };

export const jobStore = createStore<JobState>(() => ({ plan: NO_PLAN, runs: [], shown: undefined, backend: undefined, speed: undefined }));

type EndedRun = Run & { readonly status: 'done' | 'failed' | 'cancelled' };

export const isEnded = (run: Run): run is EndedRun => run.status === 'done' || run.status === 'failed' || run.status === 'cancelled';
/** Not ended, be it paused. */
export const isRunning = (run: Run): boolean => !isEnded(run);
export const isHeld = ({ status }: Run): boolean => status === 'pausing' || status === 'paused';
/** Its own time: without pauses. */
export const elapsedMs = ({ startedAt, endedAt, pausedAt, pausedFor }: Run, now: number): number =>
  (endedAt ?? pausedAt ?? now) - startedAt - pausedFor;
export const runningRun = ({ runs }: JobState): Run | undefined => runs.find(isRunning);
export const shownRun = ({ runs, shown }: JobState): Run | undefined => runs.find(({ id }) => id === shown);

export function updateRun(id: string, change: (run: Run) => Run): void {
  jobStore.setState(({ runs }) => ({ runs: runs.map((run) => (run.id === id ? change(run) : run)) }));
}
