/** The cell of a grid that is looked at: everything that its weights tell. */
import { InspectorHead } from '../inspector/inspector-head.tsx';
import { RecipeBlock } from '../parts/recipe-block.tsx';
import { Facts, Section } from '../parts/section.tsx';
import { counted, percent } from '../words/format.ts';
import { fullText, type Measure } from './measures.ts';
import styles from './sweep.module.css';
import { type Cell, cellAt, cellName, useSweep } from './sweep-store.ts';
import { decimalsIn, type ShownSweep, useShownSweep } from './use-cells.ts';

export function SweepInspector() {
  const shown = useShownSweep();
  const cursor = useSweep((state) => state.cursor);
  const cell = shown && cellAt(shown.sweep, cursor);
  return (
    <>
      <InspectorHead title="Grid of settings" />
      {shown && cell ? (
        <About shown={shown} cell={cell} />
      ) : (
        <p className={styles.empty}>A cell shows here everything that its weights tell.</p>
      )}
      {shown && <Source shown={shown} />}
    </>
  );
}

function About({ shown: { sweep, measures, sampled }, cell }: { readonly shown: ShownSweep; readonly cell: Cell }) {
  const { figures, fault, recipe } = cell;
  const text = (measure: Measure) => {
    const figure = figures?.[measure.key];
    return figure ? fullText(measure, figure, decimalsIn(sweep, measure), sampled) : '–';
  };
  return (
    <>
      <Section title="Cell" note={cellName(sweep, cell)}>
        {fault ? (
          <p className={styles.fault}>{[fault.what, fault.hint].filter(Boolean).join(' ')}</p>
        ) : (
          <Facts rows={measures.map((measure) => [measure.label, text(measure)])} />
        )}
      </Section>
      <Section title="Recipe of the cell">
        <RecipeBlock text={recipe} />
      </Section>
    </>
  );
}

function Source({ shown: { sweep, sampled } }: { readonly shown: ShownSweep }) {
  const { cells, looked, entries, job } = sweep;
  return (
    <Section title="How it was computed">
      <Facts
        rows={[
          ['Of', job.what],
          ['Cells', counted(cells.length, 'merge')],
          ['Entries', entries === 0 ? '–' : sampled ? `${percent(looked / entries)}, the same in every cell` : 'all'],
        ]}
      />
      {sampled && (
        <p className={styles.count}>≈ stands before lengths that a sample was scaled up to; ± is one standard error of a share.</p>
      )}
    </Section>
  );
}
