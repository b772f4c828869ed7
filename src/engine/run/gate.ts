/**
 * The gate of a job: every read goes through it. Closed, it holds back what has not begun; what has begun is let
 * through. Once nothing is under way any more the job stands still, and so does its clock.
 */
import { deferred } from '../../base/concurrency.ts';
import type { Scratch } from '../../io/output.ts';
import type { CheckpointSource } from '../../io/source.ts';
import { abortable } from '../../io/wait.ts';

export interface Gate {
  /** Resolves while, or as soon as, the gate is open. Rejects with the signal's reason when that aborts first. */
  opened(signal: AbortSignal): Promise<void>;
  /** Begins `work` once the gate is open, and counts as under way until it ends. */
  pass<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  close(): void;
  open(): void;
  /** Called each time the job has come to a stand, and at once when it stands still already. */
  whenStill(told: () => void): void;
  /** Milliseconds, without those in which the job stood still. */
  clock(): number;
}

export function createGate(now: () => number = () => performance.now()): Gate {
  const told: (() => void)[] = [];
  let underWay = 0;
  /** Settles when the gate opens; undefined while it is open. */
  let opening: ReturnType<typeof deferred> | undefined;
  let stillSince: number | undefined;
  let stillFor = 0;
  const settle = (): void => {
    if (!opening || underWay > 0 || stillSince !== undefined) return;
    stillSince = now();
    for (const tell of told) tell();
  };
  const opened = async (signal: AbortSignal): Promise<void> => {
    while (opening) await abortable(opening.promise, signal);
    signal.throwIfAborted();
  };
  return {
    opened,
    async pass(signal, work) {
      await opened(signal);
      underWay++;
      try {
        return await work();
      } finally {
        underWay--;
        settle();
      }
    },
    close() {
      opening ??= deferred();
      settle();
    },
    open() {
      if (stillSince !== undefined) stillFor += now() - stillSince;
      stillSince = undefined;
      opening?.resolve();
      opening = undefined;
    },
    whenStill(tell) {
      told.push(tell);
      if (stillSince !== undefined) tell();
    },
    clock: () => (stillSince ?? now()) - stillFor,
  };
}

/** The source with its weights behind the gate. */
export const gatedSource = (source: CheckpointSource, gate: Gate): CheckpointSource => ({
  facts: source.facts,
  read: (file, offset, into, signal) => gate.pass(signal, () => source.read(file, offset, into, signal)),
  local: source.local,
  close: source.close,
});

/** A scratch file whose second passes wait as first ones do. */
export const gatedScratch = (scratch: Scratch, gate: Gate, signal: AbortSignal): Scratch => ({
  write: scratch.write,
  read: (offset, into) => gate.pass(signal, () => scratch.read(offset, into)),
  close: scratch.close,
});
