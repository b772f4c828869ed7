/** How far the results of several runs are from their parents, layer by layer, as one chart. */
import type { LayerDistances, RunRecord } from '../history/book.ts';
import type { Panel, Row, Series } from '../layers/panel.ts';
import { shortName } from '../state/model-marks.ts';

/** By place among the runs that are compared. */
export const LOOKS = ['line', 'dashed', 'dots', 'open'] as const satisfies readonly Series['look'][];

/** Every parent of the runs, once; the base first. */
export function parentsOf(runs: readonly RunRecord[]): readonly Pick<LayerDistances, 'input' | 'base'>[] {
  const all = runs.flatMap(({ layers = [] }) => layers).toSorted((a, b) => Number(b.base) - Number(a.base));
  return all.filter(({ input }, i) => all.findIndex((one) => one.input === input) === i);
}

/** `colourOf`: a parent's colour. Lines are named by run and parent; a run without figures by layer has none. */
export function distancePanel(
  runs: readonly RunRecord[],
  parents: readonly string[],
  nameOf: (run: RunRecord) => string,
  colourOf: (parent: string) => string,
): Panel {
  const lines = runs.flatMap((run, i) =>
    (run.layers ?? [])
      .filter(({ input }) => parents.includes(input))
      .map(({ input, medians }) => ({
        series: { key: `${i} ${input}`, label: `${nameOf(run)} to ${shortName(input)}`, colour: colourOf(input), look: LOOKS[i] ?? 'line' },
        medians,
      })),
  );
  const layers = Math.max(0, ...lines.map(({ medians }) => medians.length));
  return {
    id: 'distances',
    title: 'Distance to each parent',
    formula: '‖merge − parent‖ / ‖parent‖, the median over a layer’s tensors',
    expect: 'Nearer to a parent means more of it was kept there',
    about: '',
    x: 'layer',
    byLayer: false,
    share: true,
    series: lines.map(({ series }) => series),
    rows: Array.from(
      { length: layers },
      (_, layer): Row => ({ x: layer, values: Object.fromEntries(lines.map(({ series, medians }) => [series.key, medians[layer]])) }),
    ),
  };
}
