/** The diagnostics of the recipe as it stands: asked for while the Layers tab shows, since they look at every weight. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type PlainFault, toPlainFault } from '../../base/errors.ts';
import type { Diagnostics, ObservedMerge } from '../../engine/client.ts';
import { createLatest, onNextFrame } from '../live/latest.ts';
import { liveStore } from '../live/live-store.ts';
import { engine } from '../state/engine.ts';
import { jobRequest } from '../state/job-request.ts';

export interface DiagnosticsState {
  readonly diagnostics: Diagnostics | undefined;
  /** Share that is done of the answer under way. */
  readonly progress: number | undefined;
  readonly fault: PlainFault | undefined;
}

const NONE: DiagnosticsState = { diagnostics: undefined, progress: undefined, fault: undefined };

export const diagnosticsStore = createStore<DiagnosticsState>(() => NONE);

export const useDiagnostics = <T>(select: (state: DiagnosticsState) => T): T => useStore(diagnosticsStore, select);

/** The last of these may come after the answer itself. */
const tell = (progress: number): void => {
  if (diagnosticsStore.getState().progress !== undefined) diagnosticsStore.setState({ progress });
};

const latest = createLatest<ObservedMerge, Diagnostics>({
  ask: (signal, merge) => engine().diagnostics(signal, merge, tell),
  answered: (diagnostics) => diagnosticsStore.setState({ diagnostics, progress: undefined, fault: undefined }),
  failed(thrown) {
    const fault = toPlainFault(thrown);
    if (fault.code !== 'aborted') diagnosticsStore.setState({ diagnostics: undefined, progress: undefined, fault });
  },
  onFrame: onNextFrame,
});

/** The models of the last question, in their order: its lines are numbered by them. */
let models = '';

function ask(): void {
  // What is under way is of an older recipe, and may take long.
  latest.drop();
  const { observation } = liveStore.getState();
  if (!observation) {
    diagnosticsStore.setState(NONE, true);
    return;
  }
  const now = JSON.stringify(observation.inputs.map(({ ref }) => ref));
  diagnosticsStore.setState(now === models ? { progress: 0 } : { ...NONE, progress: 0 });
  models = now;
  latest.want({ job: jobRequest(), document: observation.document });
}

/** Subscribes while the Layers tab shows. Returns the end of it. */
export function followDiagnostics(): () => void {
  const end = liveStore.subscribe((now, before) => now.observation !== before.observation && ask());
  ask();
  return () => {
    end();
    latest.drop();
    diagnosticsStore.setState(NONE, true);
  };
}
