/** Bins of a grid over a tensor: how many there are, and which of them an entry lies in. */
import type { BinGrid, Tile } from './backend.ts';

export const binRows = ({ rows, rowsPerBin }: BinGrid): number => Math.ceil((rows[1] - rows[0]) / rowsPerBin);
export const binColumns = ({ columns, columnsPerBin }: BinGrid): number => Math.ceil((columns[1] - columns[0]) / columnsPerBin);

/** Numbers that `contest` gives for each bin: before the voters', and of each voter. */
export const BIN_NUMBERS = 5;
export const VOTER_NUMBERS = 3;

export const numbersOf = (voters: number): number => BIN_NUMBERS + VOTER_NUMBERS * voters;

/** A run of entries of a tile in one row of the grid: from `offset` of the tile, its bin row, the first column after the grid's own. */
export interface GridRun {
  readonly offset: number;
  readonly length: number;
  readonly binRow: number;
  readonly column: number;
}

/** What of the `length` entries from `offset` of the tile, all in one row, lies in the grid. */
export function runInGrid(grid: BinGrid, tile: Tile, offset: number, length: number): GridRun | undefined {
  const place = tileStart(grid, tile);
  const row = place.row + Math.floor(offset / tile.columns);
  const column = place.column + (offset % tile.columns);
  const from = Math.max(column, grid.columns[0]);
  const to = Math.min(column + length, grid.columns[1]);
  if (row < grid.rows[0] || row >= grid.rows[1] || from >= to) return undefined;
  return {
    offset: offset + (from - column),
    length: to - from,
    binRow: Math.floor((row - grid.rows[0]) / grid.rowsPerBin),
    column: from - grid.columns[0],
  };
}

/** The place in the tensor of a tile's first entry. A tile has whole rows of the tensor, or lies within one. */
export const tileStart = ({ width }: BinGrid, { first }: Tile): { row: number; column: number } => ({
  row: Math.floor(first / width),
  column: first % width,
});
