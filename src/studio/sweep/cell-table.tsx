/** The grid as numbers: every measure of every cell. */
import { ColumnHeads } from '../parts/column-heads.tsx';
import { fullText } from './measures.ts';
import styles from './sweep.module.css';
import { decimalsIn, type ShownSweep } from './use-cells.ts';

export function CellTable({ shown: { sweep, measures, sampled } }: { readonly shown: ShownSweep }) {
  const { across, down, cells } = sweep;
  const columns = measures.map((measure) => ({ measure, decimals: decimalsIn(sweep, measure) }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, also by keys
    <section className={styles.scroll} tabIndex={0} aria-label="Numbers of the grid">
      <table className={styles.numbers} aria-label="Every cell of the grid">
        <thead>
          <tr>
            <ColumnHeads names={[across.short, ...(down ? [down.short] : []), ...measures.map(({ label }) => label)]} />
          </tr>
        </thead>
        <tbody>
          {cells.map(({ column, row, figures, fault }) => (
            <tr key={`${column} ${row}`} title={fault?.what}>
              <th scope="row">{across.texts[column]}</th>
              {down && <th scope="row">{down.texts[row]}</th>}
              {columns.map(({ measure, decimals }) => {
                const figure = figures?.[measure.key];
                return <td key={measure.key}>{figure ? fullText(measure, figure, decimals, sampled) : '–'}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
