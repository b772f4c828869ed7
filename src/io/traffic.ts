/**
 * Who may ask the network, and when: a few requests a host at once, more where they are small, and a pause for all of
 * them when the host asks for one. Shared by all sources of a realm, because servers count by address and not by source.
 */

export interface NetworkLimits {
  /** Long bodies from one host under way at once: more starve each other. */
  readonly perHost: number;
  /** The same with small ones, which are waiting and hardly any bytes. On HTTP/1.1 browsers let 6 through and queue the others. */
  readonly perHostSmall: number;
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
  perHostSmall: 8,
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

export type RequestSize = 'small' | 'large';

export interface Traffic {
  readonly limits: NetworkLimits;
  readonly clock: Clock;
  /** Runs `work` when the host has room for a request of that size and no pause is on. */
  within<T>(host: string, size: RequestSize, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** The host said 429: everybody waits. Gives the length of the pause. */
  pause(host: string, askedMs: number | undefined): number;
  /** The host served a request: the next pause is a first one again. */
  served(host: string): void;
}

interface Waiting {
  readonly size: RequestSize;
  readonly go: () => void;
}

interface Gate {
  readonly underWay: Record<RequestSize, number>;
  readonly waiting: Waiting[];
  pausedUntil: number;
  pauses: number;
}

export function createTraffic(limits: NetworkLimits = NETWORK_LIMITS, clock: Clock = systemClock): Traffic {
  const gates = new Map<string, Gate>();
  const gateOf = (host: string): Gate => {
    const gate = gates.get(host) ?? { underWay: { small: 0, large: 0 }, waiting: [], pausedUntil: 0, pauses: 0 };
    gates.set(host, gate);
    return gate;
  };
  const hasRoom = ({ underWay: { small, large } }: Gate, size: RequestSize): boolean =>
    small + large < limits.perHostSmall && (size === 'small' || large < limits.perHost);
  /** The room goes to those who have waited longest, of those who fit. */
  const admit = (gate: Gate): void => {
    for (;;) {
      const at = gate.waiting.findIndex(({ size }) => hasRoom(gate, size));
      const [next] = at < 0 ? [] : gate.waiting.splice(at, 1);
      if (!next) return;
      gate.underWay[next.size]++;
      next.go();
    }
  };
  return {
    limits,
    clock,
    async within(host, size, signal, work) {
      const gate = gateOf(host);
      await enter(gate, size, signal, admit);
      try {
        for (let ms = gate.pausedUntil - clock.now(); ms > 0; ms = gate.pausedUntil - clock.now()) await clock.sleep(ms, signal);
        return await work();
      } finally {
        gate.underWay[size]--;
        admit(gate);
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

function enter(gate: Gate, size: RequestSize, signal: AbortSignal, admit: (gate: Gate) => void): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const go = () => {
      signal.removeEventListener('abort', stop);
      resolve();
    };
    const stop = () => {
      gate.waiting.splice(
        gate.waiting.findIndex((one) => one.go === go),
        1,
      );
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    gate.waiting.push({ size, go });
    admit(gate);
  });
}
