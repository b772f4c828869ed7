/** For tests of random methods: a base and models whose task vectors are known exactly, and what a recipe changes in the base. */
import { defined } from '../base/assert.ts';
import type { Backend } from '../compute/backend.ts';
import type { JobOptions } from './protocol.ts';
import { memorySource, runRecipe, type TestHostOptions } from './testing.ts';

export const ROWS = 128;
/** Not a multiple of four, so that a counter's four words are spread over rows. */
export const COLUMNS = 33;

/** The entry of a task vector: a small dyadic number, so that base + entry is exact. */
export type Tau = (row: number, column: number) => number;

/** Magnitudes from 1/64 to COLUMNS/64 that all differ in a row, in an order that is not that of the columns. */
export const scattered: Tau = (row, column) => (1 + ((column * 37 + row * 11) % COLUMNS)) / 64;

/** Two tensors, of the same entries. */
const NAMES = ['w', 'w2'];

const fill = (entry: Tau): number[] => Array.from({ length: ROWS * COLUMNS }, (_, i) => entry(Math.floor(i / COLUMNS), i % COLUMNS));
const baseEntry: Tau = (row, column) => ((row * 5 + column * 3) % 16) / 8 - 1;

const model = (ref: string, entry: Tau) =>
  memorySource(ref, { tensors: NAMES.map((name) => ({ name, dtype: 'F32', shape: [ROWS, COLUMNS], values: fill(entry) })) });

export interface Options extends Pick<TestHostOptions, 'budgetBytes'> {
  readonly backend: Backend;
  readonly job: JobOptions;
}

/** By tensor: result − base, exact where the result is. `recipe` leaves out base and dtype. */
export async function changesOf(
  taus: Readonly<Record<string, Tau>>,
  recipe: string,
  { backend, ...options }: Options,
): Promise<Map<string, Float64Array>> {
  const tuned = Object.entries(taus).map(([ref, tau]) => [ref, model(ref, (row, column) => baseEntry(row, column) + tau(row, column))]);
  const models = { ...Object.fromEntries(tuned), base: model('base', baseEntry) };
  const { tensors } = await runRecipe(models, `base_model: base\ndtype: float32\n${recipe}\n`, { ...options, backend: () => backend });
  const from = fill(baseEntry);
  return new Map(NAMES.map((name) => [name, defined(tensors.get(name), name).values.map((v, i) => v - (from[i] ?? 0))]));
}

/** Which entries changed: 1 or 0 each. */
export const keptIn = (change: Float64Array): Uint8Array => Uint8Array.from(change, (d) => (d === 0 ? 0 : 1));
