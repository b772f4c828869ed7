/** What stands around a chart: its name, its formula, its tools, and what to expect of it. */
import { IconArrowsMaximize, IconArrowsMinimize, IconTable } from '@tabler/icons-react';
import { memo, type ReactNode, useRef } from 'react';
import type { ExportKind } from '../map/export-files.ts';
import { ExportMenu } from '../map/export-menu.tsx';
import { IconButton } from '../parts/button.tsx';
import { ColumnHeads } from '../parts/column-heads.tsx';
import { Chart } from './chart.tsx';
import { exportChart, provenanceOf } from './export-chart.ts';
import styles from './layers.module.css';
import { setLayers, toggleLarge, toggleTable, useLayers } from './layers-store.ts';
import { type Panel, tableOf } from './panel.ts';
import { valueText } from './words.ts';

const HEIGHT = { usual: 250, large: 440 } as const;

export const PanelFrame = memo(function PanelFrame({ panel }: { readonly panel: Panel }) {
  const { id, title, formula, expect } = panel;
  const ref = useRef<HTMLDivElement>(null);
  const table = useLayers(({ tables }) => tables[id] === true);
  const large = useLayers((state) => state.large === id);
  const onExport = (kind: ExportKind) =>
    void exportChart(kind, provenanceOf(title), tableOf(panel), ref.current?.querySelector('svg') ?? undefined);
  return (
    <Frame id={id} title={title} formula={formula} expect={expect} table={table} onExport={onExport}>
      <div ref={ref} className={styles.drawing} hidden={table}>
        <Chart panel={panel} height={large ? HEIGHT.large : HEIGHT.usual} />
      </div>
      {table && <PanelTable panel={panel} />}
    </Frame>
  );
});

interface FrameProps {
  readonly id: string;
  readonly title: string;
  readonly formula: string;
  readonly expect: string;
  /** Whether numbers show; absent where the picture is a table already. */
  readonly table?: boolean;
  readonly onExport: (kind: ExportKind) => void;
  readonly children: ReactNode;
}

export function Frame({ id, title, formula, expect, table, onExport, children }: FrameProps) {
  const selected = useLayers((state) => state.selected === id);
  const large = useLayers((state) => state.large === id);
  const Size = large ? IconArrowsMinimize : IconArrowsMaximize;
  const select = () => setLayers({ selected: id });
  return (
    <section
      className={styles.panel}
      aria-label={title}
      data-selected={selected || undefined}
      data-large={large || undefined}
      onPointerDown={select}
      onFocus={select}
    >
      <div className={styles.head}>
        <h2>{title}</h2>
        <span className={styles.formula} title={formula}>
          {formula}
        </span>
        <span className={styles.tools}>
          {table !== undefined && (
            <IconButton name={`Table of ${title.toLowerCase()}`} pressed={table} onClick={() => toggleTable(id)}>
              <IconTable size={16} stroke={1.6} />
            </IconButton>
          )}
          <IconButton name={large ? 'Smaller' : 'Larger'} onClick={() => toggleLarge(id)}>
            <Size size={16} stroke={1.6} />
          </IconButton>
          <ExportMenu small name={`Export ${title.toLowerCase()}`} onExport={onExport} />
        </span>
      </div>
      {children}
      <p className={styles.expect}>{expect}</p>
    </section>
  );
}

export function PanelTable({ panel }: { readonly panel: Panel }) {
  const { header, rows } = tableOf(panel);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys
    <section className={styles.tableFrame} tabIndex={0} aria-label={`Numbers of ${panel.title.toLowerCase()}`}>
      <table className={styles.table} aria-label={panel.title}>
        <thead>
          <tr>
            <ColumnHeads names={header} />
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name: a layer may have several tensors
            <tr key={i}>
              {cells.map((cell, column) => (
                <td key={header[column]}>{typeof cell === 'number' && column > 0 ? valueText(panel.share, cell) : cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
