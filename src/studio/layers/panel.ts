/** A diagnostic as data: what is drawn, what it is called, what it is compared with. Chart, table and file come from this. */
import type { Diagnostics, Observation, TensorObservation } from '../../engine/client.ts';
import { type Totals, totalsOf } from '../live/totals.ts';
import type { ColourScale } from '../map/scale.ts';

export interface Series {
  readonly key: string;
  readonly label: string;
  /** A CSS colour. */
  readonly colour: string;
  readonly look: 'line' | 'dashed' | 'bar' | 'dots' | 'open';
}

export interface Row {
  readonly x: number | string;
  readonly values: Readonly<Record<string, number | undefined>>;
  /** What chance or noise gives there. */
  readonly floor?: readonly [number, number] | undefined;
}

export interface Panel {
  readonly id: string;
  readonly title: string;
  readonly formula: string;
  /** One line on the picture that is to be expected. */
  readonly expect: string;
  readonly about: string;
  /** Name of the horizontal axis. */
  readonly x: string;
  readonly byLayer: boolean;
  /** The horizontal axis is true to its numbers. */
  readonly measured?: boolean;
  /** Values are shares, shown in per cent. */
  readonly share: boolean;
  readonly series: readonly Series[];
  readonly rows: readonly Row[];
  /** Where bars begin, and a line is drawn. */
  readonly reference?: number | undefined;
  /** Places on the horizontal axis with a dotted line. */
  readonly marks?: readonly { readonly x: number; readonly colour: string }[] | undefined;
}

/** Vectors in rows and columns, with numbers between them. */
export interface Matrix {
  readonly names: readonly string[];
  /** Row by row; undefined on the diagonal. */
  readonly values: readonly (readonly (number | undefined)[])[];
  /** 1/√n */
  readonly floor: number;
}

/** Task vectors are rarely further from orthogonal than this. */
export const MATRIX_SCALE: ColourScale = { kind: 'diverging', low: -0.5, high: 0.5, reference: 0 };

export type ModuleKind = 'all' | 'attention' | 'mlp' | 'norms';

const KINDS: Readonly<Record<Exclude<ModuleKind, 'all'>, RegExp>> = {
  attention: /^(q|k|v|o|qkv)( bias)?$|attn|attention/,
  mlp: /^(gate|up|down|gate·up)( bias)?$|mlp|ffn|expert/,
  norms: /norm|^ln\d/,
};

export const isOfKind = ({ module }: Pick<TensorObservation, 'module'>, kind: ModuleKind): boolean =>
  kind === 'all' || KINDS[kind].test(module);

export interface LayerTotals {
  readonly layer: number;
  readonly totals: Totals;
}

/** The layers' numbers, first to last; tensors outside layers belong to none. */
export function byLayer(observation: Observation, kind: ModuleKind): readonly LayerTotals[] {
  const layers = new Map<number, TensorObservation[]>();
  for (const tensor of observation.tensors) {
    if (tensor.layer === undefined || !isOfKind(tensor, kind)) continue;
    const known = layers.get(tensor.layer);
    if (known) known.push(tensor);
    else layers.set(tensor.layer, [tensor]);
  }
  return [...layers].sort(([a], [b]) => a - b).map(([layer, tensors]) => ({ layer, totals: totalsOf(observation, tensors) }));
}

/** What panels are made of. */
export interface Material {
  readonly observation: Observation;
  readonly layers: readonly LayerTotals[];
  readonly diagnostics: Diagnostics | undefined;
  /** By input. */
  readonly colours: readonly string[];
  readonly names: readonly string[];
}

/** The random-vector floor of a cosine: one standard deviation, 1/√n. */
export const cosineFloor = (entries: number): number => (entries > 0 ? 1 / Math.sqrt(entries) : 1);

/** The header and the lines of a panel's table. */
export function tableOf(panel: Panel): { readonly header: readonly string[]; readonly rows: readonly (readonly (string | number)[])[] } {
  const floors = panel.rows.some(({ floor }) => floor);
  return {
    header: [panel.x, ...panel.series.map(({ label }) => label), ...(floors ? ['noise from', 'noise to'] : [])],
    rows: panel.rows.map(({ x, values, floor }) => [
      x,
      ...panel.series.map(({ key }) => values[key] ?? ''),
      ...(floors ? (floor ?? ['', '']) : []),
    ]),
  };
}
