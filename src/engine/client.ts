/**
 * The engine as the page sees it: promises that reject with AlloyError, jobs that end when their signal aborts. The
 * engine itself lives in a worker; a worker that dies rejects everything that waits for it.
 */
import * as Comlink from 'comlink';
import { AlloyError } from '../base/errors.ts';
import type { FitReport, FoundPage, HubAccess, LibraryApi, Revision, Storage } from './library-types.ts';
import type {
  Diagnostics,
  EntriesRequest,
  EntryView,
  MapRequest,
  Observation,
  ObserveApi,
  ObservedMerge,
  ObserveRequest,
  TensorMap,
} from './observe-types.ts';
import type {
  BackendChoice,
  BackendReport,
  CheckpointSummary,
  EngineApi,
  JobEvent,
  JobRequest,
  JobResult,
  Outcome,
  PlanSummary,
  SourceSpec,
  Speed,
} from './protocol.ts';

export interface EngineClient {
  backend(choice: BackendChoice): Promise<BackendReport>;
  inspect(spec: SourceSpec): Promise<CheckpointSummary>;
  plan(signal: AbortSignal, request: JobRequest): Promise<PlanSummary>;
  /** What an estimate of a run's time can rest on before there was one. */
  speed(signal: AbortSignal, request: JobRequest, family: string): Promise<Speed>;
  /** `id` names the run for `pause` and `resume`. */
  run(signal: AbortSignal, request: JobRequest, onEvent: (event: JobEvent) => void, id?: string): Promise<JobResult>;
  /** Holds a run; it says `paused` once it stands still. */
  pause(id: string): Promise<void>;
  resume(id: string): Promise<void>;
  /** What weights alone tell about a merge. A newer call ends an older one, which rejects as `aborted`. */
  observe(signal: AbortSignal, request: ObserveRequest, onFilling?: (soFar: Observation) => void): Promise<Observation>;
  tensorMap(signal: AbortSignal, request: MapRequest): Promise<TensorMap>;
  entries(signal: AbortSignal, request: EntriesRequest): Promise<readonly EntryView[]>;
  diagnostics(signal: AbortSignal, request: ObservedMerge, onProgress?: (done: number) => void): Promise<Diagnostics>;
  /** Models on the Hub by words. */
  search(signal: AbortSignal, text: string, access: HubAccess): Promise<FoundPage>;
  revisions(signal: AbortSignal, repository: string, access: HubAccess): Promise<readonly Revision[]>;
  /** Judges a model against another by headers and configs alone. */
  fit(signal: AbortSignal, model: SourceSpec, base: SourceSpec): Promise<FitReport>;
  stored(): Promise<Storage>;
  removeStored(name: string): Promise<boolean>;
  /** Lets go of the weights that observing holds. */
  release(): Promise<void>;
  close(): void;
}

export type * from './library-types.ts';
export type * from './observe-types.ts';

/** The engine in a worker of its own. */
export function createEngineClient(): EngineClient {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'alloy-engine' });
  const died = new Promise<never>((_, reject) => {
    worker.addEventListener('error', (event) => reject(dead(event.message)));
    worker.addEventListener('messageerror', () => reject(dead('a message could not be read')));
  });
  died.catch(() => undefined);
  return clientOf(Comlink.wrap<EngineApi & ObserveApi & LibraryApi>(worker), died, () => worker.terminate());
}

const dead = (why: string): AlloyError =>
  new AlloyError({
    code: 'bug',
    what: `The engine's worker stopped: ${why || 'no reason given'}.`,
    hint: 'Reload the page; the recipe is kept.',
  });

/** The same over any Comlink endpoint; tests use a MessageChannel. */
export function clientOf(
  engine: Comlink.Remote<EngineApi & ObserveApi & LibraryApi>,
  died: Promise<never>,
  close: () => void,
): EngineClient {
  const ask = async <T>(asked: Promise<Outcome<T>>): Promise<T> => {
    const outcome = await Promise.race([asked, died]);
    if (outcome.ok) return outcome.value;
    throw AlloyError.fromPlain(outcome.fault);
  };
  return {
    backend: (choice) => ask(engine.backend(choice)),
    inspect: (spec) => ask(engine.inspect(newCall(), spec)),
    plan: (signal, request) => cancellable(engine, signal, (id) => ask(engine.plan(id, request))),
    speed: (signal, request, family) => cancellable(engine, signal, (id) => ask(engine.speed(id, request, family))),
    observe: (signal, request, onFilling) =>
      cancellable(engine, signal, (id) => ask(engine.observe(id, request, ...(onFilling ? [Comlink.proxy(onFilling)] : [])))),
    tensorMap: (signal, request) => cancellable(engine, signal, (id) => ask(engine.tensorMap(id, request))),
    entries: (signal, request) => cancellable(engine, signal, (id) => ask(engine.entries(id, request))),
    diagnostics: (signal, request, onProgress = () => undefined) =>
      cancellable(engine, signal, (id) => ask(engine.diagnostics(id, request, Comlink.proxy(onProgress)))),
    search: (signal, text, access) => cancellable(engine, signal, (id) => ask(engine.search(id, text, access))),
    revisions: (signal, repository, access) => cancellable(engine, signal, (id) => ask(engine.revisions(id, repository, access))),
    fit: (signal, model, base) => cancellable(engine, signal, (id) => ask(engine.fit(id, model, base))),
    stored: () => ask(engine.stored()),
    removeStored: (name) => ask(engine.removeStored(name)),
    release: () => engine.release(),
    run: (signal, request, onEvent, id = `job ${++jobs}`) => runJob(engine, died, { id, signal, request, onEvent }),
    pause: (id) => engine.pause(id),
    resume: (id) => engine.resume(id),
    close,
  };
}

async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const value = await work;
  if (signal.aborted) throw new AlloyError({ code: 'aborted', what: 'Cancelled.' });
  return value;
}

let jobs = 0;
const newCall = () => `call ${++jobs}`;

/** A call that the engine gives up when the signal aborts. */
async function cancellable<T>(engine: Comlink.Remote<EngineApi>, signal: AbortSignal, call: (id: string) => Promise<T>): Promise<T> {
  const id = newCall();
  const cancel = () => void engine.cancel(id);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    if (signal.aborted) throw new AlloyError({ code: 'aborted', what: 'Cancelled.' });
    return await unlessAborted(signal, call(id));
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

interface RunCall {
  readonly id: string;
  readonly signal: AbortSignal;
  readonly request: JobRequest;
  readonly onEvent: (event: JobEvent) => void;
}

async function runJob(engine: Comlink.Remote<EngineApi>, died: Promise<never>, { id, signal, request, onEvent }: RunCall) {
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
