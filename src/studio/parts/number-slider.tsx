/**
 * A slider with its number: the label scrubs, the track jumps, the field takes what people type. It knows nothing of
 * recipes; whoever holds the value also makes one undo step of one gesture.
 */
import { Tooltip } from '@mantine/core';
import { type CSSProperties, type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { setting } from '../words/format.ts';
import { NumberField } from './number-field.tsx';
import styles from './number-slider.module.css';
import { nudge, type SliderScale, shareOf, snap, valueAt } from './slider-scale.ts';
import { useDrag } from './use-drag.ts';

/** `drag` comes many times and is closed by `onDragEnd`; the others come once each. */
export type SliderGesture = 'drag' | 'key' | 'type' | 'reset';

export interface NumberSliderProps {
  readonly label: string;
  /** The whole name for those who hear it: "weight of Code". */
  readonly name: string;
  readonly value: number;
  /** The recipe gives no value: `value` only places the thumb. */
  readonly missing?: boolean | undefined;
  readonly scale: SliderScale;
  /** Where a reset goes; a ghost dot stands there once the value differs. */
  readonly resetTo?: number | undefined;
  /** Values that papers name, marked above the track. */
  readonly marks?: readonly number[] | undefined;
  /** A CSS colour; ink when absent. */
  readonly colour?: string | undefined;
  readonly locked?: boolean | undefined;
  /** One or two sentences: the label's tip, and read out with the slider. */
  readonly help?: string | undefined;
  /** What stands in the number's place, such as a curve that the thumb moves as a whole. */
  readonly field?: ReactNode;
  /** A button behind the number. */
  readonly tool?: ReactNode;
  readonly onChange: (value: number, gesture: SliderGesture) => void;
  readonly onDragEnd: (cancelled: boolean) => void;
  readonly onLock?: (() => void) | undefined;
}

/** Pixels of scrubbing on the label for the whole range. */
const SCRUB_RANGE = 240;

export function NumberSlider(props: NumberSliderProps) {
  const { label, name, value, missing, scale, resetTo, colour, locked, field: instead, tool, onChange } = props;
  const [fault, setFault] = useState<string | undefined>(undefined);
  const faultId = useId();
  const field = useRef<HTMLInputElement>(null);
  const text = missing ? '' : setting(value, scale.step);
  const reset = () => !locked && resetTo !== undefined && resetTo !== value && onChange(resetTo, 'reset');
  const goTo = (next: number) => !locked && next !== value && onChange(next, 'key');
  const step = (steps: number) => goTo(nudge(value, steps, scale));

  return (
    <div
      className={styles.row}
      data-locked={locked || undefined}
      data-missing={missing || undefined}
      data-fault={fault !== undefined || undefined}
      data-tool={tool !== undefined || undefined}
      style={{ '--slider-colour': locked ? 'var(--edge)' : (colour ?? 'var(--ink-2)') } as CSSProperties}
    >
      <Scrubber {...props} onReset={reset} />
      <Track {...props} text={text} onReset={reset} onStep={step} onGoTo={goTo} onType={() => field.current?.focus()} />
      {instead ?? (
        <NumberField
          fieldRef={field}
          name={`${name}, number`}
          label={label}
          text={text}
          scale={scale}
          disabled={locked}
          fault={fault}
          faultId={faultId}
          onFault={setFault}
          onStep={step}
          onCommit={(typed) => onChange(typed, 'type')}
        />
      )}
      {tool}
      {fault !== undefined && (
        <p id={faultId} className={styles.fault} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

function Scrubber({ label, value, scale, locked, help, onChange, onDragEnd, onReset }: NumberSliderProps & { onReset: () => void }) {
  const from = useRef(value);
  const onPointerDown = useDrag({
    start() {
      from.current = value;
      return !locked;
    },
    move({ dx, shift }) {
      const range = (scale.max - scale.min) * (shift ? 0.1 : 1);
      const moved = from.current + (dx / SCRUB_RANGE) * range;
      const fine = shift && !scale.whole ? { ...scale, step: scale.step / 10 } : scale;
      if (moved !== value) onChange(snap(moved, fine), 'drag');
    },
    end: onDragEnd,
  });
  return (
    <Tooltip label={help} disabled={help === undefined}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: for the pointer only; the thumb takes the keys */}
      <span className={styles.label} onPointerDown={onPointerDown} onDoubleClick={onReset}>
        {label}
      </span>
    </Tooltip>
  );
}

interface TrackProps extends NumberSliderProps {
  readonly text: string;
  readonly onReset: () => void;
  readonly onStep: (steps: number) => void;
  readonly onGoTo: (value: number) => void;
  readonly onType: () => void;
}

function Track({
  name,
  help,
  value,
  scale,
  resetTo,
  marks = [],
  locked,
  text,
  onChange,
  onDragEnd,
  onReset,
  onStep,
  onGoTo,
  onType,
  onLock,
}: TrackProps) {
  const rail = useRef<HTMLDivElement>(null);
  // Events come faster than renders: what was said last counts, not what is drawn.
  const said = useRef(value);
  said.current = value;
  const jump = (clientX: number) => {
    const box = rail.current?.getBoundingClientRect();
    if (!box || box.width === 0) return;
    const next = valueAt((clientX - box.left) / box.width, scale);
    if (next !== said.current) onChange(next, 'drag');
    said.current = next;
  };
  const onPointerDown = useDrag({
    start(event) {
      if (locked) return false;
      thumb.current?.focus({ preventScroll: true });
      // A press on the thumb itself must not move it: it is rarely hit in the middle.
      if (event.target !== thumb.current) jump(event.clientX);
      return true;
    },
    move: ({ clientX }) => jump(clientX),
    end: onDragEnd,
  });
  const thumb = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const action = sliderAction(event, { scale, onStep, onGoTo, onReset, onType, onLock });
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };

  const at = (number: number) => `${shareOf(number, scale) * 100}%`;
  const zero = Math.min(Math.max(0, scale.min), scale.max);
  const [low, high] = [Math.min(zero, value), Math.max(zero, value)];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for the pointer only; the thumb takes the keys
    <div className={styles.track} onPointerDown={onPointerDown} onDoubleClick={onReset}>
      <div ref={rail} className={styles.rail}>
        <div className={styles.fill} style={{ left: at(low), right: `${100 - shareOf(high, scale) * 100}%` }} />
        {scale.min < 0 && scale.max > 0 && <div className={styles.zero} style={{ left: at(0) }} />}
        {marks.map((mark) => (
          <i key={mark} className={styles.mark} style={{ left: at(mark) }} />
        ))}
        {resetTo !== undefined && resetTo !== value && <div className={styles.ghost} style={{ left: at(resetTo) }} />}
        <div
          ref={thumb}
          className={styles.thumb}
          style={{ left: at(value) }}
          role="slider"
          tabIndex={0}
          aria-label={name}
          aria-description={help}
          aria-valuemin={scale.min}
          aria-valuemax={scale.max}
          aria-valuenow={value}
          aria-valuetext={locked ? `${text}, locked` : text || 'not given'}
          aria-disabled={locked || undefined}
          onKeyDown={onKeyDown}
        />
      </div>
    </div>
  );
}

interface KeyTargets extends Pick<TrackProps, 'scale' | 'onStep' | 'onGoTo' | 'onReset' | 'onLock'> {
  readonly onType?: () => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** What a key does to a slider; undefined: it is not the slider's. */
export function sliderAction(
  event: KeyboardEvent,
  { scale, onStep, onGoTo, onReset, onType, onLock }: KeyTargets,
): (() => void) | undefined {
  if (event.metaKey || event.ctrlKey) return undefined;
  const steps = STEPS[event.key];
  if (steps !== undefined) return () => onStep(steps * (event.shiftKey ? 10 : event.altKey ? 0.1 : 1));
  switch (event.key) {
    case 'Home':
      return () => onGoTo(scale.min);
    case 'End':
      return () => onGoTo(scale.max);
    case 'Backspace':
    case 'Delete':
      return onReset;
    case 'Enter':
      return onType;
    case 'k':
      return onLock;
    default:
      return undefined;
  }
}
