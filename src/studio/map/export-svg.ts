/** Maps as drawings: squares with their hatching and dashes, axes, and the legend. */
import type { TensorMap } from '../../engine/client.ts';
import { drawnTitle, escapeXml, type Provenance, svgMetadata } from './export-files.ts';
import { LEGEND_HEIGHT, type Legend, legendSvg } from './export-legend.ts';
import type { GridLayout, PlacedCell, Rect } from './grid-layout.ts';
import { FADED, HATCH_ALPHA, isHatched, type MapLook, NUMBER_ROOM, passes } from './paint-map.ts';
import type { GridValue } from './quantities.ts';
import { isGridHatched } from './quantities.ts';
import { colourOf, cssColour, inkOn, type Rgb, type Scheme } from './scale.ts';

/** Drawings are for paper, which is white. */
const PAPER: Scheme = 'light';
const INK = '#52565b';
const GROUND = '#efefec';
const LINE = '#cfcfca';
/** Of hatching: what reads on pale squares, and on deep ones. */
const HATCHES: readonly Rgb[] = [inkOn([255, 255, 255]), inkOn([0, 0, 0])];

interface SvgCell extends Rect {
  readonly value: number;
  readonly hatched: boolean;
  /** Its number, where there is room for one. */
  readonly text?: string | undefined;
}

interface Drawing {
  readonly width: number;
  /** Without the legend. */
  readonly height: number;
  /** What lies under the squares of a tensor, so that those without a value are seen. */
  readonly ground?: Rect | undefined;
  readonly cells: readonly SvgCell[];
  readonly words: readonly string[];
}

const round = (value: number): number => Math.round(value * 100) / 100;

function rectangle({ x, y, width, height }: Rect, rest: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" ${rest}/>`;
}

/** A square with its marks: hatched where it says nothing of chance, else with its number, dashed below the reference. */
function cellSvg(cell: SvgCell, { scale, filter, dashes }: MapLook): string {
  const colour = colourOf(scale, cell.value, PAPER);
  const full = passes(filter, cell.value);
  const fill = rectangle(cell, `fill="${cssColour(colour)}"${full ? '' : ` fill-opacity="${FADED}"`}`);
  const ink = inkOn(colour);
  const square = full && cell.text !== undefined ? fill + numberSvg(cell, cell.text, ink) : fill;
  const hatch = full && cell.hatched ? rectangle(cell, `fill="url(#hatch-${HATCHES.indexOf(ink)})"`) : '';
  if (!dashes || scale.reference === undefined || cell.value >= scale.reference) return square + hatch;
  const from = `M${round(cell.x + cell.width * 0.25)} ${round(cell.y + cell.height * 0.75)}`;
  return `${square}${hatch}<path d="${from}h${round(cell.width * 0.5)}" stroke="${full ? cssColour(ink) : INK}"/>`;
}

const hatchSvg = (ink: Rgb, i: number): string =>
  `<pattern id="hatch-${i}" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M-1 7 7 -1" stroke="${cssColour(ink)}" stroke-opacity="${HATCH_ALPHA}"/></pattern>`;

const numberSvg = ({ x, y, width, height }: Rect, text: string, ink: Rgb): string =>
  `<text x="${round(x + width / 2)}" y="${round(y + height / 2 + 4)}" text-anchor="middle" fill="${cssColour(ink)}">${escapeXml(text)}</text>`;

function svgText({ width, height, ground, cells, words }: Drawing, look: MapLook, legend: Legend, from: Provenance): string {
  const whole = height + LEGEND_HEIGHT;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${whole}" width="${width}" height="${whole}" font-family="Inter, sans-serif" font-size="11">
<title>${escapeXml(drawnTitle(from))}</title>
${svgMetadata(from)}
${HATCHES.map(hatchSvg).join('')}
<rect width="100%" height="100%" fill="#fff"/>
${ground ? rectangle(ground, `fill="${GROUND}" stroke="${LINE}"`) : ''}
<g shape-rendering="crispEdges">${cells.map((cell) => cellSvg(cell, look)).join('')}</g>
<g fill="${INK}">${words.join('')}
${legendSvg(height, PAPER, legend)}</g>
</svg>
`;
}

const ANCHORS = { left: 'start', center: 'middle', right: 'end' } as const;

interface DrawnGrid {
  readonly layout: GridLayout;
  readonly width: number;
  readonly height: number;
  readonly valueAt: (tensor: number) => GridValue | undefined;
}

export function gridSvg({ layout, width, height, valueAt }: DrawnGrid, look: MapLook, legend: Legend, from: Provenance): string {
  const cells = layout.cells.flatMap((cell) => {
    const value = valueAt(cell.tensor);
    if (!value) return [];
    const hatched = isGridHatched(value, look);
    // A line of paper between squares.
    const size = { width: cell.width - 1, height: cell.height - 1 };
    return [{ ...cell, ...size, value: value.value, hatched, text: hatched || !hasRoom(cell) ? undefined : look.text(value.value) }];
  });
  const words = layout.labels.map(
    ({ text, x, y, align }) => `<text x="${round(x)}" y="${round(y + 4)}" text-anchor="${ANCHORS[align]}">${escapeXml(text)}</text>`,
  );
  return svgText({ width, height, cells, words }, look, legend, from);
}

const hasRoom = ({ width, height, bar }: PlacedCell): boolean =>
  bar === true || (width >= NUMBER_ROOM.width && height >= NUMBER_ROOM.height);

interface DrawnMap {
  readonly map: TensorMap;
  readonly plot: Rect;
  readonly width: number;
  readonly height: number;
}

export function mapSvg({ map, plot, width, height }: DrawnMap, look: MapLook, legend: Legend, from: Provenance): string {
  const cell = { width: plot.width / map.binColumns, height: plot.height / map.binRows };
  const cells = [...map.values].flatMap((value, i) =>
    Number.isNaN(value)
      ? []
      : [
          {
            ...cell,
            x: plot.x + (i % map.binColumns) * cell.width,
            y: plot.y + Math.floor(i / map.binColumns) * cell.height,
            value,
            hatched: isHatched(map, i, look.chance),
          },
        ],
  );
  const bottom = plot.y + plot.height + 16;
  const { rows, columns } = map.window;
  const words = [
    `<text x="${plot.x}" y="${bottom}">column ${columns[0]}</text>`,
    `<text x="${plot.x + plot.width}" y="${bottom}" text-anchor="end">${columns[1] - 1}</text>`,
    `<text x="${plot.x - 6}" y="${plot.y + 10}" text-anchor="end">row ${rows[0]}</text>`,
    `<text x="${plot.x - 6}" y="${plot.y + plot.height}" text-anchor="end">${rows[1] - 1}</text>`,
  ];
  return svgText({ width, height, ground: plot, cells, words }, look, legend, from);
}
