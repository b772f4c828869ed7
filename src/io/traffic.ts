/**
 * Who may ask the network, and when: a few requests a host at once, and a pause for all of them when the host asks for
 * one. Shared by all sources of a realm, because servers count by address and not by source.
 */

export interface NetworkLimits {
  /** Requests to one host under way at once. Browsers stop at 6 on HTTP/1.1; more long bodies starve each other. */
  readonly perHost: number;
  /** Failures in a row, without progress between them, before giving up. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** First pause after "429 Too Many Requests" when the server's own figure cannot be read; doubles each time. */
  readonly firstPauseMs: number;
  /** The Hub counts in windows of five minutes: no pause needs to be longer. */
  readonly longestPauseMs: number;
  /** A connection that has been silent for so long is given up. */
  readonly silenceMs: number;
}

export const NETWORK_LIMITS: NetworkLimits = {
  perHost: 4,
  attempts: 6,
  firstDelayMs: 500,
  longestDelayMs: 20_000,
  firstPauseMs: 20_000,
  longestPauseMs: 300_000,
  silenceMs: 45_000,
};

/** Time and chance, so that tests need not wait. */
export interface Clock {
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal.addEventListener('abort', stop, { once: true });
    }),
};

export interface Traffic {
  readonly limits: NetworkLimits;
  readonly clock: Clock;
  /** Runs `work` when one of the host's slots is free and no pause is on. */
  within<T>(host: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** The host said 429: everybody waits. Gives the length of the pause. */
  pause(host: string, askedMs: number | undefined): number;
  /** The host served a request: the next pause is a first one again. */
  served(host: string): void;
}

interface Gate {
  free: number;
  readonly waiting: (() => void)[];
  pausedUntil: number;
  pauses: number;
}

export function createTraffic(limits: NetworkLimits = NETWORK_LIMITS, clock: Clock = systemClock): Traffic {
  const gates = new Map<string, Gate>();
  const gateOf = (host: string): Gate => {
    const gate = gates.get(host) ?? { free: limits.perHost, waiting: [], pausedUntil: 0, pauses: 0 };
    gates.set(host, gate);
    return gate;
  };
  return {
    limits,
    clock,
    async within(host, signal, work) {
      const gate = gateOf(host);
      await enter(gate, signal);
      try {
        for (let ms = gate.pausedUntil - clock.now(); ms > 0; ms = gate.pausedUntil - clock.now()) await clock.sleep(ms, signal);
        return await work();
      } finally {
        leave(gate);
      }
    },
    pause(host, askedMs) {
      const gate = gateOf(host);
      const now = clock.now();
      // Requests that were under way together are refused together: that is one refusal, not several.
      if (gate.pausedUntil <= now) gate.pauses++;
      const ms = Math.min(askedMs ?? limits.firstPauseMs * 2 ** (gate.pauses - 1), limits.longestPauseMs);
      gate.pausedUntil = Math.max(gate.pausedUntil, now + ms);
      return gate.pausedUntil - now;
    },
    served(host) {
      gateOf(host).pauses = 0;
    },
  };
}

function enter(gate: Gate, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (gate.free > 0) {
    gate.free--;
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    const go = () => {
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const stop = () => {
      gate.waiting.splice(gate.waiting.indexOf(go), 1);
      reject(signal.reason);
    };
    gate.waiting.push(go);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/** The slot goes to the one who has waited longest. */
function leave(gate: Gate): void {
  const next = gate.waiting.shift();
  if (next) next();
  else gate.free++;
}
