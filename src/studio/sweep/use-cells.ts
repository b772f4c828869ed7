/** What a grid shows of its measure: figures, scale and words. */
import type { ColourScale } from '../map/scale.ts';
import { type CellFigure, decimalsFor, type Measure, measuresOf, scaleOf } from './measures.ts';
import { type Cell, type Sweep, useSweep } from './sweep-store.ts';

export interface ShownSweep {
  readonly sweep: Sweep;
  readonly measures: readonly Measure[];
  readonly measure: Measure;
  /** Undefined until the first cell is there. */
  readonly scale: ColourScale | undefined;
  readonly decimals: number;
  readonly sampled: boolean;
  readonly figureOf: (cell: Cell) => CellFigure | undefined;
}

export function useShownSweep(): ShownSweep | undefined {
  const sweep = useSweep((state) => state.sweep);
  const key = useSweep((state) => state.measure);
  return sweep && shownSweep(sweep, key);
}

/** A measure that these merges do not have gives way to the first that they have. */
function shownSweep(sweep: Sweep, key: string): ShownSweep | undefined {
  const found = new Set(sweep.cells.flatMap(({ figures }) => Object.keys(figures ?? {})));
  const all = measuresOf(sweep.inputs, sweep.chance);
  const measures = found.size === 0 ? all : all.filter((one) => found.has(one.key));
  const measure = measures.find((one) => one.key === key) ?? measures[0];
  if (!measure) return undefined;
  const figureOf = ({ figures }: Cell) => figures?.[measure.key];
  const values = sweep.cells.flatMap((cell) => figureOf(cell)?.value ?? []);
  const scale = values.length > 0 ? scaleOf(measure, values) : undefined;
  return { sweep, measures, measure, scale, decimals: decimalsIn(sweep, measure), sampled: sweep.looked < sweep.entries, figureOf };
}

/** As many decimals as tell the cells apart. */
export const decimalsIn = ({ cells }: Sweep, measure: Measure): number =>
  decimalsFor(
    measure,
    cells.flatMap(({ figures }) => figures?.[measure.key]?.value ?? []),
  );
