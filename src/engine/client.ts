/**
 * The engine as the page sees it: promises that reject with AlloyError, jobs that end when their signal aborts. The
 * engine itself lives in a worker; a worker that dies rejects everything that waits for it.
 */
import * as Comlink from 'comlink';
import { AlloyError } from '../base/errors.ts';
import type { BackendChoice, BackendReport, CheckpointSummary, EngineApi, JobEvent, JobRequest, JobResult, Outcome, PlanSummary, SourceSpec } from './protocol.ts';

export interface EngineClient {
  backend(choice: BackendChoice): Promise<BackendReport>;
  inspect(spec: SourceSpec): Promise<CheckpointSummary>;
  plan(signal: AbortSignal, request: JobRequest): Promise<PlanSummary>;
  run(signal: AbortSignal, request: JobRequest, onEvent: (event: JobEvent) => void): Promise<JobResult>;
  close(): void;
}

/** The engine in a worker of its own. */
export function createEngineClient(): EngineClient {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'alloy-engine' });
  const died = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => reject(dead(event.message)));
    worker.addEventListener('messageerror', () => reject(dead('a message could not be read')));
  });
  died.catch(() => undefined);
  return clientOf(Comlink.wrap<EngineApi>(worker), died, () => worker.terminate());
}

const dead = (why: string): AlloyError =>
  new AlloyError({ code: 'bug', what: `The engine's worker stopped: ${why || 'no reason given'}.`, hint: 'Reload the page; the recipe is kept.' });

/** The same over any Comlink endpoint; tests use a MessageChannel. */
export function clientOf(engine: Comlink.Remote<EngineApi>, died: Promise<never>, close: () => void): EngineClient {
  const ask = async <T>(asked: Promise<Outcome<T>>): Promise<T> => {
    const outcome = await Promise.race([asked, died]);
    if (outcome.ok) return outcome.value;
    throw AlloyError.fromPlain(outcome.fault);
  };
  return {
    backend: (choice) => ask(engine.backend(choice)),
    inspect: (spec) => ask(engine.inspect(spec)),
    plan: (signal, request) => unlessAborted(signal, ask(engine.plan(request))),
    run: (signal, request, onEvent) => runJob(engine, died, signal, request, onEvent),
    close,
  };
}

async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const value = await work;
  if (signal.aborted) throw new AlloyError({ code: 'aborted', what: 'Cancelled.' });
  return value;
}

let jobs = 0;

async function runJob(engine: Comlink.Remote<EngineApi>, died: Promise<never>, signal: AbortSignal, request: JobRequest, onEvent: (event: JobEvent) => void) {
  const id = `job ${++jobs}`;
  const cancel = () => void engine.cancel(id);
  const ended = new Promise<JobResult>((resolve, reject) => {
    const listen = (event: JobEvent): void => {
      onEvent(event);
      if (event.type === 'done') resolve(event.result);
      if (event.type === 'failed') reject(AlloyError.fromPlain(event.problem));
    };
    signal.addEventListener('abort', cancel, { once: true });
    void engine.run(id, request, Comlink.proxy(listen)).catch(reject);
  });
  try {
    if (signal.aborted) cancel();
    return await Promise.race([ended, died]);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
