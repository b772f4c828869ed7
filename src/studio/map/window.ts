/** Which part of a tensor is in sight: zooming at a point, panning, and how many entries a square stands for. */
import type { MapWindow, Place } from './map-store.ts';

export type Shape2 = readonly [rows: number, columns: number];
type Range = readonly [number, number];

/** A tensor as the map lays it out: [rows, last dimension], as the engine's tiles are. */
export function flatShape(shape: readonly number[]): Shape2 {
  const columns = shape.at(-1) ?? 1;
  return [shape.slice(0, -1).reduce((product, size) => product * size, 1), columns];
}

export const wholeOf = ([rows, columns]: Shape2): MapWindow => ({ rows: [0, rows], columns: [0, columns] });

export const isWhole = (window: MapWindow, [rows, columns]: Shape2): boolean =>
  window.rows[0] === 0 && window.columns[0] === 0 && window.rows[1] === rows && window.columns[1] === columns;

/** Entries that stay in sight at the closest zoom. */
const LEAST = 4;

function zoomRange([from, to]: Range, factor: number, at: number, size: number): Range {
  const length = Math.min(size, Math.max(Math.min(LEAST, size), Math.round((to - from) * factor)));
  return slide(at - (at - from) * (length / (to - from)), length, size);
}

function slide(from: number, length: number, size: number): Range {
  const start = Math.min(size - length, Math.max(0, Math.round(from)));
  return [start, start + length];
}

/** Below 1 the factor brings nearer. The point stays where it is. */
export const zoomWindow = (window: MapWindow, factor: number, at: Place, [rows, columns]: Shape2): MapWindow => ({
  rows: zoomRange(window.rows, factor, at.row, rows),
  columns: zoomRange(window.columns, factor, at.column, columns),
});

export const panWindow = ({ rows, columns }: MapWindow, by: Place, shape: Shape2): MapWindow => ({
  rows: slide(rows[0] + by.row, rows[1] - rows[0], shape[0]),
  columns: slide(columns[0] + by.column, columns[1] - columns[0], shape[1]),
});

/** A window of so many entries around a place. */
export const windowAround = ({ row, column }: Place, [rows, columns]: Shape2, size: Shape2): MapWindow => ({
  rows: slide(row - size[0] / 2, Math.min(size[0], rows), rows),
  columns: slide(column - size[1] / 2, Math.min(size[1], columns), columns),
});

/** The window, moved as little as shows the place. */
export function windowShowing(window: MapWindow, { row, column }: Place, shape: Shape2): MapWindow {
  const reach = ([from, to]: Range, at: number): number => (at < from ? at - from : at >= to ? at - to + 1 : 0);
  const by = { row: reach(window.rows, row), column: reach(window.columns, column) };
  return by.row === 0 && by.column === 0 ? window : panWindow(window, by, shape);
}

export const sameWindow = (a: MapWindow, b: MapWindow): boolean => String([a.rows, a.columns]) === String([b.rows, b.columns]);
