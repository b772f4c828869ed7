/** Failures that pass by themselves, and how long to wait for that. */
import { AlloyError } from '../base/errors.ts';
import type { ReadObserver } from './source.ts';
import type { Traffic } from './traffic.ts';

/** Something that may go well the next time: a broken connection, a busy server. `message` is a sentence. */
export class Transient extends Error {
  override readonly name = 'Transient';
  /** How long the server asks to wait; absent when nobody said. */
  readonly waitMs: number | undefined;

  constructor(message: string, options: { readonly waitMs?: number | undefined; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.waitMs = options.waitMs;
  }
}

export interface Patience {
  /**
   * Waits until the next attempt makes sense. Throws what cannot pass (and the abort), and AlloyError `network` when
   * patience is at its end. `progressed`: the failed attempt brought something, so counting begins anew.
   */
  after(thrown: unknown, progressed: boolean, signal: AbortSignal): Promise<void>;
}

export function createPatience({ limits, clock }: Traffic, observer: ReadObserver, where: string): Patience {
  let failures = 0;
  return {
    async after(thrown, progressed, signal) {
      signal.throwIfAborted();
      if (!(thrown instanceof Transient)) throw thrown;
      failures = progressed ? 1 : failures + 1;
      if (failures >= limits.attempts) throw exhausted(thrown, failures, where);
      const backoff = Math.min(limits.firstDelayMs * 2 ** (failures - 1), limits.longestDelayMs);
      // Between half and all of it, so that requests that failed together do not come back together.
      const waitMs = Math.min(thrown.waitMs ?? backoff * (0.5 + clock.random() / 2), limits.longestPauseMs);
      observer.noticed(`${where}: ${thrown.message} ${progressed ? 'Going on where it stopped.' : 'Trying again.'}`);
      if (waitMs > 0) await clock.sleep(waitMs, signal);
    },
  };
}

function exhausted(thrown: Transient, attempts: number, where: string): AlloyError {
  return new AlloyError(
    {
      code: 'network',
      what: `${thrown.message} It failed ${attempts} times in a row.`,
      where,
      hint: 'Check the connection and start again.',
    },
    thrown.cause ?? thrown,
  );
}
