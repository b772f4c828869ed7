/** The layer curve drawn: squares are anchors, dots what each layer gets. Own SVG; every number is also in the table. */
import { type KeyboardEvent, useRef, useState } from 'react';
import { sampleCurve } from '../../recipe/curve.ts';
import { addAnchor, moveAnchor, removeAnchor } from '../../recipe/curve-shapes.ts';
import { nudge, type SliderScale } from '../parts/slider-scale.ts';
import { endGesture } from '../state/recipe-store.ts';
import { setting } from '../words/format.ts';
import styles from './curve.module.css';
import { CurveLines } from './curve-lines.tsx';
import { allowed, endsOf, layerAt, layerWidth, MARGIN, type PlotScale, xOf, yOf } from './plot-scale.ts';
import type { CurveHand } from './use-curves.ts';
import { layerValue, shownAnchors, usePlotDrag } from './use-plot-drag.ts';
import { useWidth } from './use-width.ts';

interface CurvePlotProps {
  /** "weight of Code": how each anchor's name begins. */
  readonly name: string;
  readonly hand: CurveHand;
  readonly slider: SliderScale;
  readonly colour: string;
  readonly band: readonly [number, number] | undefined;
}

const HEIGHT = 164;
/** From so many anchors on, and so close to each other, squares would hide the line. */
const CROWDED = 9;

type Spot = { readonly kind: 'anchor'; readonly index: number } | { readonly kind: 'layer'; readonly layer: number };

export function CurvePlot({ name, hand, slider, colour, band }: CurvePlotProps) {
  const plot = useRef<HTMLDivElement>(null);
  const width = useWidth(plot, 296);
  const { curve, layers, curves } = hand;
  const scale: PlotScale = { width, height: HEIGHT, layers, ...endsOf(slider, [curve, ...curves.map((each) => each.curve)]) };
  const [spot, setSpot] = useState<Spot | undefined>(undefined);
  const focusAnchor = (index: number) => {
    // The anchor may be new: it is there after the next paint.
    requestAnimationFrame(() => plot.current?.querySelectorAll<SVGElement>('[role=slider]')[index]?.focus({ preventScroll: true }));
  };
  const { onPointerDown, held } = usePlotDrag(plot, scale, slider, hand, focusAnchor);
  const anchors = shownAnchors(curve, layers);
  const shown: Spot | undefined = held ?? spot;
  const label = shown && labelOf(shown, hand, slider);
  const crowded = layerWidth(scale) * (layers / anchors.length) < CROWDED;

  const onPointerMove = (event: React.PointerEvent) => {
    const box = plot.current?.getBoundingClientRect();
    if (!box || held) return;
    setSpot(spotAt(event.clientX - box.left, event.clientY - box.top, scale, hand));
  };

  return (
    <div
      ref={plot}
      className={styles.plot}
      data-held={held?.kind}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setSpot(undefined)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing cannot be a fieldset */}
      <svg width={width} height={HEIGHT} role="group" aria-label={`${name} over ${layers} layers`}>
        <CurveLines scale={scale} hand={hand} slider={slider} colour={colour} band={band} marked={label?.at} />
        {anchors.map((anchor, index) => (
          <g
            // biome-ignore lint/suspicious/noArrayIndexKey: anchors are told apart by their order alone
            key={index}
            className={styles.anchor}
            data-small={crowded || undefined}
            data-on={(shown?.kind === 'anchor' && shown.index === index) || undefined}
            transform={`translate(${xOf(scale, anchor.at)} ${yOf(scale, anchor.value)})`}
            style={{ color: colour }}
            role="slider"
            tabIndex={0}
            aria-label={`${name}, anchor at ${placeText(anchor.at)}`}
            aria-orientation="vertical"
            aria-valuemin={scale.low}
            aria-valuemax={scale.high}
            aria-valuenow={anchor.value}
            aria-valuetext={`${setting(anchor.value, slider.step)} at ${placeText(anchor.at)}`}
            onFocus={() => setSpot({ kind: 'anchor', index })}
            onBlur={() => setSpot(undefined)}
            onKeyDown={(event) => onAnchorKey(event, index, hand, slider, scale, focusAnchor)}
          >
            <rect className={styles.hit} x={-14} y={-14} width={28} height={28} />
            <rect className={styles.square} x={-4.5} y={-4.5} width={9} height={9} rx={1.5} />
          </g>
        ))}
      </svg>
      {label && (
        <div
          className={styles.label}
          style={{ left: clampLabel(xOf(scale, label.at), width), top: Math.max(0, yOf(scale, label.value) - 32) }}
          aria-hidden="true"
        >
          {label.text}
        </div>
      )}
    </div>
  );
}

/** The label stays inside the plot. */
const clampLabel = (x: number, width: number): number => Math.max(48, Math.min(width - 48, x));

/** "7.5", "8". */
const placeText = (at: number): string => (Number.isInteger(at) ? String(at) : String(Number(at.toFixed(2))));

function labelOf(spot: Spot, { curve, layers }: CurveHand, { step }: SliderScale) {
  if (spot.kind === 'layer') {
    const value = layerValue(curve, layers, spot.layer);
    return { at: spot.layer, value, text: `layer ${spot.layer} · ${setting(Number(value.toFixed(6)), step)}` };
  }
  const anchor = shownAnchors(curve, layers)[spot.index];
  return anchor && { ...anchor, text: `at ${placeText(anchor.at)} · ${setting(anchor.value, step)}` };
}

/** What the pointer is over: an anchor, else the layer's dot on the line. */
function spotAt(x: number, y: number, scale: PlotScale, { curve, layers }: CurveHand): Spot | undefined {
  const anchors = shownAnchors(curve, layers);
  const index = anchors.findIndex((anchor) => Math.hypot(xOf(scale, anchor.at) - x, yOf(scale, anchor.value) - y) < 10);
  if (index >= 0) return { kind: 'anchor', index };
  if (x < MARGIN.left - 8 || y > scale.height - MARGIN.bottom) return undefined;
  const layer = Math.round(layerAt(scale, x));
  return Math.abs(yOf(scale, sampleCurve(curve, layers)[layer] ?? 0) - y) < 18 ? { kind: 'layer', layer } : undefined;
}

const STEPS: Readonly<Record<string, number>> = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 };
const SIDEWAYS: Readonly<Record<string, number>> = { ',': -1, '.': 1 };

function onAnchorKey(
  event: KeyboardEvent,
  index: number,
  hand: CurveHand,
  slider: SliderScale,
  scale: PlotScale,
  focusAnchor: (index: number) => void,
): void {
  if (event.metaKey || event.ctrlKey) return;
  const action = anchorAction(event, index, hand, slider, scale, focusAnchor);
  if (!action) return;
  event.preventDefault();
  event.stopPropagation();
  action();
}

function anchorAction(
  event: KeyboardEvent,
  index: number,
  hand: CurveHand,
  slider: SliderScale,
  { low, high }: PlotScale,
  focusAnchor: (index: number) => void,
): (() => void) | undefined {
  const { curve, layers, change } = hand;
  const anchor = shownAnchors(curve, layers)[index];
  if (!anchor) return undefined;
  const setValue = (value: number) => change(moveAnchor(curve, layers, index, { value: allowed(value, slider, true) }), 'key');
  const steps = STEPS[event.key];
  if (steps !== undefined) return () => setValue(nudge(anchor.value, steps * (event.shiftKey ? 10 : event.altKey ? 0.1 : 1), slider));
  const sideways = SIDEWAYS[event.key];
  if (sideways !== undefined) return () => change(moveAnchor(curve, layers, index, { at: Math.round(anchor.at) + sideways }), 'key');
  switch (event.key) {
    case 'Home':
      return () => setValue(low);
    case 'End':
      return () => setValue(high);
    case 'Backspace':
    case 'Delete':
      return () => {
        change(removeAnchor(curve, index), 'once');
        focusAnchor(Math.max(0, index - 1));
      };
    case 'Enter':
    case 'Insert':
      return () => addBeside(index, hand, focusAnchor);
    case 'Escape':
      return () => endGesture(true);
    default:
      return undefined;
  }
}

/** Half way to the next anchor, or to the one before from the last. */
function addBeside(index: number, { curve, layers, change }: CurveHand, focusAnchor: (index: number) => void): void {
  const anchors = shownAnchors(curve, layers);
  const [left, right] = index < anchors.length - 1 ? [anchors[index], anchors[index + 1]] : [anchors[index - 1], anchors[index]];
  if (!left || !right) return;
  const added = addAnchor(curve, layers, Math.round((left.at + right.at) / 2));
  change(added.curve, 'once');
  focusAnchor(added.index);
}
