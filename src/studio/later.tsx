/** Parts that the first screen does without: loaded when the page has come to rest, or when first needed. */
import { type ComponentType, lazy } from 'react';

const loaders: (() => Promise<unknown>)[] = [];

function later<P extends object>(load: () => Promise<ComponentType<P>>) {
  loaders.push(load);
  return lazy(async () => ({ default: await load() }));
}

export const SourcesDialog = later(async () => (await import('./sources/sources-dialog.tsx')).SourcesDialog);
export const ShortcutsDialog = later(async () => (await import('./shell/shortcuts-dialog.tsx')).ShortcutsDialog);
export const Drawers = later(async () => (await import('./shell/drawers.tsx')).Drawers);
export const RunsView = later(async () => (await import('./runs/runs-view.tsx')).RunsView);
export const RunInspector = later(async () => (await import('./inspector/run-inspector.tsx')).RunInspector);

/** So that nothing waits for the network later, not even when there is none any more. */
export function loadTheRest(): void {
  const load = () => {
    for (const loader of loaders) void loader().catch(() => undefined);
  };
  if ('requestIdleCallback' in window) requestIdleCallback(load);
  else setTimeout(load, 500);
}
