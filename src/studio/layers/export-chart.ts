/** Charts as files: numbers, a drawing with its colours written out, or a picture of that drawing. */
import { liveStore } from '../live/live-store.ts';
import { ofMerge } from '../live/observed-merge.ts';
import { totalsOf } from '../live/totals.ts';
import { coverageText } from '../live/words.ts';
import { csvText, drawnTitle, type ExportKind, escapeXml, type Provenance, pngOf, saveExport, svgMetadata } from '../map/export-files.ts';
import { colourOf, cssColour, inkOn } from '../map/scale.ts';
import { pictureOf } from '../parts/picture.ts';
import { MATRIX_SCALE, type Matrix } from './panel.ts';

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Of the numbers that show now. */
export function provenanceOf(title: string): Provenance {
  const { of, observation } = liveStore.getState();
  const coverage = observation ? coverageText(totalsOf(observation)) : 'nothing';
  return { title: ofMerge(title, observation?.document), coverage, recipe: of };
}

export async function exportChart(
  kind: ExportKind,
  from: Provenance,
  { header, rows }: Table,
  svg: SVGSVGElement | undefined,
): Promise<void> {
  if (kind === 'csv') return saveExport(new Blob([csvText(from, header, rows)], { type: 'text/csv' }), from.title, kind);
  if (svg) await saveDrawing(kind, from, svgTextOf(svg, from));
}

export async function exportMatrix(kind: ExportKind, from: Provenance, matrix: Matrix): Promise<void> {
  const rows = matrix.names.map((name, i) => [name, ...(matrix.values[i] ?? []).map((value) => value ?? '')]);
  await (kind === 'csv'
    ? exportChart(kind, from, { header: ['', ...matrix.names], rows }, undefined)
    : saveDrawing(kind, from, matrixSvg(matrix, from)));
}

export async function saveDrawing(kind: ExportKind, from: Provenance, text: string): Promise<void> {
  if (kind === 'svg') return saveExport(new Blob([text], { type: 'image/svg+xml' }), from.title, kind);
  saveExport(await pngOf(await pictureOf(text), from), from.title, kind);
}

/** What style sheets decide of a drawing: outside the page there are none. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'opacity',
] as const;

function svgTextOf(svg: SVGSVGElement, from: Provenance): string {
  const { width, height } = svg.getBoundingClientRect();
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [...svg.querySelectorAll('*')];
  for (const [i, element] of [...copy.querySelectorAll('*')].entries()) {
    const original = originals[i];
    if (!original || !(element instanceof SVGElement)) continue;
    const computed = getComputedStyle(original);
    for (const name of STYLES) element.setAttribute(name, computed.getPropertyValue(name));
    for (const name of ['style', 'class']) element.removeAttribute(name);
  }
  const ground = getComputedStyle(document.documentElement).getPropertyValue('--surface');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
${svgMetadata(from)}
<rect width="100%" height="100%" fill="${ground}"/>
${copy.innerHTML}
</svg>
`;
}

const CELL = { width: 88, height: 34, margin: 90 } as const;

function matrixSvg({ names, values }: Matrix, from: Provenance): string {
  const [width, height] = [CELL.margin + names.length * CELL.width, CELL.margin / 2 + names.length * CELL.height];
  const cells = values.flatMap((row, r) =>
    row.map((value, c) => {
      if (value === undefined) return '';
      const ground = colourOf(MATRIX_SCALE, value, 'light');
      const [x, y] = [CELL.margin + c * CELL.width, CELL.margin / 2 + r * CELL.height];
      return `<rect x="${x}" y="${y}" width="${CELL.width - 1}" height="${CELL.height - 1}" fill="${cssColour(ground)}"/><text x="${x + CELL.width / 2}" y="${y + CELL.height / 2 + 4}" text-anchor="middle" fill="${cssColour(inkOn(ground))}">${value.toFixed(2)}</text>`;
    }),
  );
  const labels = names.flatMap((name, i) => [
    `<text x="${CELL.margin - 8}" y="${CELL.margin / 2 + (i + 0.5) * CELL.height + 4}" text-anchor="end">${escapeXml(name)}</text>`,
    `<text x="${CELL.margin + (i + 0.5) * CELL.width}" y="${CELL.margin / 2 - 8}" text-anchor="middle">${escapeXml(name)}</text>`,
  ]);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Inter, sans-serif" font-size="12">
<title>${escapeXml(drawnTitle(from))}</title>
${svgMetadata(from)}
<rect width="100%" height="100%" fill="#fff"/>
${[...cells, ...labels].join('')}
</svg>
`;
}
