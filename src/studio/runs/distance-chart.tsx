/** The distances of several results to their parents, as lines over the layers or as a table. */
import { IconTable } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { RunRecord } from '../history/book.ts';
import { namesOf } from '../history/run-figures.ts';
import { Chart } from '../layers/chart.tsx';
import { exportChart } from '../layers/export-chart.ts';
import { tableOf } from '../layers/panel.ts';
import { PanelTable } from '../layers/panel-frame.tsx';
import type { ExportKind } from '../map/export-files.ts';
import { ExportMenu } from '../map/export-menu.tsx';
import { IconButton } from '../parts/button.tsx';
import { Notice } from '../parts/notice.tsx';
import { shortName } from '../state/model-marks.ts';
import { useSources } from '../state/use-store.ts';
import styles from './compare.module.css';
import { distancePanel, LOOKS, parentsOf } from './layer-distances.ts';
import { RunMark } from './run-mark.tsx';

const HEIGHT = 300;

export function DistanceChart({ runs }: { readonly runs: readonly RunRecord[] }) {
  const ref = useRef<HTMLDivElement>(null);
  const [table, setTable] = useState(false);
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const { panel, ...names } = useDistances(runs, hidden);
  const onExport = (kind: ExportKind) => {
    const recipe = runs.map(({ name, text }) => `# ${name}\n${text.trimEnd()}`).join('\n---\n');
    void exportChart(
      kind,
      { title: panel.title, coverage: 'every weight', recipe },
      tableOf(panel),
      ref.current?.querySelector('svg') ?? undefined,
    );
  };
  return (
    <section className={styles.part} aria-label={panel.title}>
      <h2>
        {panel.title}
        <span>{panel.formula}</span>
        <span className={styles.tools}>
          <IconButton name="Table of the distances" pressed={table} onClick={() => setTable(!table)}>
            <IconTable size={16} stroke={1.6} />
          </IconButton>
          <ExportMenu small name="Export the distances" onExport={onExport} />
        </span>
      </h2>
      <Unrecorded runs={runs} />
      <Legend {...names} runs={runs} hidden={hidden} onHide={setHidden} />
      <div ref={ref} hidden={table}>
        {panel.rows.length > 0 && <Chart panel={panel} height={HEIGHT} />}
      </div>
      {table && <PanelTable panel={panel} />}
    </section>
  );
}

function Unrecorded({ runs }: { readonly runs: readonly RunRecord[] }) {
  const unrecorded = runs.filter(({ layers }) => !layers);
  if (unrecorded.length === 0) return undefined;
  return (
    <Notice tone="plain" title="Not recorded:">
      {unrecorded.map(({ name }) => name).join(', ')} ended before distances by layer were kept. Merge it again to see its lines.
    </Notice>
  );
}

/** The lines to the parents that show, with everything that names them. */
function useDistances(runs: readonly RunRecord[], hidden: readonly string[]) {
  const parents = useMemo(() => parentsOf(runs), [runs]);
  const slots = useSources(useShallow(({ entries }) => parents.map(({ input, base }, i) => (base ? 0 : (entries[input]?.slot ?? i + 1)))));
  return useMemo(() => {
    const colours = new Map(parents.map(({ input }, i) => [input, `var(--model-${slots[i]})`]));
    const nameOf = namesOf(runs);
    const shown = parents.flatMap(({ input }) => (hidden.includes(input) ? [] : [input]));
    const panel = distancePanel(runs, shown, nameOf, (parent) => colours.get(parent) ?? 'var(--ink)');
    return { panel, parents: [...colours.keys()], colours, nameOf };
  }, [runs, hidden, parents, slots]);
}

interface LegendProps {
  readonly runs: readonly RunRecord[];
  readonly nameOf: (run: RunRecord) => string;
  readonly parents: readonly string[];
  readonly colours: ReadonlyMap<string, string>;
  readonly hidden: readonly string[];
  readonly onHide: (hidden: readonly string[]) => void;
}

/** The colour is the parent's, the stroke the run's. */
function Legend({ runs, nameOf, parents, colours, hidden, onHide }: LegendProps) {
  return (
    <div className={styles.legend}>
      <ul aria-label="Runs">
        {runs.map((run, i) => (
          <li key={run.id}>
            <RunMark look={LOOKS[i] ?? 'line'} /> {nameOf(run)}
          </li>
        ))}
      </ul>
      <ul aria-label="Parents">
        {parents.map((parent) => (
          <li key={parent}>
            <button
              type="button"
              aria-pressed={!hidden.includes(parent)}
              onClick={() => onHide(hidden.includes(parent) ? hidden.filter((one) => one !== parent) : [...hidden, parent])}
            >
              <i style={{ background: colours.get(parent) }} /> to {shortName(parent)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
