/** The grid: what it goes through, its cells as they fill, which one is looked at, which are to be merged. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { PlainFault } from '../../base/errors.ts';
import type { Observation } from '../../engine/client.ts';
import type { RunJob } from '../state/job-request.ts';
import type { CellFigures } from './measures.ts';

/** One side of the grid as chosen: a parameter by its id, or none on purpose, and its values as typed. */
export interface SideDraft {
  readonly axis: string;
  /** Absent until something was typed: a list that suits the parameter stands there. */
  readonly text: string | undefined;
}

/** The axis of a side that is not there: the grid is a row. */
export const NONE = 'none';

export type SideName = 'across' | 'down';

/** One side of a grid that was computed. */
export interface Side {
  readonly label: string;
  /** The same inside a longer name. */
  readonly short: string;
  readonly values: readonly number[];
  /** The values as the recipe would write them. */
  readonly texts: readonly string[];
}

export interface Cell {
  readonly column: number;
  readonly row: number;
  /** The whole recipe with this cell's values. */
  readonly recipe: string;
  readonly figures?: CellFigures | undefined;
  readonly fault?: PlainFault | undefined;
}

export interface Sweep {
  /** What was swept: the recipe as it stood, with its models and settings. */
  readonly job: RunJob;
  readonly across: Side;
  readonly down: Side | undefined;
  /** Row by row. */
  readonly cells: readonly Cell[];
  readonly inputs: Observation['inputs'];
  /** What independent signs would give, in the cell that was computed first. */
  readonly chance: number | undefined;
  /** What the cells took so far, one with the other. */
  readonly cellMs: number | undefined;
  /** Entries that were looked at, of how many. */
  readonly looked: number;
  readonly entries: number;
}

export interface Place {
  readonly column: number;
  readonly row: number;
}

export interface SweepState {
  readonly drafts: Readonly<Partial<Record<SideName, SideDraft>>>;
  readonly sweep: Sweep | undefined;
  readonly running: boolean;
  /** Its key; the first of all where the merges have no such. */
  readonly measure: string;
  readonly shows: 'map' | 'table';
  /** The cell that is looked at. */
  readonly cursor: Place | undefined;
  /** Recipes of the cells that are to be merged. */
  readonly marked: readonly string[];
}

export const sweepStore = createStore<SweepState>(() => ({
  drafts: {},
  sweep: undefined,
  running: false,
  measure: '',
  shows: 'map',
  cursor: undefined,
  marked: [],
}));

/** Names an axis by what it writes: the same as long as the recipe has the same models at the same places. */
export const axisId = (document: number, places: readonly (readonly (string | number)[])[]): string =>
  `${document} ${places.map((place) => place.join('.')).join(' ')}`;

export const useSweep = <T>(select: (state: SweepState) => T): T => useStore(sweepStore, select);
export const setSweep = (state: Partial<SweepState>): void => sweepStore.setState(state);

export const setDraft = (side: SideName, draft: SideDraft): void =>
  sweepStore.setState(({ drafts }) => ({ drafts: { ...drafts, [side]: draft } }));

export const isComputed = ({ figures, fault }: Cell): boolean => figures !== undefined || fault !== undefined;

export const cellAt = ({ cells }: Sweep, at: Place | undefined): Cell | undefined =>
  at && cells.find(({ column, row }) => column === at.column && row === at.row);

/** "weight of code 0.4, density 0.6" */
export function cellName({ across, down }: Sweep, { column, row }: Place): string {
  const first = `${across.short} ${across.texts[column]}`;
  return down ? `${first}, ${down.short} ${down.texts[row]}` : first;
}

export function toggleMark({ recipe }: Cell): void {
  sweepStore.setState(({ marked }) => ({
    marked: marked.includes(recipe) ? marked.filter((one) => one !== recipe) : [...marked, recipe],
  }));
}

export function changeCell(at: Cell, found: Pick<Cell, 'figures' | 'fault'>, more: Partial<Sweep> = {}): void {
  const { sweep } = sweepStore.getState();
  // A grid that was begun anew has no room for the answer to an older one.
  if (!sweep?.cells.includes(at)) return;
  setSweep({ sweep: { ...sweep, ...more, cells: sweep.cells.map((cell) => (cell === at ? { ...cell, ...found } : cell)) } });
}
