/** What a cell of a grid tells: everything that the weights of its merge tell, so that the measure can be changed later. */
import type { Estimate, Observation, TensorObservation } from '../../engine/client.ts';
import { type Totals, totalsOf } from '../live/totals.ts';
import { type ColourScale, niceCeiling } from '../map/scale.ts';
import { shortName } from '../state/model-marks.ts';
import { withMinus } from '../words/format.ts';

export interface Measure {
  readonly key: string;
  readonly label: string;
  readonly formula: string;
  /** Shown in per cent. */
  readonly share: boolean;
  /** Where the scale is pale, for measures that lie on either side of something. */
  readonly reference?: { readonly value: number; readonly name: string } | undefined;
}

/** A number of a cell. Without an error it is exact, or a sample's scaled up to the whole, as the grid says. */
export interface CellFigure {
  readonly value: number;
  readonly error?: number | undefined;
}

export type CellFigures = Readonly<Record<string, CellFigure>>;

type Inputs = Observation['inputs'];

/** All measures of merges with these inputs; `chance` is that of a conflict. */
export function measuresOf(inputs: Inputs, chance: number | undefined): readonly Measure[] {
  const base = inputs.find((input) => input.base);
  const models = inputs.filter((input) => !input.base);
  const against = base ?? inputs[0];
  return [
    ...inputs.map(({ ref, base: isBase }) => ({
      key: `distance ${ref}`,
      label: isBase ? 'Distance to the base' : `Distance to ${shortName(ref)}`,
      formula: isBase ? '‖merge − base‖ / ‖base‖, the size of the merged task vector' : `‖merge − ${shortName(ref)}‖ / ‖${shortName(ref)}‖`,
      share: true,
    })),
    ...(base ? models : []).map(({ ref }) => ({
      key: `agreement ${ref}`,
      label: `Cosine with ${shortName(ref)}`,
      formula: `cos(merge − base, ${shortName(ref)} − base)`,
      share: false,
      reference: { value: 0, name: 'nothing in common' },
    })),
    {
      key: 'conflict',
      label: 'Conflict share',
      formula: 'entries that at least two change, with unequal signs',
      share: true,
      reference: chance === undefined ? undefined : { value: chance, name: 'chance' },
    },
    { key: 'conflictMass', label: 'Conflict mass', formula: '1 − |Σ δ| / Σ |δ| over the same entries', share: true },
    ...models.flatMap(({ ref }) => [
      { key: `won ${ref}`, label: `Signs won by ${shortName(ref)}`, formula: 'share of contested entries', share: true },
      { key: `trimmed ${ref}`, label: `Trimmed of ${shortName(ref)}`, formula: 'share of its changes left out', share: true },
    ]),
    {
      key: 'norm',
      label: 'Norm of the merge',
      formula: `‖merge‖ / ‖${against ? shortName(against.ref) : 'parent'}‖`,
      share: false,
      reference: { value: 1, name: 'as long as it' },
    },
  ];
}

/** A cell's figures by measure; what a merge does not have is left out. */
export function figuresOf(observation: Observation): CellFigures {
  const totals = totalsOf(observation);
  const { parents, conflict, conflictMass, resultNorm } = totals;
  const against = parents.find(({ base }) => base) ?? parents[0];
  const figures: readonly (readonly [string, Estimate | number | undefined])[] = [
    ...parents.flatMap(({ ref, relativeDistance, trimmed, won }, i) => [
      [`distance ${ref}`, relativeDistance] as const,
      [`agreement ${ref}`, agreement(observation, i)] as const,
      [`trimmed ${ref}`, trimmed] as const,
      [`won ${ref}`, won] as const,
    ]),
    ['conflict', conflict],
    ['conflictMass', conflictMass],
    ['norm', against && against.norm > 0 ? resultNorm / against.norm : undefined],
  ];
  return Object.fromEntries(
    figures.flatMap(([key, figure]) => {
      if (figure === undefined) return [];
      if (typeof figure === 'number') return Number.isFinite(figure) ? [[key, { value: figure }]] : [];
      return [[key, { value: figure.value, ...(figure.error > 0 && { error: figure.error }) }]];
    }),
  );
}

/**
 * cos(m − base, x − base) by the law of cosines, from three lengths that were summed over the tensors in which x takes
 * part.
 */
function agreement({ inputs, tensors }: Observation, input: number): number | undefined {
  const base = inputs.findIndex((one) => one.base);
  if (base < 0 || base === input) return undefined;
  const squares = (of: (tensor: TensorObservation) => number | undefined) =>
    tensors.reduce((sum, tensor) => sum + (Number.isFinite(tensor.distances[input]) ? (of(tensor) ?? 0) ** 2 : 0), 0);
  const merged = squares(({ distances }) => distances[base]);
  const own = squares(({ changes }) => changes[input]);
  const apart = squares(({ distances }) => distances[input]);
  return merged > 0 && own > 0 ? (merged + own - apart) / (2 * Math.sqrt(merged * own)) : undefined;
}

export const chanceOf = (observation: Observation): Totals['conflictChance'] => totalsOf(observation).conflictChance;

/** Values nearer to their reference than this are drawn as such, and seen beside it however little they differ. */
const LEAST_REACH = 0.05;

/** From the least to the most that was found; about a reference that is not far from it, as far on either side. */
export function scaleOf({ reference }: Measure, values: readonly number[]): ColourScale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const apart = reference ? Math.max(reference.value - high, low - reference.value) : Infinity;
  if (!reference || apart > Math.max(LEAST_REACH, high - low)) {
    return { kind: 'magnitude', low, high: high > low ? high : low + Math.max(Math.abs(low), 1e-9), reference: undefined };
  }
  const reach = niceCeiling(Math.max(high - reference.value, reference.value - low, LEAST_REACH));
  return { kind: 'diverging', low: reference.value - reach, high: reference.value + reach, reference: reference.value };
}

/** As many decimals as tell such values apart. */
export function decimalsFor({ share }: Measure, values: readonly number[]): number {
  const range = values.length === 0 ? 0 : (Math.max(...values) - Math.min(...values)) * (share ? 100 : 1);
  const least = share ? 1 : 2;
  return range > 0 ? Math.min(4, Math.max(least, Math.ceil(-Math.log10(range / 10)))) : least;
}

/** "12.3": what a cell has room for. */
export const cellText = ({ share }: Measure, { value }: CellFigure, decimals: number): string =>
  withMinus((share ? value * 100 : value).toFixed(decimals));

/** "≈ 12.3 %", "53.6 ± 0.3 %": with its unit and its doubt. */
export function fullText(measure: Measure, figure: CellFigure, decimals: number, sampled: boolean): string {
  const unit = measure.share ? ' %' : '';
  const about = sampled && figure.error === undefined ? '≈ ' : '';
  const doubt = figure.error === undefined ? '' : ` ± ${cellText(measure, { value: figure.error }, decimals)}`;
  return `${about}${cellText(measure, figure, decimals)}${doubt}${unit}`;
}
