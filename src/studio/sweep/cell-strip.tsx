/** The cell that is looked at, and what can be done with it and with those that are marked. */
import { Button } from '../parts/button.tsx';
import type { RunJob } from '../state/job-request.ts';
import { changeText, recipeStore } from '../state/recipe-store.ts';
import { mergeAll } from '../state/run-queue.ts';
import { useRecipe } from '../state/use-store.ts';
import { fullText } from './measures.ts';
import styles from './sweep.module.css';
import { type Cell, cellAt, cellName, type Sweep, setSweep, toggleMark, useSweep } from './sweep-store.ts';
import type { ShownSweep } from './use-cells.ts';

export function CellStrip({ shown }: { readonly shown: ShownSweep }) {
  const { sweep } = shown;
  const cursor = useSweep((state) => state.cursor);
  const marked = useSweep((state) => state.marked);
  const cell = cellAt(sweep, cursor);
  return (
    <div className={styles.strip}>
      {cell ? (
        <Chosen shown={shown} cell={cell} />
      ) : (
        <p className={styles.count}>Point at a cell, or walk with the arrow keys: Enter chooses, Space marks.</p>
      )}
      {marked.length > 0 && (
        <span className={styles.marked}>
          <Button onClick={() => setSweep({ marked: [] })}>Unmark all</Button>
          <Button kind="primary" onClick={() => mergeMarked(sweep, marked)}>
            {marked.length === 1 ? 'Merge the marked one' : `Merge these ${marked.length}, one by one`}
          </Button>
        </span>
      )}
    </div>
  );
}

function Chosen({ shown, cell }: { readonly shown: ShownSweep; readonly cell: Cell }) {
  const { sweep, measure, decimals, sampled, figureOf } = shown;
  const present = useRecipe(({ goodText }) => goodText === cell.recipe);
  const marked = useSweep((state) => state.marked.includes(cell.recipe));
  const figure = figureOf(cell);
  const name = cellName(sweep, cell);
  return (
    <>
      <p className={styles.chosen}>
        <strong>{name}:</strong>{' '}
        {figure
          ? `${measure.label.toLowerCase()} ${fullText(measure, figure, decimals, sampled)}`
          : (cell.fault?.what ?? 'not computed yet')}
      </p>
      <Button
        data-load-cell
        reason={present ? 'This is the recipe at hand' : undefined}
        onClick={() => load(cell, name)}
        onKeyDown={(event) => event.key === 'Escape' && focusMap(cell)}
      >
        Load this recipe
      </Button>
      <Button aria-pressed={marked} onClick={() => toggleMark(cell)}>
        {marked ? 'Marked to merge' : 'Mark to merge'}
      </Button>
    </>
  );
}

const focusMap = ({ column, row }: Cell) => document.querySelector<HTMLElement>(`[data-cell="${column} ${row}"]`)?.focus();

/** One step, which undo takes back whole. */
const load = ({ recipe }: Cell, name: string): void => changeText(`load ${name}`, recipe);

/** Each keeps its values in its name: that of its folder, its card, its place in the history. */
function mergeMarked(sweep: Sweep, marked: readonly string[]): void {
  const { job, cells } = sweep;
  const name = job.name || recipeStore.getState().name;
  const jobs = cells
    .filter(({ recipe }) => marked.includes(recipe))
    .map((cell): RunJob => {
      const full = `${name}, ${cellName(sweep, cell)}`;
      const options = { ...job.request.options, name: full };
      return { name: full, what: job.what, request: { ...job.request, recipe: cell.recipe, options } };
    });
  setSweep({ marked: [] });
  mergeAll(jobs);
}
