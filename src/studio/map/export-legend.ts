/** The legend that goes with an exported map: its title, its scale, and what the marks mean. */
import type { Surface } from './canvas.tsx';
import { FONT } from './canvas.tsx';
import { escapeXml } from './export-files.ts';
import type { MapLook } from './paint-map.ts';
import { type ColourScale, gradientStops, type Scheme } from './scale.ts';
import type { Shown } from './shown.ts';
import { shortText, unitOf } from './words.ts';

/** Height at the foot of an exported picture. */
export const LEGEND_HEIGHT = 66;
const LEFT = 48;
const WIDTH = 260;
const BAR = 10;

interface Mark {
  readonly text: string;
  /** Along the scale, 0 to 1. */
  readonly at: number;
}

export interface Legend {
  readonly title: string;
  readonly scale: ColourScale;
  readonly marks: readonly Mark[];
  /** What hatching and dashes say, where there are any. */
  readonly note: string;
}

export function legendOf(title: string, { quantity, scale }: Shown, { chance, dashes }: MapLook): Legend {
  const text = shortText(quantity, scale);
  const unit = unitOf(quantity, scale);
  const middle = scale.reference ?? (scale.low + scale.high) / 2;
  const notes = [
    chance !== undefined && 'hatched: too few entries to tell from chance',
    dashes && scale.reference !== undefined && 'dash: below chance',
  ];
  return {
    title,
    scale,
    marks: [
      { at: 0, text: text(scale.low) },
      { at: 0.5, text: `${text(middle)} ${unit}${scale.reference === undefined ? '' : ' chance'}` },
      { at: 1, text: `${text(scale.high)}${quantity.share && scale.high >= 1 ? '' : ' and more'}` },
    ],
    note: notes.filter(Boolean).join(' · '),
  };
}

const BASELINES = { title: 14, bar: 24, marks: 48 } as const;

export function paintLegend({ context, inks }: Surface, top: number, { title, scale, marks, note }: Legend): void {
  const gradient = context.createLinearGradient(LEFT, 0, LEFT + WIDTH, 0);
  for (const { offset, colour } of gradientStops(scale.kind, inks.scheme)) gradient.addColorStop(offset, colour);
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  context.fillStyle = inks.ink;
  context.font = `600 12px ${FONT}`;
  context.fillText(title, LEFT, top + BASELINES.title);
  context.fillStyle = gradient;
  context.fillRect(LEFT, top + BASELINES.bar, WIDTH, BAR);
  context.font = `11px ${FONT}`;
  context.fillStyle = inks.ink2;
  for (const { at, text } of marks) {
    context.textAlign = at === 0 ? 'left' : at === 1 ? 'right' : 'center';
    context.fillText(text, LEFT + at * WIDTH, top + BASELINES.marks);
  }
  context.textAlign = 'left';
  context.fillText(note, LEFT + WIDTH + 24, top + BASELINES.bar + BAR - 1);
}

/** The same as a drawing. */
export function legendSvg(top: number, scheme: Scheme, { title, scale, marks, note }: Legend): string {
  const stops = gradientStops(scale.kind, scheme).map(({ offset, colour }) => `<stop offset="${offset}" stop-color="${colour}"/>`);
  const anchor = (at: number) => (at === 0 ? 'start' : at === 1 ? 'end' : 'middle');
  const texts = marks.map(
    ({ at, text }) => `<text x="${LEFT + at * WIDTH}" y="${top + BASELINES.marks}" text-anchor="${anchor(at)}">${escapeXml(text)}</text>`,
  );
  return `<linearGradient id="scale">${stops.join('')}</linearGradient>
<text x="${LEFT}" y="${top + BASELINES.title}" font-size="12" font-weight="600">${escapeXml(title)}</text>
<rect x="${LEFT}" y="${top + BASELINES.bar}" width="${WIDTH}" height="${BAR}" fill="url(#scale)"/>
${texts.join('')}
<text x="${LEFT + WIDTH + 24}" y="${top + BASELINES.bar + BAR - 1}">${escapeXml(note)}</text>`;
}
