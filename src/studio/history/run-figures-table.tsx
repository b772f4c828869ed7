/** The figures of a run, or of several beside the first of them. */
import type { RunRecord } from './book.ts';
import { figureRows, namesOf } from './run-figures.ts';
import styles from './shelf-dialog.module.css';

export function RunFigures({ runs }: { readonly runs: readonly RunRecord[] }) {
  const nameOf = namesOf(runs);
  return (
    <table className={styles.figures} aria-label="Figures">
      <thead>
        <tr>
          <th scope="col">Figure</th>
          {runs.map((run) => (
            <th key={run.id} scope="col">
              {nameOf(run)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {figureRows(runs).map(({ name, cells }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {cells.map(({ text, difference }, i) => (
              <td key={runs[i]?.id}>
                {text} {difference !== undefined && <small>{difference}</small>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
