/** One diagnostic as a chart. A drag over layers marks a band of them; the band alone is drawn anew then. */
import { memo } from 'react';
import {
  Area,
  Bar,
  CartesianGrid,
  Cell,
  ComposedChart,
  Line,
  type MouseHandlerDataParam,
  ReferenceArea,
  ReferenceLine,
  Scatter,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { useScheme } from '../map/canvas.tsx';
import { niceCeiling, type Scheme, sideColours } from '../map/scale.ts';
import { useView } from '../state/use-store.ts';
import { dragBand, endBand, startBand } from './band.ts';
import styles from './layers.module.css';
import type { Panel, Row, Series } from './panel.ts';
import { axisText, valueText } from './words.ts';

interface ChartProps {
  readonly panel: Panel;
  readonly height: number;
}

const TICK = { fontSize: 11, fill: 'var(--ink-3)' } as const;
const STILL = { isAnimationActive: false } as const;

const layerOf = ({ activeLabel }: MouseHandlerDataParam): number | undefined =>
  activeLabel === undefined ? undefined : Number(activeLabel);

export const Chart = memo(function Chart({ panel, height }: ChartProps) {
  const { rows, series, share, reference, marks = [], byLayer, measured = false } = panel;
  const scheme = useScheme();
  const drag = byLayer
    ? {
        onMouseDown: (state: MouseHandlerDataParam) => startBand(layerOf(state)),
        onMouseMove: (state: MouseHandlerDataParam) => dragBand(layerOf(state)),
        onMouseUp: endBand,
      }
    : {};
  return (
    <ComposedChart
      responsive
      className={styles.chart ?? ''}
      style={{ width: '100%', height }}
      data={[...rows]}
      margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
      title={`${panel.title}, ${panel.formula}`}
      desc={`${panel.expect}. The table has every number.`}
      {...drag}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="x"
        type={measured ? 'number' : 'category'}
        domain={[0, 'dataMax']}
        allowDuplicatedCategory={false}
        tick={TICK}
        tickLine={false}
        stroke="var(--line-2)"
        height={24}
        {...(measured && { ticks: fifths(rows) })}
      />
      <YAxis
        tick={TICK}
        tickLine={false}
        axisLine={false}
        width={44}
        niceTicks="snap125"
        tickFormatter={axisText(share)}
        {...axisOf(panel)}
      />
      {byLayer && <Band />}
      {rows.some(({ floor }) => floor) && (
        <Area dataKey="floor" fill="var(--line-2)" stroke="none" fillOpacity={0.6} activeDot={false} {...STILL} />
      )}
      {reference !== undefined && <ReferenceLine y={reference} stroke="var(--ink)" />}
      {marks.map(({ x, colour }) => (
        <ReferenceLine key={`${x} ${colour}`} x={x} stroke={colour} strokeDasharray="2 2" />
      ))}
      {series.map((one) => drawn(one, panel, scheme))}
      <Tooltip content={<Told panel={panel} />} cursor={{ stroke: 'var(--ink-3)', fill: 'var(--hover)' }} {...STILL} />
    </ComposedChart>
  );
});

/** Bars from a reference have as much room on either side, as far as shares go; everything else keeps its zero in sight. */
function axisOf({ series, reference, rows, share }: Panel): {
  readonly domain: [number | 'auto', number | 'auto'];
  readonly ticks?: number[];
} {
  const values = rows.flatMap(({ values: of }) => Object.values(of).flatMap((value) => value ?? []));
  if (!reference || series[0]?.look !== 'bar') return { domain: values.some((value) => value < 0) ? ['auto', 'auto'] : [0, 'auto'] };
  const reach = niceCeiling(Math.max(LEAST_REACH, ...values.map((value) => Math.abs(value - reference))));
  const within = (value: number) => (share ? Math.min(1, Math.max(0, value)) : value);
  const ticks = [...new Set([-1, -0.5, 0, 0.5, 1].map((part) => within(reference + part * reach)))];
  return { domain: [within(reference - reach), within(reference + reach)], ticks };
}

/** Shares that differ by less are drawn as such. */
const LEAST_REACH = 0.05;

/** Five steps to the last place, which is round. */
const fifths = (rows: readonly Row[]): number[] => {
  const end = Math.max(0, ...rows.map(({ x }) => Number(x)));
  return [0, 0.2, 0.4, 0.6, 0.8, 1].map((part) => part * end);
};

const readerOf =
  ({ key }: Series) =>
  ({ values }: Row): number | undefined =>
    values[key];

function drawn(series: Series, { reference, rows }: Panel, scheme: Scheme) {
  const { key, label, colour, look } = series;
  const value = readerOf(series);
  if (look === 'bar' && reference !== undefined && reference !== 0) {
    return (
      <Bar key={key} name={label} dataKey={(row: Row) => [reference, value(row) ?? reference]} {...STILL}>
        {rows.map((row) => (
          <Cell key={String(row.x)} fill={sideColours(scheme)[(value(row) ?? reference) < reference ? 'below' : 'above']} />
        ))}
      </Bar>
    );
  }
  if (look === 'bar') return <Bar key={key} name={label} dataKey={value} fill={colour} maxBarSize={28} {...STILL} />;
  if (look === 'dots' || look === 'open') {
    const dot = { fill: look === 'open' ? 'var(--surface)' : colour, stroke: colour, strokeWidth: 1.5 };
    return <Scatter key={key} name={label} dataKey={value} shape={look === 'open' ? 'square' : 'circle'} {...dot} {...STILL} />;
  }
  // A single place makes no line.
  const dash = look === 'dashed' ? { strokeDasharray: '4 3', dot: rows.length === 1 } : { dot: { r: 2, fill: colour } };
  return <Line key={key} name={label} dataKey={value} stroke={colour} strokeWidth={1.5} type="linear" {...dash} {...STILL} />;
}

/** Subscribes by itself, so that a drag over layers draws nothing else. */
function Band() {
  const band = useView((state) => state.band);
  return band && <ReferenceArea x1={band[0]} x2={band[1]} fill="var(--accent)" fillOpacity={0.12} stroke="none" ifOverflow="hidden" />;
}

interface ToldProps {
  readonly panel: Panel;
  readonly active?: boolean;
  readonly label?: string | number;
}

function Told({ panel, active, label }: ToldProps) {
  const row = panel.rows.find(({ x }) => x === label);
  if (!active || !row) return undefined;
  return (
    <div className={styles.told}>
      <strong>
        {panel.x} {row.x}
      </strong>
      {panel.series.map(({ key, label: name, colour }) => (
        <span key={key}>
          <i style={{ background: colour }} />
          {name}
          <b>{valueText(panel.share, row.values[key])}</b>
        </span>
      ))}
      {row.floor && (
        <span>
          noise {row.floor[0] < 0 ? '±' : 'up to'} {valueText(panel.share, row.floor[1])}
        </span>
      )}
    </div>
  );
}
