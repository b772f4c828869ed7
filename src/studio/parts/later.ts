/** Parts that the first screen does without: loaded when the page has come to rest, or when first needed. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

const loaders: (() => Promise<unknown>)[] = [];

/** A component that loads by itself. Show it inside a `Suspense`. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> {
  loaders.push(load);
  return lazy(async () => ({ default: await load() }));
}

/** So that nothing waits for the network later, not even when there is none any more. */
export function loadTheRest(): void {
  const load = () => {
    // A part that fails now is asked for again when it is needed, and fails there, where it can be seen.
    for (const loader of loaders) void loader().catch(() => undefined);
  };
  if ('requestIdleCallback' in window) requestIdleCallback(load);
  else setTimeout(load, 500);
}
