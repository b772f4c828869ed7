/** What the Map tab shows: facts of the screen, kept while the page is open. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { PlainFault } from '../../base/errors.ts';
import type { EntryView, Observation, TensorMap } from '../../engine/client.ts';
import type { JobRequest } from '../../engine/protocol.ts';

/** A part of a tensor: rows and columns from, to (not included). */
export interface MapWindow {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface Pin extends Place {
  readonly tensor: string;
}

/** The recipe as it was when "follows sliders" was turned off. */
export interface Frozen {
  readonly observation: Observation;
  readonly job: JobRequest;
}

export interface MapState {
  readonly quantity: string;
  readonly scale: 'chance' | 'absolute';
  /** The tensor beside the grid. */
  readonly tensor: string | undefined;
  /** A person closed the tensor: none opens by itself. */
  readonly closed: boolean;
  /** What of it is in sight; undefined: all. */
  readonly window: MapWindow | undefined;
  readonly cursor: Place | undefined;
  readonly pins: readonly Pin[];
  /** Values outside fade. */
  readonly filter: readonly [number, number] | undefined;
  readonly dashes: boolean;
  readonly table: boolean;
  readonly frozen: Frozen | undefined;
  /** Squares that the plot has room for, each way; undefined until it was measured. */
  readonly room: readonly [number, number] | undefined;
}

/** What the engine answered. */
export interface MapAnswers {
  readonly map: TensorMap | undefined;
  /** The quantity that `map` shows. */
  readonly shows: string | undefined;
  readonly busy: boolean;
  readonly fault: PlainFault | undefined;
  readonly entry: EntryView | undefined;
  /** Upper end of a magnitude scale: of the whole tensor, so that zooming changes no colour. */
  readonly high: number | undefined;
}

export const NO_ANSWERS: MapAnswers = {
  map: undefined,
  shows: undefined,
  busy: false,
  fault: undefined,
  entry: undefined,
  high: undefined,
};

export const mapStore = createStore<MapState>(() => ({
  quantity: 'conflict',
  scale: 'chance',
  tensor: undefined,
  closed: false,
  window: undefined,
  cursor: undefined,
  pins: [],
  filter: undefined,
  dashes: false,
  table: false,
  frozen: undefined,
  room: undefined,
}));

export const answersStore = createStore<MapAnswers>(() => NO_ANSWERS);

export const useMap = <T>(select: (state: MapState) => T): T => useStore(mapStore, select);
export const useAnswers = <T>(select: (state: MapAnswers) => T): T => useStore(answersStore, select);

export const setMap = (state: Partial<MapState>): void => mapStore.setState(state);

export const openTensor = (tensor: string): void => {
  if (mapStore.getState().tensor !== tensor) setMap({ tensor, closed: false, window: undefined, cursor: undefined });
};

const NO_TENSOR = { tensor: undefined, window: undefined, cursor: undefined } as const;

/** One may open by itself again. */
export const leaveTensor = (): void => setMap(NO_TENSOR);

export const closeTensor = (): void => setMap({ ...NO_TENSOR, closed: true });

export const setQuantity = (quantity: string): void => setMap({ quantity, filter: undefined });

const MOST_PINS = 12;

/** Pins the entry under the cursor, or takes its pin out. */
export function togglePin(): void {
  const { tensor, cursor, pins } = mapStore.getState();
  if (tensor === undefined || !cursor) return;
  const others = pins.filter((pin) => pin.tensor !== tensor || pin.row !== cursor.row || pin.column !== cursor.column);
  setMap({ pins: others.length < pins.length ? others : [...pins, { tensor, ...cursor }].slice(-MOST_PINS) });
}
