/** Progress as a picture: a cell for each tensor, layer by module, done or in flight or waiting. */
import { memo, useMemo } from 'react';
import type { Run } from '../state/job-store.ts';
import { gridOf, type TensorCell } from './grid.ts';
import styles from './runs.module.css';

/** Cells that are still told apart on a screen; a larger model shows its numbers only. */
const MOST_CELLS = 4000;

export function TensorGrid({ run }: { readonly run: Run }) {
  const tensors = run.plan?.tensors;
  const grid = useMemo(() => (tensors && tensors.length <= MOST_CELLS ? gridOf(tensors.map(({ name }) => name)) : undefined), [tensors]);
  if (!grid || !tensors) return undefined;
  const inFlight = new Set(run.progress?.inFlight);
  const stateOf = ({ index }: TensorCell) =>
    run.tensorsDone.has(index) ? 'done' : inFlight.has(tensors[index]?.name ?? '') ? 'flight' : 'waiting';
  const flying = run.progress?.inFlight.length ?? 0;
  const done = run.tensorsDone.size;
  return (
    <section className={styles.grid} aria-label={`Tensors: ${done} of ${tensors.length} done`}>
      <div className={styles.band}>
        <h2>Tensors</h2>
        <span className={styles.bandNote}>layer by module</span>
      </div>
      <table className={styles.cells} aria-hidden="true">
        <thead>
          <tr>
            <th />
            {grid.columns.map((name) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {grid.rows.map(({ name, cells }) => (
            <tr key={name}>
              <th>{name}</th>
              {cells.map((cell, i) => (
                <Cell key={grid.columns[i]} state={cell ? stateOf(cell) : 'none'} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {grid.others.length > 0 && (
        <div className={styles.others} aria-hidden="true">
          {grid.others.map((cell) => (
            <span key={cell.index} data-state={stateOf(cell)} title={tensors[cell.index]?.name} />
          ))}
          <small>outside layers</small>
        </div>
      )}
      <p className={styles.legend}>
        <span data-state="done" /> done {done}
        <span data-state="flight" /> in flight {flying}
        <span data-state="waiting" /> waiting {Math.max(0, tensors.length - done - flying)}
      </p>
    </section>
  );
}

const Cell = memo(function Cell({ state }: { readonly state: string }) {
  return <td data-state={state} />;
});
