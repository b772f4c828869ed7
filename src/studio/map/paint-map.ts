/** Paints a tensor's squares with what goes around them: axes, means along the edges, hatching and dashes. */
import type { TensorMap } from '../../engine/client.ts';
import { FONT, type Inks, type Surface } from './canvas.tsx';
import { isUntold } from './chance.ts';
import type { Rect } from './grid-layout.ts';
import type { MapWindow } from './map-store.ts';
import { binOf, entriesOf, rectOf } from './plot.ts';
import { type ColourScale, colourOf, colourTable, cssColour, inkOn, levelOf, type Scheme } from './scale.ts';

/** How a map is shown, beside its values. */
export interface MapLook {
  readonly scale: ColourScale;
  readonly chance: number | undefined;
  readonly filter: readonly [number, number] | undefined;
  readonly dashes: boolean;
  /** For a value inside a square. */
  readonly text: (value: number) => string;
}

/** Squares with a number are at least this large. */
export const NUMBER_ROOM = { width: 32, height: 22 } as const;

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
  if (text && hasNumbers(cell)) paintValues(context, inks, at, cell, map, look);
  context.restore();
  context.strokeStyle = inks.line2;
  context.lineWidth = 1;
  context.strokeRect(plot.x - 0.5, plot.y - 0.5, plot.width + 1, plot.height + 1);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const hasNumbers = ({ width, height }: Size): boolean => width >= NUMBER_ROOM.width && height >= NUMBER_ROOM.height;

/** Diagonal lines over squares that say nothing, dashes in those below the reference: two paths for all of them. */
function paintMarks(context: CanvasRenderingContext2D, inks: Inks, at: Rect, cell: Size, map: TensorMap, look: MapLook): void {
  const dashed = look.dashes && look.scale.reference !== undefined ? look.scale.reference : undefined;
  const hatches: InkPaths = new Map();
  const dashes: InkPaths = new Map();
  // Below a number, where there is one.
  const level = hasNumbers(cell) ? 0.86 : 0.5;
  for (let i = 0; i < map.values.length; i++) {
    const value = map.values[i] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const x = at.x + (i % map.binColumns) * cell.width;
    const y = at.y + Math.floor(i / map.binColumns) * cell.height;
    const full = passes(look.filter, value);
    const ink = full ? cssColour(inkOn(colourOf(look.scale, value, inks.scheme))) : inks.ink3;
    if (full && isHatched(map, i, look.chance)) pathIn(hatches, ink).rect(x, y, cell.width, cell.height);
    if (dashed === undefined || value >= dashed) continue;
    const dash = pathIn(dashes, ink);
    dash.moveTo(x + cell.width * 0.2, y + cell.height * level);
    dash.lineTo(x + cell.width * 0.8, y + cell.height * level);
  }
  fillHatched(context, hatches);
  context.lineWidth = 1;
  for (const [ink, dash] of dashes) {
    context.strokeStyle = ink;
    context.stroke(dash);
  }
}

/** Lines that are seen, on a colour that is still told. */
export const HATCH_ALPHA = 0.45;

const patterns = new Map<string, CanvasPattern | null>();

/** What is marked, by the ink that reads on it. */
export type InkPaths = Map<string, Path2D>;

export function pathIn(paths: InkPaths, ink: string): Path2D {
  const path = paths.get(ink) ?? new Path2D();
  paths.set(ink, path);
  return path;
}

/** Fills paths with thin diagonal lines, the same in every cell. */
export function fillHatched(context: CanvasRenderingContext2D, paths: InkPaths): void {
  context.save();
  context.globalAlpha = HATCH_ALPHA;
  for (const [ink, path] of paths) {
    const tile = hatchTile(context, ink);
    if (!tile) continue;
    context.fillStyle = tile;
    context.fill(path);
  }
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
