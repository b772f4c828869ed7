/** Runs side by side: their figures, how far each result is from its parents in every layer, and how the recipes differ. */

import { Select } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { loadBook, type RunRecord, useBook } from '../history/book.ts';
import { MOST_COMPARED, toggleCompared, useCompared } from '../history/compared.ts';
import { DiffView } from '../history/diff-view.tsx';
import { namesOf } from '../history/run-figures.ts';
import { RunFigures } from '../history/run-figures-table.tsx';
import { whenText } from '../history/shelf-items.ts';
import { Button } from '../parts/button.tsx';
import list from '../parts/list.module.css';
import { setView } from '../state/view-store.ts';
import styles from './compare.module.css';
import { DistanceChart } from './distance-chart.tsx';
import { LOOKS } from './layer-distances.ts';
import { RunMark } from './run-mark.tsx';

export function CompareView() {
  const runs = useBook((book) => book.runs).filter(({ status }) => status === 'done');
  const ids = useCompared();
  const chosen = useMemo(() => ids.flatMap((id) => runs.find((run) => run.id === id) ?? []), [ids, runs]);
  useEffect(() => void loadBook(), []);
  if (runs.length < 2) {
    return (
      <p className={styles.empty}>
        Two finished runs are needed: {runs.length === 0 ? 'there is none yet' : 'there is one so far'}. Merge another recipe, or several
        cells of a grid, and they stand here side by side.
      </p>
    );
  }
  return (
    <div className={styles.view}>
      <Choice runs={runs} chosen={chosen} />
      {chosen.length < 2 ? (
        <p className={styles.empty}>
          Choose {chosen.length === 0 ? 'two' : 'another one'}: the first is what the others are measured against.
        </p>
      ) : (
        <div className={styles.parts}>
          <DistanceChart runs={chosen} />
          <section className={styles.part} aria-label="Figures of the runs">
            <h2>Figures</h2>
            <div className={styles.scroll}>
              <RunFigures runs={chosen} />
            </div>
          </section>
          <Difference runs={chosen} />
        </div>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly runs: readonly RunRecord[];
  readonly chosen: readonly RunRecord[];
}

function Choice({ runs, chosen }: ChoiceProps) {
  return (
    <fieldset className={styles.choice}>
      <legend>Finished runs</legend>
      <ul>
        {runs.map((run) => (
          <li key={run.id}>
            <RunRow run={run} place={chosen.indexOf(run)} full={chosen.length >= MOST_COMPARED} />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function RunRow({ run, place, full }: { readonly run: RunRecord; readonly place: number; readonly full: boolean }) {
  const { id, name, what, at } = run;
  const barred = full && place < 0;
  return (
    <label
      className={`${list.columns} ${styles.run}`}
      data-chosen={place >= 0 || undefined}
      title={barred ? `At most ${MOST_COMPARED} side by side` : undefined}
    >
      <input type="checkbox" checked={place >= 0} disabled={barred} onChange={() => toggleCompared(id)} />
      <span className={styles.mark}>{place >= 0 && <RunMark look={LOOKS[place] ?? 'line'} />}</span>
      <strong>{name}</strong>
      <span>{what}</span>
      <time dateTime={new Date(at).toISOString()}>{whenText(at)}</time>
    </label>
  );
}

function Difference({ runs }: { readonly runs: readonly RunRecord[] }) {
  const [first, ...others] = runs;
  const nameOf = namesOf(runs);
  const [chosen, setChosen] = useState<string>();
  const other = others.find(({ id }) => id === chosen) ?? others[0];
  if (!first || !other) return undefined;
  return (
    <section className={styles.part} aria-label="Difference of the recipes">
      <h2>
        Recipes
        {others.length === 1 ? (
          <span>
            {nameOf(first)}, then {nameOf(other)}
          </span>
        ) : (
          <Select
            aria-label="Compared with the first"
            data={others.map((run) => ({ value: run.id, label: nameOf(run) }))}
            value={other.id}
            allowDeselect={false}
            onChange={(id) => setChosen(id ?? undefined)}
          />
        )}
        <Button size="small" kind="quiet" onClick={() => setView({ dialog: 'shelf', shelf: 'runs' })}>
          Restore one…
        </Button>
      </h2>
      <DiffView before={first.text} after={other.text} />
    </section>
  );
}
