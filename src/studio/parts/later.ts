/** Parts that the first screen does without: loaded when the page has come to rest, or when first needed. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import { AlloyError } from '../../base/errors.ts';

const loaders: (() => Promise<unknown>)[] = [];

/** A component that loads by itself. Show it inside a `Suspense`. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> {
  loaders.push(load);
  return lazy(async () => ({ default: await load().catch(notLoaded) }));
}

function notLoaded(thrown: unknown): never {
  const hint = 'Load the page anew once there is a network.';
  throw new AlloyError({ code: 'network', what: 'A part of the page could not be loaded.', hint }, thrown);
}

/** So that nothing waits for the network later, not even when there is none any more. */
export function loadTheRest(): void {
  const load = () => {
    // A part that fails now is asked for again when it is needed: what fails then is seen, for the page says so.
    for (const loader of loaders) void loader().catch(() => undefined);
  };
  if ('requestIdleCallback' in window) requestIdleCallback(load);
  else setTimeout(load, 500);
}
