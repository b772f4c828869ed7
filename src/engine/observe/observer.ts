/** What the engine's object does for observing. */
import { AlloyError } from '../../base/errors.ts';
import type { EngineHost } from '../host.ts';
import type {
  Diagnostics,
  EntriesRequest,
  EntryView,
  MapRequest,
  Observation,
  ObservedMerge,
  ObserveRequest,
  TensorMap,
} from '../observe-types.ts';
import type { TensorPlan } from '../plan-types.ts';
import type { BackendChoice, JobRequest } from '../protocol.ts';
import { diagnoseJob } from './diagnostics.ts';
import { viewEntries } from './entries.ts';
import type { OnFilling } from './filling.ts';
import { type ObservedJob, type OpenedJob, observedJob } from './job.ts';
import { mapTensor } from './map.ts';
import { observeJob } from './observe.ts';
import { createSessions } from './sessions.ts';
import { streamTensor } from './stream.ts';
import type { Glimpse } from './walk.ts';

export interface Observer {
  /** A newer call aborts an older one. `onFilling` hears what is known while weights still arrive. */
  observe(request: ObserveRequest, signal: AbortSignal, onFilling?: OnFilling): Promise<Observation>;
  tensorMap(request: MapRequest, signal: AbortSignal): Promise<TensorMap>;
  entries(request: EntriesRequest, signal: AbortSignal): Promise<readonly EntryView[]>;
  /** `onProgress` hears the share that is done. */
  diagnostics(request: ObservedMerge, onProgress: (done: number) => void, signal: AbortSignal): Promise<Diagnostics>;
  /** Ends what is under way and frees all that is held. */
  release(): Promise<void>;
}

/** Up to this many bytes of weights, asking a graphics device takes longer than computing on the processor. */
const QUICK_BYTES = 32 * 1024 * 1024;

export function createObserver(host: EngineHost, open: (request: JobRequest, signal: AbortSignal) => Promise<OpenedJob>): Observer {
  const sessions = createSessions(host);
  let newest = new AbortController();
  const openJob = async ({ job, ...asked }: ObserveRequest, signal: AbortSignal): Promise<ObservedJob> =>
    observedJob(await open(job, signal), asked, host.budgetBytes);
  /** Shows all of one tensor: from memory where it is held, else as it passes. */
  const onTensor = async <T>(
    request: ObservedMerge & Pick<MapRequest, 'tensor'>,
    signal: AbortSignal,
    work: (tensor: TensorPlan, job: ObservedJob, visit: (look: (seen: Glimpse) => Promise<void>) => Promise<unknown>) => Promise<T>,
  ): Promise<T> => {
    const observed = await openJob({ job: request.job, document: request.document }, signal);
    const looked = observed.tensors.find(({ tensor }) => tensor.name === request.tensor);
    if (!looked)
      throw new AlloyError({ code: 'missing', what: 'The merge makes no such tensor from floating-point numbers.', where: request.tensor });
    return await sessions.use(choiceOf(observed, request.job), signal, async (session, stop) => {
      const job = await session.begin(observed, stop);
      const visit = (look: (seen: Glimpse) => Promise<void>) =>
        looked.extent.complete ? session.look(job, looked, stop, look) : streamTensor(host, job, looked.tensor, stop, look);
      return await work(looked.tensor, job, visit);
    });
  };
  return {
    async observe(request, signal, onFilling) {
      const began = performance.now();
      newest.abort();
      newest = new AbortController();
      const both = AbortSignal.any([signal, newest.signal]);
      const job = await openJob(request, both);
      const observed = await sessions.use(choiceOf(job, request.job), both, (session, stop) => observeJob(session, job, stop, onFilling));
      return { ...observed, milliseconds: performance.now() - began };
    },
    tensorMap: (request, signal) => onTensor(request, signal, (tensor, job, visit) => mapTensor(request, tensor, job.inputs, visit)),
    entries: (request, signal) => onTensor(request, signal, (tensor, job, visit) => viewEntries(request, tensor, job.inputs, visit)),
    async diagnostics(request, onProgress, signal) {
      const job = await openJob(request, signal);
      return await sessions.use(choiceOf(job, request.job), signal, async (session, stop) =>
        diagnoseJob(session, await session.begin(job, stop), stop, onProgress),
      );
    },
    release: sessions.release,
  };
}

function choiceOf({ plan }: ObservedJob, { options }: JobRequest): BackendChoice {
  const choice = options?.backend ?? 'auto';
  return choice === 'auto' && plan.cost.readBytes <= QUICK_BYTES ? 'wasm' : choice;
}
