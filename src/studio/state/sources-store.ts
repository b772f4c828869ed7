/**
 * The models at hand: what each reference of a recipe stands for, and what its headers said. The library is wider than
 * the recipe: a model stays in it when a merge no longer uses it.
 */
import { createStore } from 'zustand/vanilla';
import { AlloyError, type PlainFault, toPlainFault } from '../../base/errors.ts';
import type { CheckpointSummary, SourceSpec } from '../../engine/protocol.ts';
import { byName } from './by-name.ts';
import { type BaseChooser, chooseBase } from './choose-base.ts';
import { engine } from './engine.ts';
import { chooseLetter, chooseSlot, distinctLetters } from './model-marks.ts';

export type SourceState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly summary: CheckpointSummary }
  | { readonly kind: 'fault'; readonly fault: PlainFault };

export interface SourceEntry {
  /** The reference in the recipe. */
  readonly ref: string;
  /** Absent: files that were picked before a reload, which the browser does not give again by itself. */
  readonly spec: SourceSpec | undefined;
  readonly state: SourceState;
  readonly letter: string;
  /** 1 to 8. */
  readonly slot: number;
}

export interface SourcesState {
  readonly order: readonly string[];
  readonly entries: Readonly<Record<string, SourceEntry>>;
  /** A read token for the Hub: in this tab's memory only. */
  readonly token: string | undefined;
  /** Where the Hub is, when it is not huggingface.co (tests, mirrors). */
  readonly hubUrl: string | undefined;
}

export const sourcesStore = createStore<SourcesState>(() => ({ order: [], entries: byName({}), token: undefined, hubUrl: undefined }));

/** The recipe may be another's, or this page may have been loaded anew: nobody can tell whether it was ever chosen here. */
const NOT_CHOSEN: PlainFault = {
  code: 'missing',
  what: 'This is a folder on a disk, and a page cannot open one by its path.',
  hint: 'Choose it on this computer; after the page was loaded anew, once more.',
};

/** The spec with what only this tab knows: the token and the Hub's address. */
export function completeSpec(spec: SourceSpec): SourceSpec {
  const { token, hubUrl } = sourcesStore.getState();
  return spec.kind === 'hub' ? { ...spec, ...(token && { token }), ...(hubUrl && { hubUrl }) } : spec;
}

/**
 * Puts a model into the library, or gives one that is there new bytes, and reads its headers. Its letter differs from
 * those of `beside`, of all others without it.
 */
export function addSource(ref: string, spec: SourceSpec | undefined, beside?: readonly string[]): void {
  sourcesStore.setState((state) => {
    const known = state.entries[ref];
    const others = Object.values(state.entries);
    const entry: SourceEntry = {
      ref,
      spec,
      state: spec ? { kind: 'loading' } : { kind: 'fault', fault: NOT_CHOSEN },
      letter: known?.letter ?? chooseLetter(ref, beside ? others.filter((other) => beside.includes(other.ref)) : others),
      slot: known?.slot ?? chooseSlot(others),
    };
    return { order: known ? state.order : [...state.order, ref], entries: byName({ ...state.entries, [ref]: entry }) };
  });
  if (spec) void inspect(ref, spec);
}

/** No two models have one letter; those named first keep theirs. */
export function settleLetters(first: readonly string[]): void {
  const { order, entries } = sourcesStore.getState();
  const refs = [...new Set([...first, ...order])].flatMap((ref) => entries[ref] ?? []);
  const settled = distinctLetters(refs);
  if (settled.every(({ ref, letter }) => entries[ref]?.letter === letter)) return;
  sourcesStore.setState({ entries: byName(Object.fromEntries(settled.map((entry) => [entry.ref, entry]))) });
}

export function removeSource(ref: string): void {
  sourcesStore.setState(({ order, entries: { [ref]: _removed, ...entries } }) => ({
    order: order.filter((other) => other !== ref),
    entries: byName(entries),
  }));
}

/** Reads the headers again, as after a network fault. */
export function retrySource(ref: string): void {
  const entry = sourcesStore.getState().entries[ref];
  if (entry?.spec) addSource(ref, entry.spec);
}

/** Keeps the token in memory and asks again for everything that was refused without it. */
export function setToken(token: string | undefined): void {
  sourcesStore.setState({ token });
  for (const { ref, state } of Object.values(sourcesStore.getState().entries)) {
    if (needsToken(state)) retrySource(ref);
  }
}

const needsToken = (state: SourceState): boolean => state.kind === 'fault' && state.fault.code === 'access';

async function inspect(ref: string, spec: SourceSpec): Promise<void> {
  const { token } = sourcesStore.getState();
  const state = await inspectSpec(spec);
  const { entries, token: given } = sourcesStore.getState();
  const entry = entries[ref];
  // Removed, or replaced by other bytes, while the answer was under way.
  if (entry?.spec !== spec) return;
  // The token came while the Hub was still asked without it.
  if (given !== token && needsToken(state)) return inspect(ref, spec);
  sourcesStore.setState(({ entries }) => ({ entries: byName({ ...entries, [ref]: { ...entry, state } }) }));
}

/** What headers say of a source that need not be in the library. */
async function inspectSpec(spec: SourceSpec): Promise<SourceState> {
  try {
    return { kind: 'ready', summary: await engine().inspect(completeSpec(spec)) };
  } catch (thrown) {
    return { kind: 'fault', fault: toPlainFault(thrown) };
  }
}

/** A spec for every reference, or the fault that names the first without one. `guess`: of those that are not in the library. */
export function specsFor(refs: Iterable<string>, guess: (ref: string) => SourceSpec | undefined): Readonly<Record<string, SourceSpec>> {
  const { entries } = sourcesStore.getState();
  const specs = [...refs].map((ref) => {
    const spec = entries[ref]?.spec ?? guess(ref);
    if (!spec) throw new AlloyError({ ...NOT_CHOSEN, where: ref });
    return [ref, completeSpec(spec)] as const;
  });
  return byName(Object.fromEntries(specs));
}

/** A base for models, from the library. */
export const baseAtHand: BaseChooser = (models) => {
  const { order, entries } = sourcesStore.getState();
  const known = order.map((ref) => {
    const state = entries[ref]?.state;
    return { ref, summary: state?.kind === 'ready' ? state.summary : undefined };
  });
  return chooseBase(models, known);
};
