/** What this browser has merged, and the recipes it has seen: every run with its figures, every recipe that was left. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { TensorStatistics } from '../../engine/protocol.ts';
import { isRunning, type Run, type RunStatus } from '../state/job-store.ts';
import { LISTS, type List, put, readAll, remove } from './database.ts';

export interface RunRecord {
  readonly id: string;
  readonly name: string;
  /** The recipe in a few words. */
  readonly what: string;
  readonly text: string;
  /** When it began. */
  readonly at: number;
  readonly status: RunStatus;
  readonly seconds: number;
  readonly backend?: string | undefined;
  readonly readBytes?: number | undefined;
  readonly writeBytes?: number | undefined;
  readonly requests?: number | undefined;
  readonly tensors?: number | undefined;
  /** Median over the tensors of how far the result is from each input, relative to the input. */
  readonly moved: readonly { readonly input: string; readonly median: number }[];
  /** The same layer by layer; older entries lack it. */
  readonly layers?: readonly LayerDistances[] | undefined;
  readonly fault?: string | undefined;
}

/** How far a result is from one input, layer by layer. */
export interface LayerDistances {
  readonly input: string;
  readonly base: boolean;
  /** By layer: the median over its tensors; undefined where the input takes no part. */
  readonly medians: readonly (number | undefined)[];
}

export interface KeptRecipe {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly at: number;
}

export interface Book {
  /** Newest first. */
  readonly runs: readonly RunRecord[];
  readonly recipes: readonly KeptRecipe[];
  /** The last attempt to keep something for later visits worked. */
  readonly kept: boolean;
}

/** The oldest go first. An entry is a few kilobytes. */
const MOST: Readonly<Record<List, number>> = { runs: 300, recipes: 200 };

export const bookStore = createStore<Book>(() => ({ runs: [], recipes: [], kept: true }));
export const useBook = <T>(select: (book: Book) => T): T => useStore(bookStore, select);

/** Reads what is kept, also by other tabs; entries of this page that could not be kept stay. */
export async function loadBook(): Promise<void> {
  try {
    const [runs, recipes] = await Promise.all(LISTS.map(readAll));
    bookStore.setState((book) => ({
      runs: newestFirst([...(runs ?? []).filter(isRunRecord), ...book.runs]),
      recipes: newestFirst([...(recipes ?? []).filter(isKeptRecipe), ...book.recipes]),
    }));
  } catch {
    bookStore.setState({ kept: false });
  }
}

/** Of several with one id, the first. */
function newestFirst<T extends { readonly id: string; readonly at: number }>(entries: readonly T[]): readonly T[] {
  return [...new Map(entries.toReversed().map((entry) => [entry.id, entry])).values()].sort((a, b) => b.at - a.at);
}

/** Keeps a run that has ended. */
export function keepRun(run: Run): void {
  if (!isRunning(run)) add('runs', recordOf(run));
}

/** Keeps a recipe; one that is there already comes to the front. */
export function keepRecipe(name: string, text: string): void {
  if (text.trim() === '') return;
  const known = bookStore.getState().recipes.find((recipe) => recipe.name === name && recipe.text === text);
  add('recipes', { id: known?.id ?? crypto.randomUUID(), name, text, at: Date.now() });
}

export function forget(list: List, id: string): void {
  bookStore.setState((book) => ({ [list]: (book[list] as readonly { readonly id: string }[]).filter((entry) => entry.id !== id) }));
  void stored(remove(list, id));
}

function add<L extends List>(list: L, entry: Book[L][number]): void {
  const all = newestFirst<RunRecord | KeptRecipe>([entry, ...bookStore.getState()[list]]);
  bookStore.setState({ [list]: all.slice(0, MOST[list]) });
  void stored(put(list, entry));
  for (const { id } of all.slice(MOST[list])) void stored(remove(list, id));
}

async function stored(change: Promise<void>): Promise<void> {
  const kept = await change.then(
    () => true,
    () => false,
  );
  bookStore.setState({ kept });
}

function recordOf({ id, name, what, text, startedAt, endedAt = startedAt, status, result, fault }: Run): RunRecord {
  const moved = medians(result?.tensors.map((tensor) => tensor.moved ?? []) ?? []);
  return {
    id,
    name,
    what,
    text,
    at: startedAt,
    status,
    seconds: result?.seconds ?? (endedAt - startedAt) / 1000,
    backend: result?.backend.label,
    readBytes: result?.readBytes,
    writeBytes: result?.writeBytes,
    requests: result?.requests,
    tensors: result?.tensors.length,
    moved,
    layers: result && layerDistances(result.tensors),
    fault: fault?.what,
  };
}

type Moved = readonly { readonly input: string; readonly relative: number }[];

function medians(tensors: readonly Moved[]): RunRecord['moved'] {
  const byInput = Map.groupBy(tensors.flat(), ({ input }) => input);
  return [...byInput].map(([input, entries]) => ({ input, median: median(entries.map(({ relative }) => relative)) }));
}

const IN_LAYER = /\.(\d+)\./;

export function layerDistances(tensors: readonly TensorStatistics[]): readonly LayerDistances[] {
  const entries = tensors.flatMap(({ name, moved = [] }) => {
    const layer = IN_LAYER.exec(name)?.[1];
    return layer === undefined ? [] : moved.map((one) => ({ ...one, layer: Number(layer) }));
  });
  return [...Map.groupBy(entries, ({ input }) => input)].map(([input, of]) => {
    const byLayer = Map.groupBy(of, ({ layer }) => layer);
    const medians = Array.from({ length: Math.max(...byLayer.keys()) + 1 }, (_, layer) => {
      const there = byLayer.get(layer);
      return there && median(there.map(({ relative }) => relative));
    });
    return { input, base: of.some(({ base }) => base), medians };
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (i: number) => sorted[i] ?? 0;
  return (at((sorted.length - 1) >> 1) + at(sorted.length >> 1)) / 2;
}

const isEntry = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' &&
  value !== null &&
  ['id', 'name', 'text'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string') &&
  typeof (value as Record<string, unknown>).at === 'number';

/** What an older page may have written differently is left out. */
const isKeptRecipe = (value: unknown): value is KeptRecipe => isEntry(value);
const isRunRecord = (value: unknown): value is RunRecord =>
  isEntry(value) &&
  typeof value.what === 'string' &&
  typeof value.status === 'string' &&
  typeof value.seconds === 'number' &&
  Array.isArray(value.moved);
