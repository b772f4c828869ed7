/** Which calls are under way, for those that must have the machine to themselves. */

export interface UnderWay {
  /** Counts as under way until it settles. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** What `work` gives in a stretch of time in which nothing was under way: it is repeated until it had one. */
  undisturbed<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

export function createUnderWay(): UnderWay {
  const calls = new Set<Promise<unknown>>();
  let begun = 0;
  return {
    async during(work) {
      begun++;
      const call = work();
      calls.add(call);
      try {
        return await call;
      } finally {
        calls.delete(call);
      }
    },
    async undisturbed(signal, work) {
      for (;;) {
        while (calls.size > 0) await Promise.allSettled(calls);
        signal.throwIfAborted();
        const before = begun;
        const result = await work();
        if (begun === before) return result;
      }
    },
  };
}
