/** Paints a tensor's squares with what goes around them: axes, means along the edges, hatching and dashes. */
import type { TensorMap } from '../../engine/client.ts';
import { FONT, type Inks, type Surface } from './canvas.tsx';
import { isUntold } from './chance.ts';
import type { Rect } from './grid-layout.ts';
import type { MapWindow } from './map-store.ts';
import { axisTicks, binOf, entriesOf, rectOf } from './plot.ts';
import { type ColourScale, colourOf, colourTable, cssColour, inkOn, levelOf, position, type Scheme } from './scale.ts';

/** How a map is shown, beside its values. */
export interface MapLook {
  readonly scale: ColourScale;
  readonly chance: number | undefined;
  readonly filter: readonly [number, number] | undefined;
  readonly dashes: boolean;
  /** For a value inside a square. */
  readonly text: (value: number) => string;
}

/** What the filter leaves out keeps this much of its colour. */
export const FADED = 0.16;

export const passes = (filter: MapLook['filter'], value: number): boolean => !filter || (value >= filter[0] && value <= filter[1]);

/** The squares, one pixel each, to be stretched. */
export function squaresOf(map: TensorMap, { scale, filter }: MapLook, scheme: Scheme): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = map.binColumns;
  canvas.height = map.binRows;
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const image = context.createImageData(map.binColumns, map.binRows);
  const pixels = new Uint32Array(image.data.buffer);
  const colours = colourTable(scale.kind, scheme);
  const faded = (Math.round(FADED * 255) << 24) >>> 0;
  for (const [i, value] of map.values.entries()) {
    if (Number.isNaN(value)) continue;
    const colour = colours[levelOf(scale, value)] ?? 0;
    pixels[i] = passes(filter, value) ? colour : ((colour & 0xffffff) | faded) >>> 0;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** A bin that says nothing about chance: a share of several entries, too few of them. One entry is a fact. */
export const isHatched = (map: TensorMap, index: number, chance: number | undefined): boolean => {
  const value = map.values[index] ?? Number.NaN;
  if (chance === undefined || Number.isNaN(value) || entriesOf(binOf(map, index)) === 1) return false;
  return isUntold(value, map.counts[index] ?? 0, chance);
};

export function paintMap(
  { context, inks, text }: Surface,
  plot: Rect,
  view: MapWindow,
  map: TensorMap,
  look: MapLook,
  squares: HTMLCanvasElement,
): void {
  const at = rectOf(plot, view, map.window);
  context.save();
  context.beginPath();
  context.rect(plot.x, plot.y, plot.width, plot.height);
  context.fillStyle = inks.sunken;
  context.fill();
  context.clip();
  context.imageSmoothingEnabled = false;
  // The last bin of a row or column may be cut by the tensor's edge.
  const full = {
    width: (at.width * map.binColumns * map.columnsPerBin) / (map.window.columns[1] - map.window.columns[0]),
    height: (at.height * map.binRows * map.rowsPerBin) / (map.window.rows[1] - map.window.rows[0]),
  };
  context.drawImage(squares, at.x, at.y, full.width, full.height);
  const cell = { width: full.width / map.binColumns, height: full.height / map.binRows };
  paintMarks(context, inks, at, cell, map, look);
  if (text && cell.width >= 32 && cell.height >= 22) paintValues(context, inks, at, cell, map, look);
  context.restore();
  context.strokeStyle = inks.line2;
  context.lineWidth = 1;
  context.strokeRect(plot.x - 0.5, plot.y - 0.5, plot.width + 1, plot.height + 1);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Diagonal lines over squares that say nothing, dashes in those below the reference: two paths for all of them. */
function paintMarks(context: CanvasRenderingContext2D, inks: Inks, at: Rect, cell: Size, map: TensorMap, look: MapLook): void {
  const dashed = look.dashes && look.scale.reference !== undefined ? look.scale.reference : undefined;
  const hatch = new Path2D();
  const dash = new Path2D();
  for (let i = 0; i < map.values.length; i++) {
    const value = map.values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const x = at.x + (i % map.binColumns) * cell.width;
    const y = at.y + Math.floor(i / map.binColumns) * cell.height;
    if (isHatched(map, i, look.chance)) hatch.rect(x, y, cell.width, cell.height);
    if (dashed === undefined || value >= dashed) continue;
    dash.moveTo(x + cell.width * 0.2, y + cell.height / 2);
    dash.lineTo(x + cell.width * 0.8, y + cell.height / 2);
  }
  fillHatched(context, inks, hatch);
  context.strokeStyle = inks.ink2;
  context.lineWidth = 1;
  context.stroke(dash);
}

const patterns = new Map<string, CanvasPattern | null>();

/** Fills a path with thin diagonal lines, the same in every cell. */
export function fillHatched(context: CanvasRenderingContext2D, { ink3 }: Inks, path: Path2D): void {
  const tile = hatchTile(context, ink3);
  if (!tile) return;
  context.save();
  context.globalAlpha = 0.55;
  context.fillStyle = tile;
  context.fill(path);
  context.restore();
}

function hatchTile(context: CanvasRenderingContext2D, ink: string): CanvasPattern | null {
  const known = patterns.get(ink);
  if (known !== undefined) return known;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 6;
  const tile = canvas.getContext('2d');
  if (!tile) return null;
  tile.strokeStyle = ink;
  tile.lineWidth = 1;
  for (const shift of [-6, 0, 6]) {
    tile.moveTo(shift, 6);
    tile.lineTo(shift + 6, 0);
  }
  tile.stroke();
  const pattern = context.createPattern(canvas, 'repeat');
  patterns.set(ink, pattern);
  return pattern;
}

function paintValues(
  context: CanvasRenderingContext2D,
  { scheme }: Inks,
  at: Rect,
  cell: Size,
  map: TensorMap,
  { scale, text, filter }: MapLook,
): void {
  context.font = `11px ${FONT}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const [i, value] of map.values.entries()) {
    if (Number.isNaN(value) || !passes(filter, value)) continue;
    context.fillStyle = cssColour(inkOn(colourOf(scale, value, scheme)));
    context.fillText(
      text(value),
      at.x + ((i % map.binColumns) + 0.5) * cell.width,
      at.y + (Math.floor(i / map.binColumns) + 0.5) * cell.height,
    );
  }
}

export function paintAxes({ context, inks, text }: Surface, plot: Rect, { rows, columns }: MapWindow): void {
  if (!text) return;
  context.font = `11px ${FONT}`;
  context.fillStyle = inks.ink3;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const row of axisTicks(rows))
    context.fillText(String(row), plot.x - 6, plot.y + ((row - rows[0]) / (rows[1] - rows[0])) * plot.height);
  context.textBaseline = 'top';
  context.textAlign = 'center';
  for (const column of axisTicks(columns)) {
    context.fillText(String(column), plot.x + ((column - columns[0]) / (columns[1] - columns[0])) * plot.width, plot.y + plot.height + 5);
  }
  context.fillText('column', plot.x + plot.width / 2, plot.y + plot.height + 20);
  context.save();
  context.translate(plot.x - 44, plot.y + plot.height / 2);
  context.rotate(-Math.PI / 2);
  context.fillText('row', 0, 0);
  context.restore();
}

/** Depth of the bands that hold the means. */
const BAND = 30;

/** Lines of the rows' and columns' means, with the reference dotted; the map's own scale decides how far they go. */
export function paintMeans({ context, inks, text }: Surface, plot: Rect, view: MapWindow, map: TensorMap, scale: ColourScale): void {
  const at = rectOf(plot, view, map.window);
  const clip = (x: number, y: number, width: number, height: number) => {
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
  };
  const level = scale.reference === undefined ? 0 : 0.5;
  context.lineWidth = 1;
  clip(plot.x, plot.y - BAND - 6, plot.width, BAND + 2);
  const up = (value: number) => plot.y - 6 - position(scale, value) * (BAND - 2);
  strokeReference(context, inks, plot.x, plot.y - 6 - level * (BAND - 2), plot.x + plot.width, plot.y - 6 - level * (BAND - 2));
  strokeLine(context, inks, map.columnMeans, (i, value) => [at.x + ((i + 0.5) / map.columnMeans.length) * at.width, up(value)]);
  context.restore();
  clip(plot.x + plot.width + 4, plot.y, BAND + 2, plot.height);
  const out = (value: number) => plot.x + plot.width + 6 + position(scale, value) * (BAND - 2);
  strokeReference(
    context,
    inks,
    plot.x + plot.width + 6 + level * (BAND - 2),
    plot.y,
    plot.x + plot.width + 6 + level * (BAND - 2),
    plot.y + plot.height,
  );
  strokeLine(context, inks, map.rowMeans, (i, value) => [out(value), at.y + ((i + 0.5) / map.rowMeans.length) * at.height]);
  context.restore();
  if (!text) return;
  context.fillStyle = inks.ink3;
  context.font = `11px ${FONT}`;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillText('column', plot.x + plot.width + 8, plot.y - 22);
  context.fillText('mean', plot.x + plot.width + 8, plot.y - 8);
  context.fillText('row mean', plot.x + plot.width + 8, plot.y + plot.height + 27);
}

function strokeReference(context: CanvasRenderingContext2D, { ink3 }: Inks, x0: number, y0: number, x1: number, y1: number): void {
  context.save();
  context.strokeStyle = ink3;
  context.setLineDash([1, 2]);
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
  context.restore();
}

function strokeLine(
  context: CanvasRenderingContext2D,
  { ink2 }: Inks,
  values: Float32Array,
  at: (index: number, value: number) => readonly [number, number],
): void {
  context.strokeStyle = ink2;
  context.beginPath();
  let down = false;
  for (const [i, value] of values.entries()) {
    if (Number.isNaN(value)) {
      down = false;
      continue;
    }
    const [x, y] = at(i, value);
    if (down) context.lineTo(x, y);
    else context.moveTo(x, y);
    down = true;
  }
  context.stroke();
}

/** The square under the cursor, with dotted lines to the edges; twice, dark on light, so that it shows on any colour. */
export function paintCursor({ context, inks }: Surface, plot: Rect, at: Rect): void {
  const x = at.x + at.width / 2;
  const y = at.y + at.height / 2;
  context.save();
  context.beginPath();
  context.rect(plot.x, plot.y, plot.width, plot.height);
  context.clip();
  context.strokeStyle = inks.ink;
  context.setLineDash([1.5, 2.5]);
  context.beginPath();
  context.moveTo(plot.x, y);
  context.lineTo(plot.x + plot.width, y);
  context.moveTo(x, plot.y);
  context.lineTo(x, plot.y + plot.height);
  context.stroke();
  context.setLineDash([]);
  context.lineWidth = 4;
  context.strokeStyle = inks.surface;
  context.strokeRect(at.x - 1.5, at.y - 1.5, at.width + 3, at.height + 3);
  context.lineWidth = 2;
  context.strokeStyle = inks.ink;
  context.strokeRect(at.x - 1.5, at.y - 1.5, at.width + 3, at.height + 3);
  context.restore();
}

/** A small ring for a pinned entry. */
export function paintPin({ context, inks }: Surface, at: Rect): void {
  context.beginPath();
  context.arc(at.x + at.width / 2, at.y + at.height / 2, Math.max(4, Math.min(at.width, at.height) / 2), 0, 2 * Math.PI);
  context.lineWidth = 3;
  context.strokeStyle = inks.surface;
  context.stroke();
  context.lineWidth = 1.5;
  context.strokeStyle = inks.accent;
  context.stroke();
}
