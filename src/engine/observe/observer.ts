/** What the engine's object does for observing. */
import type { EngineHost } from '../host.ts';
import type { Observation, ObserveRequest } from '../observe-types.ts';
import type { BackendChoice, JobRequest } from '../protocol.ts';
import { observeJob } from './observe.ts';
import { type ObservedJob, observedJob, type OpenedJob, SAMPLE_ENTRIES } from './session.ts';
import { createSessions } from './sessions.ts';

export interface Observer {
  /** A newer call aborts an older one. */
  observe(request: ObserveRequest, signal: AbortSignal): Promise<Observation>;
  /** Ends what is under way and frees all that is held. */
  release(): Promise<void>;
}

/** Up to this many bytes of weights, asking a graphics device takes longer than computing on the processor. */
const QUICK_BYTES = 32 * 1024 * 1024;

export function createObserver(host: EngineHost, open: (request: JobRequest, signal: AbortSignal) => Promise<OpenedJob>): Observer {
  const sessions = createSessions(host);
  let newest = new AbortController();
  const openJob = async (request: JobRequest, sampleEntries: number | undefined, signal: AbortSignal): Promise<ObservedJob> =>
    observedJob(await open(request, signal), sampleEntries ?? SAMPLE_ENTRIES, host.budgetBytes);
  return {
    async observe({ job: request, sampleEntries }, signal) {
      const began = performance.now();
      newest.abort();
      newest = new AbortController();
      const both = AbortSignal.any([signal, newest.signal]);
      const job = await openJob(request, sampleEntries, both);
      const observed = await sessions.use(choiceOf(job, request), both, (session, stop) => observeJob(session, job, stop));
      return { ...observed, milliseconds: performance.now() - began };
    },
    release: sessions.release,
  };
}

function choiceOf({ plan }: ObservedJob, { options }: JobRequest): BackendChoice {
  const choice = options?.backend ?? 'auto';
  return choice === 'auto' && plan.cost.readBytes <= QUICK_BYTES ? 'wasm' : choice;
}
