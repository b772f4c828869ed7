/** Bounded concurrency: nothing is started without a slot, and a failure stops what has not started. */

/**
 * Runs `work` over `items` in order with at most `limit` under way. The first failure aborts the signal
 * handed to the others, waits for them, and is thrown.
 */
export async function forEachBounded<T>(
  items: Iterable<T>,
  limit: number,
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal, slot: number) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const both = AbortSignal.any([signal, failed.signal]);
  const iterator = items[Symbol.iterator]();
  let failure: { thrown: unknown } | undefined;
  const slot = async (index: number) => {
    for (let next = iterator.next(); !next.done && !both.aborted; next = iterator.next()) {
      try {
        await work(next.value, both, index);
      } catch (thrown) {
        failure ??= { thrown };
        failed.abort(thrown);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, limit) }, (_, i) => slot(i)));
  if (failure) throw failure.thrown;
  signal.throwIfAborted();
}

/** A promise that is settled from outside; Promise.withResolvers, which Node 20 lacks. */
export function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Calls run one after the other, in the order in which they were asked for. */
export function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
