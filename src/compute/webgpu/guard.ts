/**
 * A device's failures. WebGPU reports them late, through error scopes and the `lost` promise; the guard collects them
 * so that each surfaces at the next await, as an AlloyError `device`.
 */
import { AlloyError } from '../../base/errors.ts';

export interface Guard {
  /** Runs `work`, which talks to the device, inside error scopes. Throws at once when the device is gone. */
  watch<T>(what: string, work: () => T): T;
  /** Lets a failure wait for {@link settled}. */
  fail(thrown: unknown): void;
  /** Waits until every watched call is known to have gone well; throws the first failure otherwise. */
  settled(): Promise<void>;
  readonly lost: Promise<string>;
}

const FILTERS: readonly GPUErrorFilter[] = ['validation', 'out-of-memory', 'internal'];

export function createGuard(device: GPUDevice): Guard {
  let gone: string | undefined;
  let failure: { readonly thrown: unknown } | undefined;
  const pending = new Set<Promise<void>>();
  const lost = device.lost.then((info) => {
    gone = info.message || info.reason;
    return gone;
  });

  const fail = (thrown: unknown) => {
    failure ??= { thrown };
  };

  const collect = (what: string) => {
    // A lost device rejects the pop; the loss itself is reported by `lost`.
    const outcome = device.popErrorScope().then(
      (error) => {
        if (error) fail(refusalOf(what, error));
      },
      () => undefined,
    );
    const entry = outcome.finally(() => pending.delete(entry));
    pending.add(entry);
  };

  return {
    lost,
    watch(what, work) {
      if (gone !== undefined) throw lossOf(gone);
      for (const filter of FILTERS) device.pushErrorScope(filter);
      try {
        return work();
      } finally {
        for (const _ of FILTERS) collect(what);
      }
    },
    fail,
    async settled() {
      await Promise.all(pending);
      if (gone !== undefined) throw lossOf(gone);
      const known = failure;
      failure = undefined;
      if (known) throw known.thrown;
    },
  };
}

function refusalOf(what: string, error: GPUError): AlloyError {
  const outOfMemory = error instanceof GPUOutOfMemoryError;
  return new AlloyError(
    {
      code: 'device',
      what: outOfMemory ? 'The graphics device ran out of memory.' : `The graphics device refused work: ${error.message}`,
      where: what,
      hint: outOfMemory ? 'Close other tabs that use it, or lower the memory budget.' : 'Alloy can go on without it, on the processor.',
    },
    error,
  );
}

function lossOf(reason: string): AlloyError {
  return new AlloyError({
    code: 'device',
    what: 'The graphics device was lost.',
    where: reason,
    hint: 'Start again on a new device, or on the processor.',
  });
}
