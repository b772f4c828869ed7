/** What goes around and over a tensor's squares: axes, means along the edges, the cursor and pins. */
import type { TensorMap } from '../../engine/client.ts';
import { FONT, type Inks, type Surface } from './canvas.tsx';
import type { Rect } from './grid-layout.ts';
import type { MapWindow } from './map-store.ts';
import { axisTicks, rectOf } from './plot.ts';
import { type ColourScale, position } from './scale.ts';

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
