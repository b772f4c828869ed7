/**
 * The engine: opens checkpoints, plans, runs. One object, which runs in a worker behind Comlink, in Node for the
 * command line, and inline in tests; what differs between these places is its host.
 */

import { toPlainFault } from '../base/errors.ts';
import { calibrate } from './calibrate.ts';
import type { EngineHost } from './host.ts';
import { createLibrary } from './library.ts';
import type { LibraryApi } from './library-types.ts';
import { runJob } from './merge-job.ts';
import { createObserver } from './observe/observer.ts';
import type { ObserveApi } from './observe-types.ts';
import { openJob, refuse } from './open-job.ts';
import type { Calibration, EngineApi, Outcome } from './protocol.ts';
import { diffJob, verifyJob } from './reports.ts';
import { createGate, type Gate } from './run/gate.ts';
import { createSourcePool } from './sources.ts';
import { summariseCheckpoint, summarisePlan } from './summary.ts';
import { createUnderWay } from './under-way.ts';

export function createEngine(host: EngineHost): EngineApi & ObserveApi & LibraryApi {
  const jobs = new Map<string, AbortController>();
  const gates = new Map<string, Gate>();
  const speeds = new Map<string, Calibration | undefined>();
  const pool = createSourcePool((spec, observer) => host.open(spec, observer));
  const observer = createObserver(host, async (request, signal) => {
    const job = await openJob(host, pool, request, signal);
    refuse(job.plan);
    return job;
  });
  const underWay = createUnderWay();
  /** Ends with `cancel`. */
  const cancellable = <T>(id: string, work: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>> => {
    const abort = new AbortController();
    jobs.set(id, abort);
    return outcome(() => work(abort.signal)).finally(() => jobs.delete(id));
  };
  const call: typeof cancellable = (id, work) => underWay.during(() => cancellable(id, work));
  return {
    ...createLibrary(host, pool, call),
    observe: (id, request, onFilling) => call(id, (signal) => observer.observe(request, signal, onFilling)),
    tensorMap: (id, request) => call(id, (signal) => observer.tensorMap(request, signal)),
    entries: (id, request) => call(id, (signal) => observer.entries(request, signal)),
    diagnostics: (id, request, onProgress = () => undefined) => call(id, (signal) => observer.diagnostics(request, onProgress, signal)),
    release: observer.release,
    backend: (choice) => outcome(async () => (await host.lanes(choice)).report),
    inspect: (id, spec) => cancellable(id, async (signal) => summariseCheckpoint(await pool.open(spec).facts(signal))),
    plan: (id, request) => cancellable(id, async (signal) => summarisePlan(await openJob(host, pool, request, signal))),
    speed: (id, request, family) =>
      cancellable(id, async (signal) => {
        const measure = async () => calibrate(host, await openJob(host, pool, request, signal), signal);
        if (!speeds.has(family)) speeds.set(family, await underWay.undisturbed(signal, measure));
        return { family, merge: speeds.get(family), far: pool.pace(false), near: pool.pace(true) };
      }),
    async run(id, request, onEvent) {
      const abort = new AbortController();
      const gate = createGate();
      jobs.set(id, abort);
      gates.set(id, gate);
      try {
        const result = await underWay.during(() => runJob(host, pool, request, { onEvent, signal: abort.signal, gate }));
        onEvent({ type: 'done', result });
      } catch (thrown) {
        onEvent({ type: 'failed', problem: toPlainFault(abort.signal.aborted ? new DOMException('', 'AbortError') : thrown) });
      } finally {
        jobs.delete(id);
        gates.delete(id);
      }
    },
    async cancel(id) {
      jobs.get(id)?.abort();
    },
    async pause(id) {
      gates.get(id)?.close();
    },
    async resume(id) {
      gates.get(id)?.open();
    },
    diff: (id, a, b, choice) => call(id, (signal) => diffJob(host, pool, a, b, choice, signal)),
    verify: (id, request, output, tensors) => call(id, (signal) => verifyJob(host, pool, request, output, tensors, signal)),
  };
}

async function outcome<T>(work: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    return { ok: false, fault: toPlainFault(thrown) };
  }
}
