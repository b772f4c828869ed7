/** The map as a file: the open tensor's squares, or the model's grid where none is open. */
import type { TensorMap } from '../../engine/client.ts';
import { liveStore } from '../live/live-store.ts';
import { ofMerge } from '../live/observed-merge.ts';
import { totalsOf } from '../live/totals.ts';
import { coverageText } from '../live/words.ts';
import { type Paint, paintedCanvas } from './canvas.tsx';
import { csvText, drawnTitle, type ExportKind, type Provenance, pngOf, saveExport } from './export-files.ts';
import { LEGEND_HEIGHT, type Legend, legendOf, paintLegend } from './export-legend.ts';
import { gridSvg, mapSvg } from './export-svg.ts';
import { layoutDown, modelGrid, type Rect } from './grid-layout.ts';
import { answersStore, mapStore } from './map-store.ts';
import { paintAxes, paintMeans } from './paint-edges.ts';
import { paintGrid } from './paint-grid.ts';
import { type MapLook, paintMap, squaresOf } from './paint-map.ts';
import { binOf, plotRect } from './plot.ts';
import type { Shown } from './shown.ts';
import { shortText } from './words.ts';

const SIZE = { width: 900, height: 860 } as const;
/** Of the grid, which takes less height where there are few layers. */
const GRID = { width: 640, height: 640 } as const;
const GRID_FOOT = 16;

/** `grey`: a picture for paper without colour, where dashes tell what lies below the reference. */
export type MapExport = ExportKind | 'grey';

/** What goes into every kind of file. */
interface Exported {
  readonly shown: Shown;
  /** The open tensor's; undefined: the model's grid. */
  readonly map: TensorMap | undefined;
  readonly from: Provenance;
  readonly look: MapLook;
}

export async function exportMap(kind: MapExport, shown: Shown): Promise<void> {
  const exported = exportedNow(shown, kind === 'grey');
  const { title } = exported.from;
  if (kind === 'csv') return saveExport(new Blob([csvOf(exported)], { type: 'text/csv' }), title, kind);
  const legend = legendOf(drawnTitle(exported.from), shown, exported.look);
  if (kind === 'svg') return saveExport(new Blob([svgOf(exported, legend)], { type: 'image/svg+xml' }), title, kind);
  const picture = pictureOf(exported, legend);
  if (kind === 'grey') turnGrey(picture);
  saveExport(await pngOf(picture, exported.from), title, 'png');
}

function exportedNow(shown: Shown, grey: boolean): Exported {
  const { tensor, frozen, filter, dashes } = mapStore.getState();
  const { map: answered, shows } = answersStore.getState();
  const map = tensor !== undefined && answered?.tensor === tensor && shows === shown.quantity.key ? answered : undefined;
  return {
    shown,
    map,
    from: {
      title: `${ofMerge(shown.quantity.label, shown.observation.document)}${map ? ` in ${map.tensor}` : ', layer by module'}`,
      coverage: map ? 'every weight of the tensor' : coverageText(totalsOf(shown.observation)),
      recipe: frozen?.job.recipe ?? liveStore.getState().of,
    },
    look: {
      scale: shown.scale,
      chance: shown.chance === undefined ? undefined : (map?.chance ?? shown.chance),
      filter,
      dashes: dashes || grey,
      text: shortText(shown.quantity, shown.scale),
    },
  };
}

const plotOf = (map: TensorMap): Rect => plotRect(SIZE.width, SIZE.height, [map.rows, map.columns]);

function gridOf({ observation: { tensors }, quantity }: Shown) {
  const layout = layoutDown(modelGrid(tensors), tensors, GRID.width, GRID.height);
  return {
    layout,
    width: GRID.width,
    height: Math.ceil(layout.height) + GRID_FOOT,
    valueAt: (i: number) => tensors[i] && quantity.ofTensor(tensors[i]),
  };
}

function pictureOf({ shown, map, look }: Exported, legend: Legend): HTMLCanvasElement {
  const grid = gridOf(shown);
  const size = map ? SIZE : grid;
  const paint = map ? mapPaint(map, look) : paintGrid(grid.layout, { ...look, valueAt: grid.valueAt }, undefined);
  return paintedCanvas(size.width, size.height + LEGEND_HEIGHT, (surface) => {
    paint(surface);
    paintLegend(surface, size.height, legend);
  });
}

const mapPaint =
  (map: TensorMap, look: MapLook): Paint =>
  (surface) => {
    const plot = plotOf(map);
    paintMap(surface, plot, map.window, map, look, squaresOf(map, look, surface.inks.scheme));
    paintMeans(surface, plot, map.window, map, look.scale);
    paintAxes(surface, plot, map.window);
  };

const svgOf = ({ shown, map, look, from }: Exported, legend: Legend): string =>
  map ? mapSvg({ map, plot: plotOf(map), ...SIZE }, look, legend, from) : gridSvg(gridOf(shown), look, legend, from);

/** Every pixel as bright as its colour is (ITU-R BT.709). */
function turnGrey(canvas: HTMLCanvasElement): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.getImageData(0, 0, canvas.width, canvas.height);
  const { data } = image;
  const channel = (at: number): number => data[at] ?? 0;
  for (let i = 0; i < data.length; i += 4) {
    data.fill(Math.round(0.2126 * channel(i) + 0.7152 * channel(i + 1) + 0.0722 * channel(i + 2)), i, i + 3);
  }
  context.putImageData(image, 0, 0);
}

const csvOf = ({ shown, map, from }: Exported): string => (map ? mapCsv(map, from) : gridCsv(shown, from));

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
