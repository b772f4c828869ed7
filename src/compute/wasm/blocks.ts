/** How a tile is cut into blocks: pieces that fit a register. */
import type { Tile } from '../backend.ts';

/** Entries of a register: few enough that a kernel's registers stay in the first-level cache. */
export const BLOCK = 1024;

export function forEachBlock({ rows, columns }: Tile, visit: (start: number, count: number) => void): void {
  const entries = rows * columns;
  for (let start = 0; start < entries; start += BLOCK) visit(start, Math.min(BLOCK, entries - start));
}

/** Blocks that lie in one row each, where a kernel must know whole rows first. */
export function forEachRowBlock({ rows, columns }: Tile, visit: (start: number, count: number) => void): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column += BLOCK) visit(row * columns + column, Math.min(BLOCK, columns - column));
  }
}

/** The pieces of a block that lie in one row: their place in the block, their length, row and first column. */
export function forEachRun(
  { columns }: Tile,
  start: number,
  count: number,
  visit: (offset: number, length: number, row: number, column: number) => void,
): void {
  for (let offset = 0; offset < count; ) {
    const column = (start + offset) % columns;
    const length = Math.min(columns - column, count - offset);
    visit(offset, length, Math.floor((start + offset) / columns), column);
    offset += length;
  }
}
