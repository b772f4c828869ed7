/** The slider of the form as a bar in a node: the same value, the same keys, the same one step for a drag. */
import { type CSSProperties, type KeyboardEvent, memo, useRef } from 'react';
import type { ParameterSpec } from '../../methods/specs.ts';
import { convertScalar } from '../../recipe/resolve.ts';
import { scaleOf } from '../merge/parameter-facts.ts';
import { sliderAction } from '../parts/number-slider.tsx';
import { nudge, shareOf, valueAt } from '../parts/slider-scale.ts';
import { Spark } from '../parts/spark.tsx';
import { useDrag } from '../parts/use-drag.ts';
import { openCurve, selectCurve } from '../state/curve-target.ts';
import { setParameter } from '../state/recipe-edits.ts';
import { anchorsOf, documentAt, modelPlaces, modelValue, type Place, sharedValue } from '../state/recipe-places.ts';
import { endGesture, endGestureSoon } from '../state/recipe-store.ts';
import { useRecipe, useView } from '../state/use-store.ts';
import { toggleLock } from '../state/view-store.ts';
import { setting } from '../words/format.ts';
import styles from './graph.module.css';

interface NodeSliderProps {
  readonly document: number;
  readonly spec: ParameterSpec;
  /** The model's number in its document; absent for a shared parameter. */
  readonly model?: number | undefined;
  readonly modelRef?: string | undefined;
  readonly place: Place;
  /** "weight of code": the undo step's name. */
  readonly label: string;
  /** Of the merge, told after the label to those who hear it. */
  readonly merge: string;
  readonly colour: string;
}

export const NodeSlider = memo(
  function NodeSlider(props: NodeSliderProps) {
    const { document, spec, model, colour } = props;
    const target = { document, key: spec.key, model };
    // A primitive, so that only a change of this very value renders this bar.
    const written = useRecipe(({ recipe }) => {
      const at = documentAt(recipe, document);
      const place = at && model !== undefined ? modelPlaces(at)[model] : undefined;
      return at && JSON.stringify(place ? modelValue(place, spec) : sharedValue(at, spec));
    });
    const value: unknown = written === undefined ? undefined : JSON.parse(written);
    const scale = scaleOf(spec);
    const curves = Array.isArray(value) ? anchorsOf(value) : [];
    if (curves.length > 0) {
      return (
        <button
          type="button"
          className={`${styles.spark} nodrag nopan`}
          aria-label={`${props.label}, in ${props.merge}, changes over the layers: opens its curve`}
          onClick={() => openCurve(target)}
        >
          {curves.map((curve, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
            <Spark key={i} values={curve} min={scale.min} max={scale.max} colour={colour} />
          ))}
        </button>
      );
    }
    const number = typeof value === 'number' || typeof value === 'string' ? convertScalar(spec, value) : undefined;
    return <Bar {...props} value={typeof number === 'number' ? number : undefined} />;
  },
  (a, b) => JSON.stringify(a) === JSON.stringify(b),
);

function Bar({
  document,
  spec,
  model,
  modelRef,
  place,
  label,
  merge,
  colour,
  value,
}: NodeSliderProps & { readonly value: number | undefined }) {
  const scale = scaleOf(spec);
  const locked = useView((state) => modelRef !== undefined && spec.key === 'weight' && state.locked[modelRef] === true);
  const rail = useRef<HTMLSpanElement>(null);
  const now = value ?? scale.min;
  const said = useRef(now);
  said.current = now;
  const set = (next: number, how?: 'drag' | 'key') => {
    if (locked || next === said.current) return;
    said.current = next;
    setParameter(label, document, place, next, how && `${how} ${document} ${place.join('.')}`);
    if (how === 'key') endGestureSoon();
  };
  const jump = (clientX: number) => {
    const box = rail.current?.getBoundingClientRect();
    if (box && box.width > 0) set(valueAt((clientX - box.left) / box.width, scale), 'drag');
  };
  const reset = () => typeof spec.default === 'number' && set(spec.default);
  const onPointerDown = useDrag({
    start(event) {
      event.currentTarget.focus({ preventScroll: true });
      if (!locked) jump(event.clientX);
      return !locked;
    },
    move: ({ clientX }) => jump(clientX),
    end: endGesture,
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const action = sliderAction(event, {
      scale,
      onStep: (steps) => set(nudge(now, steps, scale), 'key'),
      onGoTo: (next) => set(next, 'key'),
      onReset: reset,
      onLock: modelRef !== undefined && spec.key === 'weight' ? () => toggleLock(modelRef) : undefined,
    });
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  const text = value === undefined ? '' : setting(value, scale.step);
  const zero = shareOf(Math.max(0, scale.min), scale) * 100;
  const at = shareOf(now, scale) * 100;
  return (
    <span
      className={`${styles.bar} nodrag nopan nowheel`}
      style={{ '--slider-colour': locked ? 'var(--edge)' : colour } as CSSProperties}
      role="slider"
      tabIndex={0}
      aria-label={`${label}, in ${merge}`}
      aria-description={spec.help}
      aria-valuemin={scale.min}
      aria-valuemax={scale.max}
      aria-valuenow={now}
      aria-valuetext={locked ? `${text}, locked` : text || 'not given'}
      aria-disabled={locked || undefined}
      onFocus={() => selectCurve({ document, key: spec.key, model })}
      onPointerDown={onPointerDown}
      onDoubleClick={reset}
      onKeyDown={onKeyDown}
    >
      <span ref={rail} className={styles.rail}>
        <span className={styles.fill} style={{ left: `${Math.min(zero, at)}%`, right: `${100 - Math.max(zero, at)}%` }} />
      </span>
      <span className={styles.number} data-missing={value === undefined || undefined}>
        {value === undefined ? '?' : text}
      </span>
    </span>
  );
}
