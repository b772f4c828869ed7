/** A grid as a file: every measure of every cell as numbers, or the one that shows as a drawing. */
import { saveDrawing } from '../layers/export-chart.ts';
import { coverageText } from '../live/words.ts';
import { csvText, drawnTitle, type ExportKind, escapeXml, type Provenance, saveExport, svgMetadata } from '../map/export-files.ts';
import { colourOf, cssColour, inkOn } from '../map/scale.ts';
import { cellText } from './measures.ts';
import type { ShownSweep } from './use-cells.ts';

export async function exportSweep(kind: ExportKind, shown: ShownSweep): Promise<void> {
  const { sweep, measure } = shown;
  const sides = [sweep.across.label, ...(sweep.down ? [sweep.down.label] : [])].join(' by ');
  const from: Provenance = { title: `${measure.label}, ${sides}`, coverage: coverageText(sweep), recipe: sweep.job.request.recipe };
  if (kind === 'csv') saveExport(new Blob([sweepCsv(shown, from)], { type: 'text/csv' }), from.title, kind);
  else await saveDrawing(kind, from, sweepSvg(shown, from));
}

function sweepCsv({ sweep: { across, down, cells, looked, entries }, measures }: ShownSweep, from: Provenance): string {
  const header = [
    across.label,
    ...(down ? [down.label] : []),
    ...measures.flatMap(({ label }) => [label, `${label}, standard error`]),
    'entries looked at',
    'entries',
  ];
  const rows = cells.map(({ column, row, figures }) => [
    across.values[column] ?? '',
    ...(down ? [down.values[row] ?? ''] : []),
    ...measures.flatMap(({ key }) => [figures?.[key]?.value ?? '', figures?.[key]?.error ?? '']),
    looked,
    entries,
  ]);
  return csvText(from, header, rows);
}

const CELL = { width: 64, height: 32 } as const;
const MARGIN = { left: 110, top: 64, right: 16, bottom: 24 } as const;

/** Drawings are for paper, which is white. */
const PAPER = 'light';

function sweepSvg({ sweep: { across, down, cells }, measure, scale, decimals, figureOf }: ShownSweep, from: Provenance): string {
  const rows = down?.texts ?? [''];
  const width = MARGIN.left + across.texts.length * CELL.width + MARGIN.right;
  const height = MARGIN.top + rows.length * CELL.height + MARGIN.bottom;
  const squares = cells.map((cell) => {
    const figure = figureOf(cell);
    if (!figure || !scale) return '';
    const ground = colourOf(scale, figure.value, PAPER);
    const [x, y] = [MARGIN.left + cell.column * CELL.width, MARGIN.top + cell.row * CELL.height];
    return `<rect x="${x}" y="${y}" width="${CELL.width - 1}" height="${CELL.height - 1}" fill="${cssColour(ground)}"/>${word(cellText(measure, figure, decimals), x + CELL.width / 2, y + 20, 'middle', cssColour(inkOn(ground)))}`;
  });
  const labels = [
    word(`${drawnTitle(from)}${measure.share ? ', %' : ''}`, 12, 20, 'start', INK),
    word(across.label, MARGIN.left, 40, 'start', SOFT),
    word(down?.label ?? '', MARGIN.left - 8, MARGIN.top - 8, 'end', SOFT),
    ...across.texts.map((text, i) => word(text, MARGIN.left + (i + 0.5) * CELL.width, MARGIN.top - 8, 'middle', INK)),
    ...rows.map((text, i) => word(text, MARGIN.left - 8, MARGIN.top + i * CELL.height + 20, 'end', INK)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Inter, sans-serif" font-size="12">
<title>${escapeXml(drawnTitle(from))}</title>
${svgMetadata(from)}
<rect width="100%" height="100%" fill="#fff"/>
${[...squares, ...labels].join('\n')}
</svg>
`;
}

const INK = '#1b1d1f';
const SOFT = '#686c72';

const word = (text: string, x: number, y: number, anchor: 'start' | 'middle' | 'end', fill: string): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${fill}">${escapeXml(text)}</text>`;
