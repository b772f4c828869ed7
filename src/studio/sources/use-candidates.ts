/** What the sources dialog lists: models in this browser first, then the Hub's, each with its judgement. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { CheckpointSummary, SourceSpec } from '../../engine/protocol.ts';
import type { Recipe } from '../../recipe/recipe.ts';
import { recipeModels } from '../../recipe/slices.ts';
import { recentsStore } from '../state/recents.ts';
import { baseOf } from '../state/recipe-places.ts';
import { type SourcesState, sourcesStore } from '../state/sources-store.ts';
import { useRecipe, useSources } from '../state/use-store.ts';
import { parseModel } from '../words/parse-model.ts';
import { type Candidate, type FitState, fitsBase, fromEntry, fromId, type Judgement, judge, matches } from './candidates.ts';
import { askFit, fitKey, hubStore, search } from './hub-store.ts';

/** What models are judged against: the recipe's base, else its first model that can be read. */
export interface Measure {
  readonly ref: string;
  readonly spec: SourceSpec;
  readonly summary: CheckpointSummary;
}

function measureOf(recipe: Recipe | undefined, entries: SourcesState['entries']): Measure | undefined {
  const refs = recipe ? [baseOf(recipe), ...recipeModels(recipe)] : [];
  for (const ref of refs) {
    const entry = ref === undefined ? undefined : entries[ref];
    if (entry?.spec && entry.state.kind === 'ready') return { ref: entry.ref, spec: entry.spec, summary: entry.state.summary };
  }
  return undefined;
}

export function useMeasure(): Measure | undefined {
  const recipe = useRecipe((state) => state.recipe);
  const entries = useSources((state) => state.entries);
  return measureOf(recipe, entries);
}

export type Which = 'all' | 'fits' | 'offline';

export interface Row {
  readonly candidate: Candidate;
  readonly fit: FitState | undefined;
  readonly judgement: Judgement | undefined;
}

export interface Rows {
  readonly here: readonly Row[];
  readonly hub: readonly Row[];
  /** "9 of 214" has two numbers: those that were found, and whether the Hub has more. */
  readonly more: boolean;
  /** The Hub was asked and has not answered yet; its rows are those of an earlier answer that have these words too. */
  readonly searching: boolean;
}

/** Typing goes on for a moment before the Hub is asked. */
const PAUSE_MS = 250;
/** Rows whose headers are read without being asked for: those that one sees first. */
const READ_AHEAD = 6;

export function useRows(text: string, which: Which, revisions: Readonly<Record<string, string>>, measure: Measure | undefined): Rows {
  const { order, entries, token } = useSources(useShallow(({ order, entries, token }) => ({ order, entries, token })));
  const recipe = useRecipe((state) => state.recipe);
  const recents = useStore(recentsStore, ({ ids }) => ids);
  const { found, fits } = useStore(
    hubStore,
    useShallow((state) => ({ found: state.search, fits: state.fits })),
  );
  useSearch(text, token);

  const used = new Set(recipe ? recipeModels(recipe) : []);
  const row = (candidate: Candidate): Row => {
    const fit = fits[fitKey(candidateKey(candidate, revisions), baseFor(candidate, measure)?.ref)];
    return { candidate, fit, judgement: judge(candidate, fit, measure?.summary) };
  };
  const wanted = ({ judgement }: Row) => which !== 'fits' || fitsBase(judgement) || judgement === undefined || judgement.open === true;
  const typed = parseModel(text)?.id;
  const words = typed ?? text;
  const library = order.flatMap((ref) => (entries[ref] ? [fromEntry(entries[ref], used.has(ref))] : []));
  const here = library
    .filter((candidate) => matches(candidate, words))
    .map(row)
    .filter(wanted);
  const known = new Set(library.flatMap(({ model }) => (model ? [model.id] : [])));
  const searching = found.kind === 'searching';
  const page = found.kind === 'found' ? found.page : searching ? found.before : undefined;
  const onHub = page?.models.map((model) => fromId(model.id, model)).filter((candidate) => !searching || matches(candidate, words)) ?? [];
  const listed = text.trim() === '' ? recents.map((id) => fromId(id)) : withTyped(text, typed, onHub);
  const hub =
    which === 'offline'
      ? []
      : listed
          .filter(({ key }) => !known.has(key) || key === text.trim())
          .map(row)
          .filter(wanted);
  useReadAhead(which === 'offline' ? [] : hub, measure, revisions, !searching);
  return { here, hub, more: page?.more ?? false, searching: searching && which !== 'offline' };
}

/** A whole id comes first, whether the search knows it or not: private and gated repositories are not in it. */
function withTyped(text: string, typed: string | undefined, found: readonly Candidate[]): readonly Candidate[] {
  if (typed === undefined || !typed.includes('/')) return found;
  const listed = found.find(({ key }) => key.toLowerCase() === typed.toLowerCase());
  const revision = parseModel(text)?.revision;
  const key = revision === undefined ? typed : `${typed}@${revision}`;
  const first =
    listed && revision === undefined ? listed : { ...fromId(typed, listed?.found), key, title: key, model: { id: typed, revision } };
  return [first, ...found.filter((candidate) => candidate !== listed)];
}

function useSearch(text: string, token: string | undefined): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another token finds other models
  useEffect(() => {
    const timer = setTimeout(() => void search(parseModel(text)?.id ?? text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, token]);
}

function useReadAhead(
  rows: readonly Row[],
  measure: Measure | undefined,
  revisions: Readonly<Record<string, string>>,
  settled: boolean,
): void {
  const asked = rows
    .filter(({ candidate, fit, judgement }) => !fit && !candidate.found?.gated && (judgement === undefined || judgement.open))
    .slice(0, READ_AHEAD);
  const key = asked.map(({ candidate }) => candidate.key).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows by name; their other facts do not matter here
  useEffect(() => {
    if (!settled || key === '') return;
    const timer = setTimeout(() => {
      for (const { candidate } of asked) void judgeNow(candidate, measure, revisions);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key, settled, measure?.ref]);
}

/** Nothing is judged against itself. */
const baseFor = ({ ref }: Candidate, measure: Measure | undefined): Measure | undefined => (measure?.ref === ref ? undefined : measure);

/** The question's name: another revision is another question. */
const candidateKey = ({ key, model, ref }: Candidate, revisions: Readonly<Record<string, string>>): string =>
  ref === undefined && model && revisions[key] !== undefined ? `${model.id}@${revisions[key]}` : key;

export async function judgeNow(
  candidate: Candidate,
  measure: Measure | undefined,
  revisions: Readonly<Record<string, string>>,
): Promise<void> {
  const spec = specOf(candidate, revisions);
  if (spec) await askFit(candidateKey(candidate, revisions), spec, baseFor(candidate, measure));
}

function specOf({ ref, model, key }: Candidate, revisions: Readonly<Record<string, string>>): SourceSpec | undefined {
  if (ref !== undefined) return sourcesStore.getState().entries[ref]?.spec;
  const revision = revisions[key] ?? model?.revision;
  return model && { kind: 'hub', id: model.id, ...(revision !== undefined && { revision }) };
}
