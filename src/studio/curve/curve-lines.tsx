/** All of the layer curve that is only looked at: axes, the band, the other filters' lines, the line, its dots. */
import { type Curve, sampleCurve } from '../../recipe/curve.ts';
import type { SliderScale } from '../parts/slider-scale.ts';
import { setting } from '../words/format.ts';
import styles from './curve.module.css';
import { layerTicks, layerWidth, MARGIN, type PlotScale, xOf, yOf } from './plot-scale.ts';
import type { CurveHand } from './use-curves.ts';

interface CurveLinesProps {
  readonly scale: PlotScale;
  readonly hand: CurveHand;
  readonly slider: SliderScale;
  readonly colour: string;
  readonly band: readonly [number, number] | undefined;
  /** The depth that the label is about. */
  readonly marked: number | undefined;
}

export function CurveLines({ scale, hand, slider, colour, band, marked }: CurveLinesProps) {
  const { curve, curves, filter, layers, own } = hand;
  const others = curves.filter((each) => each.filter !== filter);
  const points = pointsOf(curve, scale);
  const bottom = yOf(scale, Math.max(scale.low, Math.min(scale.high, 0)));
  const dots = layerWidth(scale) >= 5 ? sampleCurve(curve, layers) : [];
  return (
    <>
      {band && <Column scale={scale} from={band[0]} to={band[1]} className={styles.band} half={layerWidth(scale) / 2} />}
      {marked !== undefined && (
        <Column scale={scale} from={marked} to={marked} className={styles.marked} half={Math.min(10, layerWidth(scale) / 2)} />
      )}
      <Axes scale={scale} slider={slider} />
      {others.map((other) => (
        <polyline key={other.filter ?? ''} className={styles.other} points={pointsOf(other.curve, scale)} />
      ))}
      <polygon
        points={`${xOf(scale, 0)},${bottom} ${points} ${xOf(scale, layers - 1)},${bottom}`}
        fill={colour}
        opacity={own ? 0.1 : 0.04}
      />
      <polyline className={styles.line} data-own={own || undefined} points={points} stroke={colour} />
      {dots.map((value, layer) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the index is the layer
        <circle key={layer} cx={xOf(scale, layer)} cy={yOf(scale, value)} r={2} fill={colour} />
      ))}
    </>
  );
}

/** One layer alone is a line across. */
function pointsOf(curve: Curve, scale: PlotScale): string {
  const values = sampleCurve(curve, Math.max(1, scale.layers));
  if (scale.layers === 1) return [0, 1].map((at) => `${xOf(scale, at)},${yOf(scale, values[0] ?? 0)}`).join(' ');
  const corners = curve.smooth > 0 ? [] : curve.anchors.filter(({ at }) => !Number.isInteger(at));
  const all = [...values.map((value, at) => ({ at, value })), ...corners].sort((a, b) => a.at - b.at);
  return all.map(({ at, value }) => `${xOf(scale, at).toFixed(2)},${yOf(scale, value).toFixed(2)}`).join(' ');
}

interface ColumnProps {
  readonly scale: PlotScale;
  readonly from: number;
  readonly to: number;
  readonly className: string | undefined;
  /** Pixels on either side. */
  readonly half: number;
}

/** The layers from one to another. */
function Column({ scale, from, to, className, half: given }: ColumnProps) {
  const half = Math.max(3, given);
  const [left, right] = [
    Math.max(MARGIN.left - 4, xOf(scale, from) - half),
    Math.min(scale.width - MARGIN.right + 4, xOf(scale, to) + half),
  ];
  return (
    <rect
      className={className}
      x={left}
      y={MARGIN.top}
      width={Math.max(0, right - left)}
      height={scale.height - MARGIN.top - MARGIN.bottom}
    />
  );
}

function Axes({ scale, slider }: { readonly scale: PlotScale; readonly slider: SliderScale }) {
  const { low, high, width, height } = scale;
  const bottom = height - MARGIN.bottom;
  return (
    <g className={styles.axes}>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <line
          key={share}
          x1={MARGIN.left}
          x2={width - MARGIN.right}
          y1={yOf(scale, low + share * (high - low))}
          y2={yOf(scale, low + share * (high - low))}
        />
      ))}
      {[low, (low + high) / 2, high].map((value) => (
        <text key={value} x={MARGIN.left - 6} y={yOf(scale, value) + 4} textAnchor="end">
          {setting(Number(value.toPrecision(4)), Math.max(slider.step, 0.1))}
        </text>
      ))}
      {layerTicks(scale).map((layer) => (
        <text key={layer} x={xOf(scale, layer)} y={bottom + 14} textAnchor="middle">
          {layer}
        </text>
      ))}
    </g>
  );
}
