/** What was asked of the Hub while models are looked for: the search, the judgements by headers, the revisions. */
import { createStore } from 'zustand/vanilla';
import { type PlainFault, toPlainFault } from '../../base/errors.ts';
import type { FitReport, FoundPage, HubAccess, Revision } from '../../engine/client.ts';
import type { SourceSpec } from '../../engine/protocol.ts';
import { engine } from '../state/engine.ts';
import { completeSpec, sourcesStore } from '../state/sources-store.ts';
import type { FitState } from './candidates.ts';

export type SearchState =
  | { readonly kind: 'none' }
  | { readonly kind: 'searching'; readonly before: FoundPage | undefined }
  | { readonly kind: 'found'; readonly page: FoundPage }
  | { readonly kind: 'fault'; readonly fault: PlainFault };

export interface HubState {
  readonly search: SearchState;
  /** By {@link fitKey}. */
  readonly fits: Readonly<Record<string, FitState>>;
  /** By {@link revisionsKey}. */
  readonly revisions: Readonly<Record<string, readonly Revision[]>>;
}

const EMPTY: HubState = { search: { kind: 'none' }, fits: {}, revisions: {} };
export const hubStore = createStore<HubState>(() => EMPTY);

let searching = new AbortController();
/** Ends with the dialog. */
let open = new AbortController();

function access(): HubAccess {
  const { token, hubUrl } = sourcesStore.getState();
  return { token, hubUrl };
}

/** What came before stays on the screen until the new answer is there; a newer search ends an older one. */
export async function search(text: string): Promise<void> {
  searching.abort();
  searching = new AbortController();
  const { signal } = searching;
  const { search: state } = hubStore.getState();
  if (text.trim() === '') return hubStore.setState({ search: { kind: 'none' } });
  const before = state.kind === 'found' ? state.page : state.kind === 'searching' ? state.before : undefined;
  hubStore.setState({ search: { kind: 'searching', before } });
  try {
    const page = await engine().search(signal, text, access());
    if (!signal.aborted) hubStore.setState({ search: { kind: 'found', page } });
  } catch (thrown) {
    if (!signal.aborted) hubStore.setState({ search: { kind: 'fault', fault: toPlainFault(thrown) } });
  }
}

/** The same words mean another question with another token. */
export const fitKey = (key: string, base: string | undefined): string => JSON.stringify([key, base, sourcesStore.getState().token]);

/** So many at once leave the Hub's patience, and the search, room. */
const AT_ONCE = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** Reads headers and judges, once for each question. Without a base the facts alone are read. */
export async function askFit(
  key: string,
  spec: SourceSpec,
  base: { readonly ref: string; readonly spec: SourceSpec } | undefined,
): Promise<void> {
  const question = fitKey(key, base?.ref);
  if (hubStore.getState().fits[question]) return;
  const set = (state: FitState | undefined) =>
    hubStore.setState(({ fits: { [question]: _, ...others } }) => ({ fits: state ? { ...others, [question]: state } : others }));
  set({ kind: 'loading' });
  const { signal } = open;
  await turn();
  try {
    if (signal.aborted) return set(undefined);
    const report: FitReport = base
      ? await engine().fit(signal, completeSpec(spec), completeSpec(base.spec))
      : { summary: await engine().inspect(completeSpec(spec)), rows: [] };
    set({ kind: 'ready', report });
  } catch (thrown) {
    set(signal.aborted ? undefined : { kind: 'fault', fault: toPlainFault(thrown) });
  } finally {
    running--;
    waiting.shift()?.();
  }
}

async function turn(): Promise<void> {
  if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go));
  running++;
}

/** What a token opens may have more of them. */
export const revisionsKey = (id: string, token: string | undefined): string => JSON.stringify([id, token]);

/** Branches, tags and commits; none where the Hub does not tell. */
export async function askRevisions(id: string, token: string | undefined): Promise<void> {
  const key = revisionsKey(id, token);
  if (hubStore.getState().revisions[key]) return;
  const { signal } = open;
  const set = (revisions: readonly Revision[]) => hubStore.setState((state) => ({ revisions: { ...state.revisions, [key]: revisions } }));
  try {
    set(await engine().revisions(signal, id, access()));
  } catch {
    // The report says what is wrong with the repository; without a list its main branch is what there is.
    if (!signal.aborted) set([]);
  }
}

/** The dialog was closed: nothing that was asked for it goes on. */
export function endAsking(): void {
  searching.abort();
  open.abort();
  open = new AbortController();
  hubStore.setState({ search: { kind: 'none' } });
}
