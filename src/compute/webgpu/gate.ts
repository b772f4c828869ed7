/**
 * Keeps calls in order when one of them cannot be queued on the device at once: while it is under way the gate is shut,
 * and what comes later waits. While the gate is open it costs nothing.
 */

export interface Gate {
  isOpen(): boolean;
  /** Starts `work` after all that came before: now, or when the gate opens. */
  pass(work: () => void): void;
  /** The same for work with a result. */
  ask<T>(work: () => Promise<T>): Promise<T>;
  /** Starts `work` after all that came before, and shuts the gate until it is done. What it throws goes to `failed`. */
  hold(work: () => Promise<void>, failed: (thrown: unknown) => void): void;
}

export function createGate(): Gate {
  let shut: Promise<void> | undefined;

  const after = (work: () => void | Promise<void>): void => {
    const next = (shut ?? Promise.resolve()).then(work).then(() => {
      if (shut === next) shut = undefined;
    });
    shut = next;
  };

  return {
    isOpen: () => shut === undefined,
    pass(work) {
      if (shut) after(work);
      else work();
    },
    ask<T>(work: () => Promise<T>) {
      if (!shut) return work();
      return new Promise<T>((resolve) => after(() => resolve(work())));
    },
    hold: (work, failed) => after(() => work().catch(failed)),
  };
}
