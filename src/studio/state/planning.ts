/** Keeps the plan up to date: a moment after the recipe, the models or the settings changed, the engine is asked anew. */
import { toPlainFault } from '../../base/errors.ts';
import { recipeModels } from '../../recipe/slices.ts';
import { engine } from './engine.ts';
import { jobRequest } from './job-request.ts';
import { jobStore, NO_PLAN, type PlanState } from './job-store.ts';
import { mergesOtherwise, recipeStore } from './recipe-store.ts';
import { settingsStore } from './settings-store.ts';
import { sourcesStore } from './sources-store.ts';
import { askSpeed } from './speed.ts';

/** Long enough that a drag does not ask at every step, short enough to answer while the hand moves. */
const PAUSE_MS = 180;

let timer: ReturnType<typeof setTimeout> | undefined;
let asked = new AbortController();

const setPlan = (plan: Partial<PlanState>) => jobStore.setState((state) => ({ plan: { ...state.plan, ...plan } }));

/** Subscribes to everything a plan depends on. Returns the end of it. */
export function startPlanning(): () => void {
  const ends = [
    recipeStore.subscribe((now, before) => mergesOtherwise(now, before) && planSoon()),
    recipeStore.subscribe((now, before) => now.name !== before.name && planSoon()),
    sourcesStore.subscribe((now, before) => now.entries !== before.entries && planSoon()),
    settingsStore.subscribe(planSoon),
    settingsStore.subscribe((now, before) => now.backend !== before.backend && void askBackend()),
  ];
  planSoon();
  void askBackend();
  return () => {
    clearTimeout(timer);
    asked.abort();
    for (const end of ends) end();
  };
}

function planSoon(): void {
  asked.abort();
  clearTimeout(timer);
  timer = setTimeout(() => void plan(), PAUSE_MS);
  if (!canPlan()) setPlan(NO_PLAN);
}

/** Asks at once, as for the Plan command. */
export async function plan(): Promise<void> {
  clearTimeout(timer);
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  if (!canPlan()) return setPlan(NO_PLAN);
  setPlan({ busy: true });
  try {
    const summary = await engine().plan(signal, jobRequest());
    if (signal.aborted) return;
    setPlan({ busy: false, summary, fault: undefined, at: Date.now() });
    void askSpeed();
  } catch (thrown) {
    if (!signal.aborted) setPlan({ busy: false, summary: undefined, fault: toPlainFault(thrown), at: Date.now() });
  }
}

/** Every model of the recipe has answered. Models that have not, and a recipe with errors, say so themselves. */
export function canPlan(): boolean {
  const { recipe, problems } = recipeStore.getState();
  const { entries } = sourcesStore.getState();
  if (!recipe || problems.some(({ severity }) => severity === 'error')) return false;
  const refs = recipeModels(recipe);
  return refs.length > 0 && refs.every((ref) => entries[ref]?.state.kind === 'ready');
}

/** Which part of the machine computes: after a choice, and after a device was lost. */
export async function askBackend(): Promise<void> {
  const choice = settingsStore.getState().backend;
  try {
    const backend = await engine().backend(choice);
    if (settingsStore.getState().backend === choice) jobStore.setState({ backend });
  } catch {
    // The plan and the run name the fault where it can be mended; the chip only loses its label.
    if (settingsStore.getState().backend === choice) jobStore.setState({ backend: undefined });
  }
}
