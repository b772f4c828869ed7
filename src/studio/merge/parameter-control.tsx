/** One parameter at one place of the recipe, as the control that its spec asks for. It alone re-renders when it changes. */
import { SegmentedControl, Switch, Tooltip } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import type { ParameterSpec } from '../../methods/specs.ts';
import type { ParameterValue, Scalar } from '../../recipe/recipe.ts';
import { convertScalar } from '../../recipe/resolve.ts';
import { marksOf } from '../inspector/heuristics.ts';
import { NumberSlider, type SliderGesture } from '../parts/number-slider.tsx';
import type { SliderScale } from '../parts/slider-scale.ts';
import { Spark } from '../parts/spark.tsx';
import { openCurve, selectCurve } from '../state/curve-target.ts';
import { setParameter, shiftParameter } from '../state/recipe-edits.ts';
import { anchorsOf, documentAt, modelPlaces, modelValue, type Place, sharedValue } from '../state/recipe-places.ts';
import { endGesture, endGestureSoon } from '../state/recipe-store.ts';
import { useRecipe } from '../state/use-store.ts';
import { takeStep } from '../state/view-store.ts';
import { setting } from '../words/format.ts';
import styles from './merge.module.css';
import { labelOf, scaleOf } from './parameter-facts.ts';

interface ParameterProps {
  readonly document: number;
  readonly spec: ParameterSpec;
  /** The model's number in its document; absent for a shared parameter. */
  readonly model?: number;
  /** What is written: the place of its value in the document. */
  readonly place: Place;
  /** "of Code", for those who hear the name. */
  readonly owner?: string;
  readonly colour?: string;
  readonly locked?: boolean;
  readonly onLock?: () => void;
}

export const ParameterControl = memo(function ParameterControl(props: ParameterProps) {
  const { spec, document, model } = props;
  // A primitive, so that only a change of this very value renders this control.
  const written = useRecipe(({ recipe }) => {
    const at = documentAt(recipe, document);
    if (!at) return undefined;
    const place = model === undefined ? undefined : modelPlaces(at)[model];
    return JSON.stringify(place ? modelValue(place, spec) : sharedValue(at, spec));
  });
  const value = written === undefined ? undefined : (JSON.parse(written) as ParameterValue);
  const scalar = isScalar(value) ? convertScalar(spec, value) : undefined;
  if (spec.type === 'boolean' && !isCurve(value)) return <FlagControl {...props} value={scalar === true} />;
  if (spec.type === 'choice') return <ChoiceControl {...props} value={scalar} />;
  return <NumberControl {...props} value={typeof scalar === 'number' ? scalar : undefined} curve={isCurve(value) ? value : undefined} />;
});

type CurveValue = Exclude<ParameterValue, Scalar>;
const isCurve = (value: ParameterValue | undefined): value is CurveValue => typeof value === 'object';
const isScalar = (value: ParameterValue | undefined): value is Scalar => value !== undefined && typeof value !== 'object';

/** "weight of Code": the control's name, and the undo step's. */
const nameOf = ({ spec, owner }: ParameterProps): string => (owner === undefined ? labelOf(spec) : `${labelOf(spec)} of ${owner}`);

/** With a curve over the layers, its picture stands in the number's place, and the thumb moves the whole of it. */
function NumberControl(props: ParameterProps & { readonly value: number | undefined; readonly curve: CurveValue | undefined }) {
  const { spec, document, model, place, value, curve, colour, locked, onLock } = props;
  const name = nameOf(props);
  const scale = scaleOf(spec);
  const method = useRecipe(({ recipe }) => documentAt(recipe, document)?.method ?? '');
  const marks = marksOf(method, spec.key);
  const gesture = `${document} ${place.join('.')}`;
  const middle = curve && mean(anchorsOf(curve).flat());
  const shown = middle ?? value;
  const onChange = (next: number, how: SliderGesture) => {
    const joins = how === 'drag' || how === 'key' ? `${how} ${gesture}` : undefined;
    if (curve === undefined || middle === undefined || how === 'reset') setParameter(name, document, place, next, joins);
    else shiftParameter(name, document, place, curve, next - middle, joins);
    if (how === 'key') endGestureSoon();
  };
  const field = curve && middle !== undefined ? <CurveField {...props} curve={curve} scale={scale} middle={middle} /> : undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the control inside takes the focus; this only hears of it
    <div className={styles.parameter} onFocus={() => selectCurve({ document, key: spec.key, model })}>
      <NumberSlider
        label={labelOf(spec)}
        name={name}
        help={spec.help}
        value={shown ?? scale.min}
        missing={shown === undefined}
        scale={scale}
        resetTo={typeof spec.default === 'number' ? spec.default : undefined}
        marks={marks}
        colour={colour}
        locked={locked}
        onLock={onLock}
        field={field}
        onChange={onChange}
        onDragEnd={(cancelled) => {
          endGesture(cancelled);
          if (!cancelled) takeStep(1);
        }}
      />
    </div>
  );
}

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

function FlagControl(props: ParameterProps & { readonly value: boolean }) {
  const { spec, document, place, value } = props;
  return (
    <LabelledRow {...props}>
      <Switch
        aria-label={nameOf(props)}
        aria-description={spec.help}
        checked={value}
        onChange={(event) => setParameter(nameOf(props), document, place, event.currentTarget.checked)}
      />
    </LabelledRow>
  );
}

function ChoiceControl(props: ParameterProps & { readonly value: Scalar | undefined }) {
  const { spec, document, place, value } = props;
  return (
    <LabelledRow {...props}>
      <SegmentedControl
        aria-label={nameOf(props)}
        data={[...(spec.choices ?? [])]}
        value={String(value ?? '')}
        onChange={(next) => setParameter(nameOf(props), document, place, next)}
      />
    </LabelledRow>
  );
}

function LabelledRow({ spec, children }: ParameterProps & { readonly children: ReactNode }) {
  return (
    <div className={styles.labelled}>
      <Tooltip label={spec.help}>
        <span>{labelOf(spec)}</span>
      </Tooltip>
      {children}
    </div>
  );
}

interface CurveFieldProps extends ParameterProps {
  readonly curve: CurveValue;
  readonly scale: SliderScale;
  readonly middle: number;
}

/** The curve in small. A click shows it in the inspector, where it is shaped. */
function CurveField({ curve, scale, middle, colour, ...props }: CurveFieldProps) {
  const { spec, document, model } = props;
  const rows = anchorsOf(curve);
  const text = rows.map((row) => row.map((value) => setting(value, scale.step)).join(', ')).join('; ');
  const all = rows.flat();
  const ends = { min: Math.min(scale.min, ...all), max: Math.max(scale.max, ...all) };
  return (
    <Tooltip label={`${nameOf(props)} over the layers, ${setting(Number(middle.toPrecision(3)), scale.step)} on average. Opens its curve.`}>
      <button
        type="button"
        className={styles.spark}
        aria-label={`Layer curve of ${nameOf(props)}: ${text}`}
        onClick={() => openCurve({ document, key: spec.key, model })}
      >
        {rows.map((row, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
          <Spark key={i} values={row} {...ends} colour={colour} />
        ))}
      </button>
    </Tooltip>
  );
}
