/** Paints a model's grid: a colour for each tensor, its number where there is room for one. */
import { FONT, type Paint, type Surface } from './canvas.tsx';
import type { GridLayout, PlacedCell } from './grid-layout.ts';
import { FADED, fillHatched, type InkPaths, type MapLook, NUMBER_ROOM, passes, pathIn } from './paint-map.ts';
import { type GridValue, isGridHatched } from './quantities.ts';
import { colourOf, cssColour, inkOn } from './scale.ts';

export interface GridLook extends MapLook {
  readonly valueAt: (tensor: number) => GridValue | undefined;
}

export function paintGrid(layout: GridLayout, look: GridLook, marked: PlacedCell | undefined): Paint {
  return (surface) => {
    const hatches: InkPaths = new Map();
    for (const cell of layout.cells) paintCell(surface, cell, look, hatches);
    fillHatched(surface.context, hatches);
    if (surface.text) paintWords(surface, layout, look, marked);
  };
}

function paintCell({ context, inks }: Surface, cell: PlacedCell, look: GridLook, hatches: InkPaths): void {
  const value = look.valueAt(cell.tensor);
  // A line of ground between squares, unless they are so small that it would be all one sees.
  const gap = Math.min(cell.width, cell.height) > 6 ? 1 : 0;
  const box = [cell.x, cell.y, cell.width - gap, cell.height - gap] as const;
  context.fillStyle = value ? cssColour(colourOf(look.scale, value.value, inks.scheme)) : inks.sunken;
  const full = !value || passes(look.filter, value.value);
  context.globalAlpha = full ? 1 : FADED;
  context.fillRect(...box);
  context.globalAlpha = 1;
  if (!value) return;
  const ink = full ? cssColour(inkOn(colourOf(look.scale, value.value, inks.scheme))) : inks.ink3;
  if (full && isGridHatched(value, look)) pathIn(hatches, ink).rect(...box);
  if (!look.dashes || look.scale.reference === undefined || value.value >= look.scale.reference) return;
  context.fillStyle = ink;
  context.fillRect(cell.x + cell.width * 0.25, cell.y + cell.height - 5, cell.width * 0.5, 1);
}

function paintWords({ context, inks }: Surface, layout: GridLayout, look: GridLook, marked: PlacedCell | undefined): void {
  context.textBaseline = 'middle';
  for (const { text, x, y, align, row, column } of layout.labels) {
    const bold = marked && ((row !== undefined && row === marked.row) || (column !== undefined && column === marked.column));
    context.font = `${bold ? '600 ' : ''}11px ${FONT}`;
    context.fillStyle = bold ? inks.ink : inks.ink3;
    context.textAlign = align;
    context.fillText(text, x, y);
  }
  context.textAlign = 'center';
  context.font = `11px ${FONT}`;
  for (const cell of layout.cells) {
    const value = look.valueAt(cell.tensor);
    if (!value || (!cell.bar && (cell.width < NUMBER_ROOM.width || cell.height < NUMBER_ROOM.height)) || isGridHatched(value, look))
      continue;
    if (!passes(look.filter, value.value)) continue;
    context.fillStyle = cssColour(inkOn(colourOf(look.scale, value.value, inks.scheme)));
    context.fillText(look.text(value.value), cell.x + cell.width / 2, cell.y + cell.height / 2);
  }
}

export function paintGridCursor({ context, inks }: Surface, { x, y, width, height }: PlacedCell): void {
  context.lineWidth = 4;
  context.strokeStyle = inks.surface;
  context.strokeRect(x + 0.5, y + 0.5, width - 2, height - 2);
  context.lineWidth = 2;
  context.strokeStyle = inks.ink;
  context.strokeRect(x - 0.5, y - 0.5, width, height);
}
