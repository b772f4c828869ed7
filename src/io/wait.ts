/** Waiting for work that others may wait for too. */

/** The promise's outcome, or the signal's reason if that comes first. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/**
 * `load` at most once, while it succeeds: a failure is forgotten, so that the next caller tries again. A caller that
 * waits for another's attempt does not fail because the other one was aborted.
 */
export function remembered<T>(load: (signal: AbortSignal) => Promise<T>): (signal: AbortSignal) => Promise<T> {
  let loading: Promise<T> | undefined;
  const start = (signal: AbortSignal): Promise<T> => {
    const attempt = load(signal).catch((thrown) => {
      if (loading === attempt) loading = undefined;
      throw thrown;
    });
    loading = attempt;
    return attempt;
  };
  return async (signal) => {
    while (loading) {
      const other = await abortable(loading, signal).catch(() => undefined);
      if (other !== undefined) return other;
      signal.throwIfAborted();
    }
    return start(signal);
  };
}
