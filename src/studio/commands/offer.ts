/** What a page lets commands do while it shows: pages are loaded late, commands are there from the start. */

export interface Offer<T> {
  /** Undefined while nothing that offers it shows. */
  now(): T | undefined;
  /** Returns the end of it. */
  make(offered: T): () => void;
}

export function createOffer<T>(): Offer<T> {
  let held: T | undefined;
  return {
    now: () => held,
    make(offered) {
      held = offered;
      return () => {
        if (held === offered) held = undefined;
      };
    },
  };
}
