/** A grid of settings: one or two numbers of the recipe, each with several values, and what the weights tell of every merge. */
import { SegmentedControl, Select } from '@mantine/core';
import { ExportMenu } from '../map/export-menu.tsx';
import { Button } from '../parts/button.tsx';
import { useRecipe } from '../state/use-store.ts';
import { counted, percent } from '../words/format.ts';
import { CellStrip } from './cell-strip.tsx';
import { CellTable } from './cell-table.tsx';
import { continueSweep } from './compute.ts';
import { exportSweep } from './export-sweep.ts';
import { HeatMap, Legend } from './heat-map.tsx';
import { SetupForm } from './setup-form.tsx';
import styles from './sweep.module.css';
import { isComputed, setSweep, useSweep } from './sweep-store.ts';
import { type ShownSweep, useShownSweep } from './use-cells.ts';

export function SweepView() {
  const shown = useShownSweep();
  return (
    <div className={styles.view}>
      <SetupForm />
      {shown ? (
        <Grid shown={shown} />
      ) : (
        <p className={styles.empty}>
          Every cell is the whole merge with its two values, computed from the weights alone: how far it lies from each parent, where its
          parents oppose, how long it is. Nothing is written, and the grid lasts as long as this tab; cells that look right can then be
          merged, one after the other.
        </p>
      )}
    </div>
  );
}

function Grid({ shown }: { readonly shown: ShownSweep }) {
  const shows = useSweep((state) => state.shows);
  return (
    <section className={styles.grid} aria-label="Grid">
      <GridBar shown={shown} />
      <div className={styles.page}>
        {shows === 'map' ? <HeatMap shown={shown} /> : <CellTable shown={shown} />}
        {shows === 'map' && <Legend shown={shown} />}
      </div>
      <CellStrip shown={shown} />
    </section>
  );
}

function GridBar({ shown }: { readonly shown: ShownSweep }) {
  const { measures, measure } = shown;
  const shows = useSweep((state) => state.shows);
  return (
    <div className={styles.bar}>
      <span className={styles.choice}>
        <span aria-hidden>Show</span>
        <Select
          aria-label="Measure"
          data={measures.map(({ key, label }) => ({ value: key, label }))}
          value={measure.key}
          allowDeselect={false}
          onChange={(key) => key !== null && setSweep({ measure: key })}
          w={210}
          classNames={{ input: styles.select ?? '' }}
        />
      </span>
      <State shown={shown} />
      <span className={styles.tools}>
        <SegmentedControl
          aria-label="View"
          data={[
            { value: 'map', label: 'Map' },
            { value: 'table', label: 'Table' },
          ]}
          value={shows}
          onChange={(value) => setSweep({ shows: value === 'table' ? 'table' : 'map' })}
        />
        <ExportMenu name="Export the grid" onExport={(kind) => void exportSweep(kind, shown)} />
      </span>
    </div>
  );
}

/** What the numbers are worth, and whether they are of the recipe that is at hand. */
function State({ shown: { sweep, sampled } }: { readonly shown: ShownSweep }) {
  const running = useSweep((state) => state.running);
  const changed = useRecipe(
    ({ goodText }) => goodText !== sweep.job.request.recipe && sweep.cells.every(({ recipe }) => recipe !== goodText),
  );
  const missing = sweep.cells.filter((cell) => !isComputed(cell)).length;
  const words = [
    sweep.entries > 0 && (sampled ? `sampled, ${percent(sweep.looked / sweep.entries)} of the entries` : 'exact, every entry'),
    changed && 'the recipe has changed since',
  ];
  return (
    <span className={styles.state} role="status">
      {words.filter(Boolean).join(' · ')}
      {!running && missing > 0 && (
        <Button size="small" onClick={() => void continueSweep()}>
          Compute the {missing === 1 ? 'missing cell' : counted(missing, 'missing cell')}
        </Button>
      )}
    </span>
  );
}
