/** How the values spread, with two handles: what lies outside them fades on the map. */
import { type KeyboardEvent, useCallback, useMemo, useRef } from 'react';
import { Section } from '../parts/section.tsx';
import { useDrag } from '../parts/use-drag.ts';
import { percent } from '../words/format.ts';
import { Canvas, type Surface } from './canvas.tsx';
import { filterShares, type Histogram, histogramOf, movedFilter } from './histogram.ts';
import styles from './map.module.css';
import { mapStore, setMap, useMap } from './map-store.ts';
import { passes } from './paint-map.ts';
import { type ColourScale, colourOf, cssColour, position } from './scale.ts';
import { ScaleEnds } from './scale-ends.tsx';
import { type Shown, useShownMap } from './shown.ts';
import { shortText, unitOf } from './words.ts';

const clear = () => setMap({ filter: undefined });

export function Distribution({ shown }: { readonly shown: Shown }) {
  const { quantity, scale, observation } = shown;
  const filter = useMap((state) => state.filter);
  const map = useShownMap(quantity);
  const values = useMemo(
    () => (map ? [...map.values] : observation.tensors.map((tensor) => quantity.ofTensor(tensor)?.value ?? Number.NaN)),
    [map, observation, quantity],
  );
  const histogram = useMemo(() => histogramOf(values, scale), [values, scale]);
  const shares = filterShares(filter, scale);
  const ref = useRef<HTMLDivElement>(null);
  const text = shortText(quantity, scale);
  const unit = unitOf(quantity, scale);
  const what = map ? 'squares' : 'tensors';
  const inside = filter ? values.filter((value) => passes(filter, value)).length : histogram.total;
  return (
    <Section
      title="Distribution"
      note={`${histogram.total.toLocaleString('en')} ${what}`}
      tools={
        filter && (
          <button type="button" className={styles.text} onClick={clear}>
            Clear filter
          </button>
        )
      }
    >
      <div className={styles.histogram} ref={ref}>
        <Bars histogram={histogram} scale={scale} />
        <div className={styles.outside} style={{ left: 0, width: `${shares[0] * 100}%` }} />
        <div className={styles.outside} style={{ right: 0, width: `${(1 - shares[1]) * 100}%` }} />
        <Handle end={0} share={shares[0]} scale={scale} box={ref} text={(value) => `${text(value)} ${unit}`} />
        <Handle end={1} share={shares[1]} scale={scale} box={ref} text={(value) => `${text(value)} ${unit}`} />
      </div>
      <ScaleEnds quantity={quantity} scale={scale} />
      <p className={styles.note}>
        {filter
          ? `Showing ${text(scale.low + shares[0] * (scale.high - scale.low))} to ${text(scale.low + shares[1] * (scale.high - scale.low))} ${unit}: ${inside.toLocaleString('en')} ${what}, ${percent(inside / Math.max(1, histogram.total))} of them`
          : 'Drag the handles to show a range only'}
      </p>
    </Section>
  );
}

function Bars({ histogram, scale }: { readonly histogram: Histogram; readonly scale: ColourScale }) {
  const paint = useCallback(
    ({ context, width, height, inks }: Surface) => {
      const { counts } = histogram;
      const most = Math.max(1, ...counts);
      const step = width / counts.length;
      for (const [i, count] of counts.entries()) {
        if (count === 0) continue;
        const barHeight = Math.max(1, (count / most) * (height - 4));
        const value = scale.low + ((i + 0.5) / counts.length) * (scale.high - scale.low);
        context.fillStyle = cssColour(colourOf(scale, value, inks.scheme));
        context.fillRect(i * step + 0.5, height - barHeight, step - 1, barHeight);
        context.strokeStyle = inks.line2;
        context.lineWidth = 0.5;
        context.strokeRect(i * step + 0.5, height - barHeight, step - 1, barHeight);
      }
      if (scale.reference === undefined) return;
      const x = position(scale, scale.reference) * width;
      context.strokeStyle = inks.ink;
      context.lineWidth = 1;
      context.setLineDash([1.5, 2]);
      context.beginPath();
      context.moveTo(x, 0);
      context.lineTo(x, height);
      context.stroke();
      context.setLineDash([]);
    },
    [histogram, scale],
  );
  return <Canvas paint={paint} />;
}

interface HandleProps {
  readonly end: 0 | 1;
  readonly share: number;
  readonly scale: ColourScale;
  readonly box: { readonly current: HTMLElement | null };
  readonly text: (value: number) => string;
}

const KEY_STEP = 0.025;

function Handle({ end, share, scale, box, text }: HandleProps) {
  const before = useRef<readonly [number, number] | undefined>(undefined);
  const from = useRef(share);
  const move = (to: number) => setMap({ filter: movedFilter(mapStore.getState().filter, end, to, scale) });
  const onPointerDown = useDrag({
    start() {
      from.current = share;
      before.current = mapStore.getState().filter;
      return true;
    },
    move: ({ dx }) => move(from.current + dx / Math.max(1, box.current?.clientWidth ?? 1)),
    end: (cancelled) => cancelled && setMap({ filter: before.current }),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
    const step = steps[event.key];
    if (step !== undefined) move(share + step * KEY_STEP * (event.shiftKey ? 4 : 1));
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(1);
    else return;
    event.preventDefault();
  };
  const value = scale.low + share * (scale.high - scale.low);
  return (
    <div
      className={styles.handle}
      style={{ left: `${share * 100}%` }}
      role="slider"
      aria-label={end === 0 ? 'Show values from' : 'Show values up to'}
      aria-valuemin={scale.low}
      aria-valuemax={scale.high}
      aria-valuenow={value}
      aria-valuetext={text(value)}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
