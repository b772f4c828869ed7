/** The layer curve's arithmetic on the screen: layers to the right, values upwards. */
import type { ParameterSpec } from '../../methods/specs.ts';
import type { Curve } from '../../recipe/curve.ts';
import type { SliderScale } from '../parts/slider-scale.ts';

export interface PlotScale {
  readonly width: number;
  readonly height: number;
  readonly layers: number;
  readonly low: number;
  readonly high: number;
}

export const MARGIN = { left: 30, right: 10, top: 26, bottom: 20 } as const;

const span = ({ low, high }: PlotScale): number => high - low || 1;
const wide = ({ width }: PlotScale): number => Math.max(1, width - MARGIN.left - MARGIN.right);
const tall = ({ height }: PlotScale): number => Math.max(1, height - MARGIN.top - MARGIN.bottom);
const end = ({ layers }: PlotScale): number => Math.max(1, layers - 1);

export const xOf = (scale: PlotScale, at: number): number => MARGIN.left + (at / end(scale)) * wide(scale);
export const yOf = (scale: PlotScale, value: number): number => MARGIN.top + (1 - (value - scale.low) / span(scale)) * tall(scale);
export const layerAt = (scale: PlotScale, x: number): number =>
  Math.max(0, Math.min(scale.layers - 1, ((x - MARGIN.left) / wide(scale)) * end(scale)));
export const valueAtY = (scale: PlotScale, y: number): number => scale.low + (1 - (y - MARGIN.top) / tall(scale)) * span(scale);
/** Pixels between two layers. */
export const layerWidth = (scale: PlotScale): number => wide(scale) / end(scale);

/** The slider's ends, and beyond them where a curve goes beyond. */
export function endsOf({ min, max }: SliderScale, curves: readonly Curve[]): { readonly low: number; readonly high: number } {
  const values = curves.flatMap(({ anchors }) => anchors.map(({ value }) => value));
  return { low: Math.min(min, ...values), high: Math.max(max, ...values) };
}

/** Layer numbers under the plot: as many as have room. */
export function layerTicks({ layers, width }: PlotScale): readonly number[] {
  const most = Math.max(2, Math.floor(width / 56));
  const step = [1, 2, 5, 10, 20, 50, 100].find((each) => (layers - 1) / each <= most) ?? layers;
  const ticks = Array.from({ length: Math.floor((layers - 1) / step) + 1 }, (_, i) => i * step);
  const last = layers - 1;
  // The last layer is always named; a tick that would touch its number is not.
  return [...ticks.filter((tick) => tick === 0 || last - tick > step * 0.4), last];
}

/** A value within what the parameter allows, to a tenth of the slider's step. */
export function allowed(value: number, { step, limits }: SliderScale, fine: boolean): number {
  const grain = fine ? step / 10 : step;
  const { min = -Infinity, max = Infinity } = (limits ?? {}) as NonNullable<ParameterSpec['hard']>;
  return Math.max(min, Math.min(max, Number((Math.round(value / grain) * grain).toPrecision(12))));
}
