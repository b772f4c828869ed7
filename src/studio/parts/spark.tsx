/** A line of numbers without axes. */

interface SparkProps {
  readonly values: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly colour?: string | undefined;
  /** Filled below, as for rates. */
  readonly area?: boolean;
}

const WIDTH = 100;
const HEIGHT = 24;

export function Spark({ values, min, max, colour = 'var(--ink-2)', area = false }: SparkProps) {
  const span = max - min || 1;
  const y = (value: number) => HEIGHT - 2 - ((Math.min(max, Math.max(min, value)) - min) / span) * (HEIGHT - 4);
  const x = (index: number) => (values.length === 1 ? WIDTH / 2 : (index / (values.length - 1)) * WIDTH);
  const points =
    values.length === 1 ? [`0,${y(values[0] ?? 0)}`, `${WIDTH},${y(values[0] ?? 0)}`] : values.map((value, i) => `${x(i)},${y(value)}`);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" height={HEIGHT} preserveAspectRatio="none" aria-hidden="true">
      {area && <polygon points={`0,${HEIGHT} ${points.join(' ')} ${WIDTH},${HEIGHT}`} fill={colour} opacity={0.14} />}
      <polyline points={points.join(' ')} fill="none" stroke={colour} strokeWidth={1.5} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
