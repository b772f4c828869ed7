/** The map as a file: the open tensor's squares, or the model's grid where none is open. */
import type { TensorMap } from '../../engine/client.ts';
import { liveStore } from '../live/live-store.ts';
import { type Paint, paintedCanvas } from './canvas.tsx';
import { csvText, type ExportKind, escapeXml, type Provenance, pngOf, saveExport, svgMetadata } from './export-files.ts';
import { layoutDown, modelGrid, type Rect } from './grid-layout.ts';
import { answersStore, mapStore } from './map-store.ts';
import { paintAxes, paintMeans } from './paint-edges.ts';
import { paintGrid } from './paint-grid.ts';
import { type MapLook, paintMap, passes, squaresOf } from './paint-map.ts';
import { binOf, plotRect } from './plot.ts';
import { colourOf, cssColour, type Scheme } from './scale.ts';
import type { Shown } from './shown.ts';
import { shortText } from './words.ts';

const SIZE = { width: 900, height: 760 } as const;
const GRID = { width: 520, height: 640 } as const;

export async function exportMap(kind: ExportKind, shown: Shown): Promise<void> {
  const { tensor, frozen } = mapStore.getState();
  const { map: answered, shows } = answersStore.getState();
  const map = tensor !== undefined && answered?.tensor === tensor && shows === shown.quantity.key ? answered : undefined;
  const title = `${shown.quantity.label}${map ? ` in ${map.tensor}` : ', layer by module'}`;
  const from: Provenance = { title, recipe: frozen?.job.recipe ?? liveStore.getState().of };
  const { filter, dashes } = mapStore.getState();
  const look: MapLook = {
    scale: shown.scale,
    chance: shown.chance === undefined ? undefined : (map?.chance ?? shown.chance),
    filter,
    dashes,
    text: shortText(shown.quantity, shown.scale),
  };
  if (kind === 'csv') return saveExport(new Blob([map ? mapCsv(map, from) : gridCsv(shown, from)], { type: 'text/csv' }), title, kind);
  if (kind === 'svg')
    return saveExport(new Blob([map ? mapSvg(map, look, from) : gridSvg(shown, look, from)], { type: 'image/svg+xml' }), title, kind);
  const size = map ? SIZE : GRID;
  saveExport(await pngOf(paintedCanvas(size.width, size.height, map ? mapPaint(map, look) : gridPaint(shown, look)), from), title, kind);
}

const plotOf = (map: TensorMap): Rect => plotRect(SIZE.width, SIZE.height, [map.rows, map.columns]);

const mapPaint =
  (map: TensorMap, look: MapLook): Paint =>
  (surface) => {
    const plot = plotOf(map);
    paintMap(surface, plot, map.window, map, look, squaresOf(map, look, surface.inks.scheme));
    paintMeans(surface, plot, map.window, map, look.scale);
    paintAxes(surface, plot, map.window);
  };

function gridPaint({ observation: { tensors }, quantity }: Shown, look: MapLook): Paint {
  const layout = layoutDown(modelGrid(tensors), tensors, GRID.width, GRID.height);
  return paintGrid(layout, { ...look, valueAt: (i) => tensors[i] && quantity.ofTensor(tensors[i]) }, undefined);
}

function mapCsv(map: TensorMap, from: Provenance): string {
  const rows = [...map.values].map((value, index) => {
    const { rows: r, columns: c } = binOf(map, index);
    return [r[0], r[1] - 1, c[0], c[1] - 1, Number.isNaN(value) ? '' : value, map.counts[index] ?? 0];
  });
  return csvText(from, ['first row', 'last row', 'first column', 'last column', 'value', 'entries that count'], rows);
}

function gridCsv({ observation: { tensors }, quantity }: Shown, from: Provenance): string {
  const rows = tensors.map((tensor) => {
    const value = quantity.ofTensor(tensor);
    return [tensor.name, tensor.layer ?? '', tensor.module, value?.value ?? '', value?.error ?? '', value?.count ?? ''];
  });
  return csvText(from, ['tensor', 'layer', 'module', 'value', 'standard error', 'entries'], rows);
}

/** Drawings are for paper, which is white. */
const PAPER: Scheme = 'light';
const INK = '#52565b';

interface SvgCell extends Rect {
  readonly value: number;
}

function svgText(
  size: { readonly width: number; readonly height: number },
  cells: readonly SvgCell[],
  words: readonly string[],
  look: MapLook,
  from: Provenance,
): string {
  const squares = cells.map(({ x, y, width, height, value }) => {
    const faded = passes(look.filter, value) ? '' : ' fill-opacity="0.16"';
    return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${cssColour(colourOf(look.scale, value, PAPER))}"${faded}/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" font-family="Inter, sans-serif" font-size="11">
<title>${escapeXml(from.title)}</title>
${svgMetadata(from)}
<rect width="100%" height="100%" fill="#fff"/>
<g shape-rendering="crispEdges">${squares.join('')}</g>
<g fill="${INK}">${words.join('')}</g>
</svg>
`;
}

const round = (value: number): number => Math.round(value * 100) / 100;

function gridSvg({ observation: { tensors }, quantity }: Shown, look: MapLook, from: Provenance): string {
  const layout = layoutDown(modelGrid(tensors), tensors, GRID.width, GRID.height);
  const anchors = { left: 'start', center: 'middle', right: 'end' } as const;
  const cells = layout.cells.flatMap((cell) => {
    const tensor = tensors[cell.tensor];
    const value = tensor && quantity.ofTensor(tensor);
    return value ? [{ ...cell, value: value.value }] : [];
  });
  const labels = layout.labels.map(
    ({ text, x, y, align }) => `<text x="${round(x)}" y="${round(y + 4)}" text-anchor="${anchors[align]}">${escapeXml(text)}</text>`,
  );
  return svgText(GRID, cells, labels, look, from);
}

function mapSvg(map: TensorMap, look: MapLook, from: Provenance): string {
  const plot = plotOf(map);
  const width = plot.width / map.binColumns;
  const height = plot.height / map.binRows;
  const cells = [...map.values].flatMap((value, i) =>
    Number.isNaN(value)
      ? []
      : [{ x: plot.x + (i % map.binColumns) * width, y: plot.y + Math.floor(i / map.binColumns) * height, width, height, value }],
  );
  const bottom = plot.y + plot.height + 16;
  const { rows, columns } = map.window;
  const words = [
    `<text x="${plot.x}" y="${plot.y - 12}">${escapeXml(from.title)}</text>`,
    `<text x="${plot.x}" y="${bottom}">column ${columns[0]}</text>`,
    `<text x="${plot.x + plot.width}" y="${bottom}" text-anchor="end">${columns[1] - 1}</text>`,
    `<text x="${plot.x - 6}" y="${plot.y + 10}" text-anchor="end">row ${rows[0]}</text>`,
    `<text x="${plot.x - 6}" y="${plot.y + plot.height}" text-anchor="end">${rows[1] - 1}</text>`,
  ];
  return svgText(SIZE, cells, words, look, from);
}
