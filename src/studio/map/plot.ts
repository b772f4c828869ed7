/** One tensor on a canvas: where the squares lie, which one a point hits, and where the axes have their ticks. */
import type { TensorMap } from '../../engine/client.ts';
import type { Rect } from './grid-layout.ts';
import type { MapWindow, Place } from './map-store.ts';
import type { Shape2 } from './window.ts';

/** Room around the squares: row numbers, column means, row means, column numbers. */
const MARGIN = { left: 48, top: 42, right: 64, bottom: 40 } as const;

/** Squares are no smaller than this, so that they can be told apart and pointed at. */
const LEAST_SQUARE = 4;
/** One row (a vector) is a band of this height. */
const BAND = 56;

/** Where the squares go: all of a square as large as the room allows, whatever the tensor's shape, so that none is a thin strip. */
export function plotRect(width: number, height: number, [rows]: Shape2): Rect {
  const room = { width: Math.max(40, width - MARGIN.left - MARGIN.right), height: Math.max(40, height - MARGIN.top - MARGIN.bottom) };
  if (rows === 1) return { x: MARGIN.left, y: MARGIN.top, width: room.width, height: Math.min(BAND, room.height) };
  const side = Math.min(room.width, room.height);
  return { x: MARGIN.left, y: MARGIN.top, width: side, height: side };
}

/** Most squares each way, rows first. */
export const roomFor = ({ width, height }: Rect): readonly [number, number] => [
  Math.max(1, Math.floor(height / LEAST_SQUARE)),
  Math.max(1, Math.floor(width / LEAST_SQUARE)),
];

export interface Bin {
  readonly index: number;
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

/** The bin that holds an entry; undefined outside what the map covers. */
export function binAt(map: TensorMap, { row, column }: Place): Bin | undefined {
  const { window, rowsPerBin, columnsPerBin, binColumns } = map;
  if (row < window.rows[0] || row >= window.rows[1] || column < window.columns[0] || column >= window.columns[1]) return undefined;
  const r = Math.floor((row - window.rows[0]) / rowsPerBin);
  const c = Math.floor((column - window.columns[0]) / columnsPerBin);
  return binOf(map, r * binColumns + c);
}

export function binOf({ window, rowsPerBin, columnsPerBin, binColumns }: TensorMap, index: number): Bin {
  const row = window.rows[0] + Math.floor(index / binColumns) * rowsPerBin;
  const column = window.columns[0] + (index % binColumns) * columnsPerBin;
  return {
    index,
    rows: [row, Math.min(row + rowsPerBin, window.rows[1])],
    columns: [column, Math.min(column + columnsPerBin, window.columns[1])],
  };
}

export const entriesOf = ({ rows, columns }: Bin): number => (rows[1] - rows[0]) * (columns[1] - columns[0]);

/** The entry under a point of the plot, whole numbers; undefined outside. */
export function entryAt(plot: Rect, { rows, columns }: MapWindow, x: number, y: number): Place | undefined {
  if (x < plot.x || x >= plot.x + plot.width || y < plot.y || y >= plot.y + plot.height) return undefined;
  return {
    row: Math.floor(rows[0] + ((y - plot.y) / plot.height) * (rows[1] - rows[0])),
    column: Math.floor(columns[0] + ((x - plot.x) / plot.width) * (columns[1] - columns[0])),
  };
}

/** Where entries lie on the canvas. */
export function rectOf(plot: Rect, view: MapWindow, { rows, columns }: MapWindow): Rect {
  const perRow = plot.height / (view.rows[1] - view.rows[0]);
  const perColumn = plot.width / (view.columns[1] - view.columns[0]);
  return {
    x: plot.x + (columns[0] - view.columns[0]) * perColumn,
    y: plot.y + (rows[0] - view.rows[0]) * perRow,
    width: (columns[1] - columns[0]) * perColumn,
    height: (rows[1] - rows[0]) * perRow,
  };
}

/** About four round numbers from the first entry to the one after the last, both of which are always there. */
export function axisTicks([from, to]: readonly [number, number]): readonly number[] {
  const span = to - from;
  const power = 2 ** Math.floor(Math.log2(Math.max(1, span / 4)));
  const ticks = [from];
  for (let at = Math.ceil((from + 1) / power) * power; at < to; at += power) ticks.push(at);
  const room = span / 12;
  return [...ticks.filter((at) => at === from || (at - from > room && to - at > room)), to];
}
