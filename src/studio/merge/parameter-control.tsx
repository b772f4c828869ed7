/** One parameter at one place of the recipe, as the control that its spec asks for. It alone re-renders when it changes. */
import { SegmentedControl, Switch, Tooltip } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import type { ParameterSpec } from '../../methods/specs.ts';
import type { ParameterValue, Scalar } from '../../recipe/recipe.ts';
import { convertScalar } from '../../recipe/resolve.ts';
import { IconButton } from '../parts/button.tsx';
import { NumberSlider } from '../parts/number-slider.tsx';
import type { SliderScale } from '../parts/slider-scale.ts';
import { Spark } from '../parts/spark.tsx';
import { setParameter } from '../state/recipe-edits.ts';
import { anchorsOf, documentAt, modelPlaces, modelValue, type Place, sharedValue } from '../state/recipe-places.ts';
import { endGesture, endGestureSoon } from '../state/recipe-store.ts';
import { useRecipe } from '../state/use-store.ts';
import { takeStep } from '../state/view-store.ts';
import { setting } from '../words/format.ts';
import styles from './merge.module.css';

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
  const curves = value === undefined ? [] : anchorsOf(value);
  if (curves.length > 0) return <CurveControl {...props} curves={curves} />;
  const scalar = isScalar(value) ? convertScalar(spec, value) : undefined;
  if (spec.type === 'boolean') return <FlagControl {...props} value={scalar === true} />;
  // A reference is written in the text: a slider could not hold it.
  if (spec.type === 'reference') return null;
  if (spec.type === 'choice') return <ChoiceControl {...props} value={scalar} />;
  return <NumberControl {...props} value={typeof scalar === 'number' ? scalar : undefined} />;
});

const isScalar = (value: ParameterValue | undefined): value is Scalar => value !== undefined && typeof value !== 'object';

/** "weight of Code": the control's name, and the undo step's. */
const nameOf = ({ spec, owner }: ParameterProps): string => (owner === undefined ? labelOf(spec) : `${labelOf(spec)} of ${owner}`);
/** Specs begin their labels like sentences; beside a control they are mere words. */
export const labelOf = ({ label }: ParameterSpec): string =>
  /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;

export function scaleOf({ soft, hard, type }: ParameterSpec): SliderScale {
  const ends = soft ?? { min: hard?.min ?? 0, max: hard?.max ?? 1, step: type === 'integer' ? 1 : 0.01 };
  return { ...ends, whole: type === 'integer', ...(hard && { limits: hard }) };
}

function NumberControl(props: ParameterProps & { readonly value: number | undefined }) {
  const { spec, document, place, value, colour, locked, onLock } = props;
  const name = nameOf(props);
  const scale = scaleOf(spec);
  const gesture = `${document} ${place.join('.')}`;
  return (
    <NumberSlider
      label={labelOf(spec)}
      name={name}
      help={spec.help}
      value={value ?? scale.min}
      missing={value === undefined}
      scale={scale}
      resetTo={typeof spec.default === 'number' ? spec.default : undefined}
      colour={colour}
      locked={locked}
      onLock={onLock}
      onChange={(next, how) => {
        setParameter(name, document, place, next, how === 'drag' || how === 'key' ? `${how} ${gesture}` : undefined);
        if (how === 'key') endGestureSoon();
      }}
      onDragEnd={(cancelled) => {
        endGesture(cancelled);
        if (!cancelled) takeStep(1);
      }}
    />
  );
}

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

/** A value that changes with depth or with the tensor's name, drawn. It can be made one value again. */
function CurveControl(props: ParameterProps & { readonly curves: readonly (readonly number[])[] }) {
  const { spec, document, place, curves, colour } = props;
  const all = curves.flat();
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const scale = scaleOf(spec);
  const text = curves.map((curve) => curve.map((value) => setting(value, scale.step)).join(', ')).join('; ');
  return (
    <div className={styles.curve}>
      <span className={styles.curveLabel} title={spec.help}>
        {labelOf(spec)}
      </span>
      <span className={styles.spark} role="img" aria-label={`${nameOf(props)} changes over the layers: ${text}`} title={text}>
        {curves.map((curve, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
          <Spark key={i} values={curve} min={scale.min} max={scale.max} colour={colour} />
        ))}
      </span>
      <IconButton
        name={`One value for all layers: ${setting(mean, scale.step)}`}
        onClick={() => setParameter(nameOf(props), document, place, mean)}
      >
        <IconX size={14} stroke={1.6} />
      </IconButton>
    </div>
  );
}
