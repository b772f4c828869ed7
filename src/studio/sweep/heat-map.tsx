/** The grid as colours with numbers in them. Arrows walk, Enter chooses, Space marks for a merge. */
import { Tooltip } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { useForcedColours, useScheme } from '../map/canvas.tsx';
import { colourOf, cssColour, cssGradient, inkOn } from '../map/scale.ts';
import { ColumnHeads } from '../parts/column-heads.tsx';
import { useRecipe } from '../state/use-store.ts';
import { cellText, fullText } from './measures.ts';
import styles from './sweep.module.css';
import { type Cell, cellAt, cellName, type Place, type Sweep, setSweep, toggleMark, useSweep } from './sweep-store.ts';
import type { ShownSweep } from './use-cells.ts';

const ARROWS: Readonly<Record<string, Place>> = {
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
};

export function HeatMap({ shown }: { readonly shown: ShownSweep }) {
  const { sweep, measure } = shown;
  const { across, down, cells } = sweep;
  const cursor = useSweep((state) => state.cursor) ?? START;
  return (
    <div className={styles.scroll}>
      <table className={styles.map} aria-label={`${measure.label} over ${across.label}${down ? ` and ${down.label}` : ''}`}>
        <Head across={across} down={down} />
        <tbody onKeyDown={(event) => walk(event, sweep, cursor)}>
          {(down?.texts ?? ['']).map((text, row) => (
            <tr key={text}>
              <th scope="row">{text}</th>
              {cells
                .filter((cell) => cell.row === row)
                .map((cell) => (
                  <HeatCell key={cell.column} shown={shown} cell={cell} stop={cell.column === cursor.column && row === cursor.row} />
                ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const START: Place = { column: 0, row: 0 };

function Head({ across, down }: Pick<Sweep, 'across' | 'down'>) {
  return (
    <thead>
      <tr>
        <td />
        <th scope="colgroup" colSpan={across.texts.length} className={styles.axis}>
          {across.label}
        </th>
      </tr>
      <tr>
        <th scope="col" className={styles.axis}>
          {down?.label}
        </th>
        <ColumnHeads names={across.texts} />
      </tr>
    </thead>
  );
}

function walk(event: KeyboardEvent<HTMLElement>, sweep: Sweep, { column, row }: Place): void {
  const arrow = ARROWS[event.key];
  const at = cellAt(sweep, { column, row });
  const to = arrow && cellAt(sweep, { column: column + arrow.column, row: row + arrow.row });
  if (to) focusCell(event.currentTarget, to);
  else if (event.key === ' ' && at) toggleMark(at);
  else if (event.key === 'Enter') document.querySelector<HTMLElement>('[data-load-cell]')?.focus();
  else if (!arrow) return;
  event.preventDefault();
  event.stopPropagation();
}

const focusCell = (body: HTMLElement, { column, row }: Place) => body.querySelector<HTMLElement>(`[data-cell="${column} ${row}"]`)?.focus();

interface HeatCellProps {
  readonly shown: ShownSweep;
  readonly cell: Cell;
  /** The one cell that the Tab key stops at. */
  readonly stop: boolean;
}

function HeatCell({ shown, cell, stop }: HeatCellProps) {
  const scheme = useScheme();
  const forced = useForcedColours();
  const { sweep, measure, scale, decimals, sampled, figureOf } = shown;
  const marked = useSweep((state) => state.marked.includes(cell.recipe));
  const chosen = useSweep(({ cursor }) => cursor?.column === cell.column && cursor.row === cell.row);
  const present = useRecipe(({ goodText }) => goodText === cell.recipe);
  const figure = figureOf(cell);
  const ground = figure && scale && !forced ? colourOf(scale, figure.value, scheme) : undefined;
  const told = figure ? fullText(measure, figure, decimals, sampled) : (cell.fault?.what ?? 'not computed yet');
  const label = [`${cellName(sweep, cell)}: ${told}`, present && 'the recipe at hand', marked && 'marked for a merge'];
  const look = () => setSweep({ cursor: { column: cell.column, row: cell.row } });
  return (
    <td data-state={figure ? undefined : cell.fault ? 'fault' : 'waiting'}>
      <Tooltip label={label.filter(Boolean).join(', ')} openDelay={200}>
        <button
          type="button"
          tabIndex={stop ? 0 : -1}
          data-cell={`${cell.column} ${cell.row}`}
          data-present={present || undefined}
          aria-current={chosen || undefined}
          aria-pressed={marked}
          aria-label={label.filter(Boolean).join(', ')}
          style={ground && { background: cssColour(ground), color: cssColour(inkOn(ground)) }}
          onFocus={look}
          onClick={look}
        >
          {figure ? cellText(measure, figure, decimals) : cell.fault && '!'}
          {marked && <span className={styles.tick} />}
        </button>
      </Tooltip>
    </td>
  );
}

/** The scale with its ends, and what the signs on cells mean. */
export function Legend({ shown: { measure, scale, decimals } }: { readonly shown: ShownSweep }) {
  const scheme = useScheme();
  if (!scale) return undefined;
  const text = (value: number) => `${cellText(measure, { value }, decimals)}${measure.share ? ' %' : ''}`;
  return (
    <figure className={styles.legend}>
      <figcaption>
        <strong>{measure.label}</strong> {measure.formula}
      </figcaption>
      <div className={styles.ramp} style={{ background: cssGradient(scale.kind, scheme) }} />
      <div className={styles.ends}>
        <span>{text(scale.low)}</span>
        {measure.reference && scale.reference !== undefined && (
          <strong>
            {text(measure.reference.value)} {measure.reference.name}
          </strong>
        )}
        <span>{text(scale.high)}</span>
      </div>
      <p className={styles.keys}>
        <span data-key="present" /> the recipe at hand
        <span data-key="marked" /> to be merged
      </p>
    </figure>
  );
}
