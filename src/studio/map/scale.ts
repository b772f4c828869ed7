/**
 * The two colour scales of maps (below and above a reference, and magnitude), interpolated in RGB between fixed stops.
 * Canvases cannot read style sheets cheaply, so the stops stand here, one set a scheme.
 */
import { defined } from '../../base/assert.ts';

export type Scheme = 'light' | 'dark';
export type Rgb = readonly [red: number, green: number, blue: number];

/** A range of values that a map shows as colours. */
export interface ColourScale {
  readonly kind: 'diverging' | 'magnitude';
  readonly low: number;
  readonly high: number;
  /** Where a diverging scale is pale. */
  readonly reference: number | undefined;
}

const stops = (text: string): readonly Rgb[] => text.split(' ').map(parseHex);

/** `RRGGBB`. */
export function parseHex(hex: string): Rgb {
  const bits = Number.parseInt(hex, 16);
  return [bits >> 16, (bits >> 8) & 255, bits & 255];
}

const STOPS: Readonly<Record<ColourScale['kind'], Readonly<Record<Scheme, readonly Rgb[]>>>> = {
  diverging: {
    light: stops('0F3B78 225899 3677BB 6699CF 94BCE3 C3D7EA F3F2F0 EFD7BD E9BA88 DF965E D2722D AA5524 833A1A'),
    dark: stops('95CAF8 74B0EC 5296DF 4074B0 2F5383 2C3D55 26282B 52382B 7F4726 AF652F E18337 EEA864 F8CC8C'),
  },
  magnitude: {
    light: stops('F4F4F1 D9EAE5 BFDFDA 98CDC8 70BAB5 51A1A6 2E8896 1D6D85 0A5475 123C5E 132548'),
    dark: stops('242528 272F3D 2A3852 284B68 225F7E 27778D 2C8F9C 4BA9AC 67C4BC 9ADBCE CAF3E0'),
  },
};

/** The colour at `t` in [0, 1] along the stops; beyond the ends it stays theirs. */
function along(colours: readonly Rgb[], t: number): Rgb {
  const at = Math.min(1, Math.max(0, t)) * (colours.length - 1);
  const first = Math.min(Math.floor(at), colours.length - 2);
  const from = defined(colours[first], 'a stop');
  const to = defined(colours[first + 1], 'a stop');
  const share = at - first;
  const mix = (channel: 0 | 1 | 2) => Math.round(from[channel] + (to[channel] - from[channel]) * share);
  return [mix(0), mix(1), mix(2)];
}

/** Where a value lies on its scale, 0 to 1; a diverging scale has its reference at one half. */
export function position({ low, high, reference }: ColourScale, value: number): number {
  const clamp = (t: number) => Math.min(1, Math.max(0, t));
  const part = (from: number, to: number) => (to > from ? clamp((value - from) / (to - from)) : 0);
  if (reference === undefined) return part(low, high);
  return value < reference ? part(low, reference) / 2 : 0.5 + part(reference, high) / 2;
}

export const colourOf = (scale: ColourScale, value: number, scheme: Scheme): Rgb =>
  along(STOPS[scale.kind][scheme], position(scale, value));

/** For bars that stand below or above a reference. */
export function sideColours(scheme: Scheme): { readonly below: string; readonly above: string } {
  const side = (t: number) => cssColour(along(STOPS.diverging[scheme], t));
  return { below: side(1 / 6), above: side(5 / 6) };
}

export const cssColour = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** The stops of a scale, evenly spaced from 0 to 1: for gradients that are no style sheet's. */
export function gradientStops(kind: ColourScale['kind'], scheme: Scheme): readonly { readonly offset: number; readonly colour: string }[] {
  const stopped = STOPS[kind][scheme];
  return stopped.map((colour, i) => ({ offset: i / (stopped.length - 1), colour: cssColour(colour) }));
}

/** A gradient for legends. */
export function cssGradient(kind: ColourScale['kind'], scheme: Scheme): string {
  return `linear-gradient(to right, ${STOPS[kind][scheme].map(cssColour).join(', ')})`;
}

const LEVELS = 256;

/** The scale as packed RGBA (little endian, as in ImageData), a level at a time: painting a map is then one look-up a cell. */
export function colourTable(kind: ColourScale['kind'], scheme: Scheme): Uint32Array {
  return Uint32Array.from({ length: LEVELS }, (_, level) => {
    const [red, green, blue] = along(STOPS[kind][scheme], level / (LEVELS - 1));
    return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  });
}

export const levelOf = (scale: ColourScale, value: number): number => Math.round(position(scale, value) * (LEVELS - 1));

/** Relative luminance as WCAG has it, for text on a cell. */
function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG's ratio of two colours, 1 to 21; text needs 4.5. */
export function contrast(a: Rgb, b: Rgb): number {
  const [first, second] = [luminance(a) + 0.05, luminance(b) + 0.05];
  return Math.max(first, second) / Math.min(first, second);
}

/** Black, not the pages' softer ink: between that and white lie grounds on which neither reads. */
const DARK_INK: Rgb = [0, 0, 0];
const LIGHT_INK: Rgb = [255, 255, 255];

/** Dark or light, whichever reads better on the ground. */
export const inkOn = (ground: Rgb): Rgb => (contrast(DARK_INK, ground) >= contrast(LIGHT_INK, ground) ? DARK_INK : LIGHT_INK);

/** The smallest of 1, 2, 5 × a power of ten that is no less. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((digit) => digit * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}
