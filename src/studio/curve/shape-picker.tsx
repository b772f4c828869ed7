/** Known shapes and kept ones, each drawn on its button, and the numbers that make one: low, high, smooth. */
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { type Curve, sampleCurve, valueAt } from '../../recipe/curve.ts';
import { CURVE_SHAPES, type CurveShape, type ShapeSettings, shapedCurve } from '../../recipe/curve-shapes.ts';
import { NumberSlider } from '../parts/number-slider.tsx';
import type { SliderScale } from '../parts/slider-scale.ts';
import { Spark } from '../parts/spark.tsx';
import { endGesture } from '../state/recipe-store.ts';
import styles from './curve.module.css';
import { shapeOffer } from './curve-commands.ts';
import { forgetShape, savedCurve, shapesStore } from './saved-shapes.ts';
import { SmallNumber } from './small-number.tsx';
import type { CurveHand } from './use-curves.ts';

const SMOOTH = { min: 0, max: 1, step: 0.05, limits: { min: 0, max: 1 } } as const;
const DRAWN = 17;

export function ShapePicker({ hand, slider }: { readonly hand: CurveHand; readonly slider: SliderScale }) {
  const { curve, layers, change } = hand;
  const saved = useStore(shapesStore, (state) => state.shapes);
  const values = curve.anchors.map(({ value }) => value);
  const [flatEnds, setFlatEnds] = useState(() => endsAround(values[0] ?? 0, slider));
  const [extra, setExtra] = useState({ steps: 4, centre: 0.5 });
  const [last, setLast] = useState<CurveShape['id'] | undefined>(undefined);
  const isFlat = values.every((value) => value === values[0]);
  const ends = isFlat ? flatEnds : { low: Math.min(...values), high: Math.max(...values) };
  const settings: ShapeSettings = { ...ends, ...extra };
  const current = CURVE_SHAPES.find((shape) => isShape(shape, curve, layers, settings));
  const asked = CURVE_SHAPES.find(({ id }) => id === (current?.id ?? last))?.extra;

  const take = (shape: CurveShape, next: ShapeSettings = settings) => {
    setLast(shape.id);
    setFlatEnds({ low: next.low, high: next.high });
    change({ ...shapedCurve(shape, layers, next), smooth: curve.smooth }, 'once');
  };
  const latest = useRef(take);
  latest.current = take;
  useEffect(
    () =>
      shapeOffer.make((id) => {
        const shape = CURVE_SHAPES.find((each) => each.id === id);
        if (shape) latest.current(shape);
      }),
    [],
  );
  const setEnds = (next: { readonly low: number; readonly high: number }) => {
    setFlatEnds(next);
    if (!isFlat) change(stretched(curve, ends, next), 'once');
  };
  const setOne = (next: Partial<typeof extra>) => {
    setExtra({ ...extra, ...next });
    const shape = CURVE_SHAPES.find(({ id }) => id === (current?.id ?? last));
    if (shape?.extra !== undefined) take(shape, { ...settings, ...next });
  };

  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a form's fieldset */}
      <div className={styles.shapes} role="group" aria-label="Shapes">
        {CURVE_SHAPES.map((shape) => (
          <button
            key={shape.id}
            type="button"
            className={styles.shape}
            title={shape.help}
            aria-pressed={current?.id === shape.id}
            onClick={() => take(shape, settings)}
          >
            <Spark
              values={sampleCurve(shapedCurve(shape, DRAWN, { low: 0, high: 1, ...extra }), DRAWN)}
              min={0}
              max={1}
              colour="currentColor"
            />
            {shape.label}
          </button>
        ))}
        {saved.map((shape) => (
          <span key={shape.name} className={styles.kept}>
            <button
              type="button"
              className={styles.shape}
              title={`Your shape ${shape.name}`}
              onClick={() => change(savedCurve(shape, layers, ends.low, ends.high), 'once')}
            >
              <Spark values={sampleCurve(savedCurve(shape, DRAWN, 0, 1), DRAWN)} min={0} max={1} colour="currentColor" />
              <span>{shape.name}</span>
            </button>
            <button
              type="button"
              className={styles.forget}
              aria-label={`Forget the shape ${shape.name}`}
              onClick={() => forgetShape(shape.name)}
            >
              <IconX size={12} stroke={1.6} />
            </button>
          </span>
        ))}
      </div>
      <div className={styles.numbers}>
        <SmallNumber
          label="low"
          name="Lowest value of the curve"
          value={Number(ends.low.toFixed(4))}
          scale={slider}
          onCommit={(low) => setEnds({ ...ends, low })}
        />
        <SmallNumber
          label="high"
          name="Highest value of the curve"
          value={Number(ends.high.toFixed(4))}
          scale={slider}
          onCommit={(high) => setEnds({ ...ends, high })}
        />
        {asked === 'steps' && (
          <SmallNumber
            label="steps"
            name="Number of steps"
            value={extra.steps}
            scale={{ min: 2, max: 16, step: 1, whole: true, limits: { min: 2, max: 64 } }}
            onCommit={(steps) => setOne({ steps })}
          />
        )}
        {asked === 'centre' && (
          <SmallNumber
            label="centre"
            name="Depth of the peak"
            value={extra.centre}
            scale={{ min: 0, max: 1, step: 0.05, limits: { min: 0, max: 1 } }}
            onCommit={(centre) => setOne({ centre })}
          />
        )}
      </div>
      <NumberSlider
        label="smooth"
        name="Smoothness of the curve"
        help="Rounds the line between the anchors. Above 0 every layer gets a value of its own."
        value={curve.smooth}
        scale={SMOOTH}
        resetTo={0}
        onChange={(smooth, how) => change({ ...curve, smooth }, how === 'drag' || how === 'key' ? how : 'once')}
        onDragEnd={endGesture}
      />
    </>
  );
}

/** Ends for a shape that is made of a flat line: around it, inside the slider. */
function endsAround(value: number, { min, max, step }: SliderScale): { low: number; high: number } {
  const snap = (end: number) => Number((Math.round(Math.max(min, Math.min(max, end)) / step) * step).toPrecision(6));
  const span = max - min;
  return { low: snap(value - 0.35 * span), high: snap(value + 0.2 * span) };
}

/** The curve with its lowest and highest value elsewhere. */
function stretched(
  curve: Curve,
  from: { readonly low: number; readonly high: number },
  to: { readonly low: number; readonly high: number },
): Curve {
  const move = (value: number) => Number((to.low + ((value - from.low) / (from.high - from.low)) * (to.high - to.low)).toFixed(6));
  const [first, ...rest] = curve.anchors.map(({ at, value }) => ({ at, value: move(value) }));
  return { ...curve, anchors: [first ?? curve.anchors[0], ...rest] };
}

/** Places along the depth where a curve and a shape must agree. */
const COMPARED = 33;

function isShape(shape: CurveShape, curve: Curve, layers: number, settings: ShapeSettings): boolean {
  const isFlat = curve.anchors.every(({ value }) => value === curve.anchors[0].value);
  if (shape.id === 'flat' || isFlat) return isFlat && shape.id === 'flat';
  const made = { ...shapedCurve(shape, layers, settings), smooth: curve.smooth };
  return Array.from({ length: COMPARED }, (_, i) => (i / (COMPARED - 1)) * (layers - 1)).every(
    (at) => Math.abs(valueAt(made, at) - valueAt(curve, at)) < 1e-5,
  );
}
