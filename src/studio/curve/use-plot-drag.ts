/** What a pointer does on the layer curve: an anchor is dragged, the line gets one, Shift sets layers, the axis marks a band. */
import { type PointerEvent, type RefObject, useRef, useState } from 'react';
import { type Curve, sampleCurve, valueAt } from '../../recipe/curve.ts';
import { addAnchor, moveAnchor, setLayer } from '../../recipe/curve-shapes.ts';
import type { SliderScale } from '../parts/slider-scale.ts';
import { useDrag } from '../parts/use-drag.ts';
import { endGesture } from '../state/recipe-store.ts';
import { setView } from '../state/view-store.ts';
import { allowed, layerAt, MARGIN, type PlotScale, valueAtY, xOf, yOf } from './plot-scale.ts';
import type { CurveHand } from './use-curves.ts';

/** Pixels around an anchor, and above and below the line, that count as hit. */
const NEAR = 12;
/** An anchor stays at its depth until the pointer has gone so far sideways. */
const SIDEWAYS = 14;

type Grip =
  | { readonly kind: 'anchor'; readonly index: number; readonly at: number; readonly curve: Curve }
  | { readonly kind: 'layer'; readonly layer: number; readonly curve: Curve }
  | { readonly kind: 'band'; readonly from: number };

export interface PlotPointer {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  /** The anchor or layer that is held. */
  readonly held: Exclude<Grip, { kind: 'band' }> | undefined;
}

export function usePlotDrag(
  plot: RefObject<HTMLElement | null>,
  scale: PlotScale,
  slider: SliderScale,
  hand: CurveHand,
  focusAnchor: (index: number) => void,
): PlotPointer {
  const [held, setHeld] = useState<PlotPointer['held']>(undefined);
  const grip = useRef<Grip | undefined>(undefined);
  const press = useRef({ x: 0, y: 0 });
  const latest = useRef(hand);
  latest.current = hand;
  const hold = (next: Grip | undefined) => {
    grip.current = next;
    setHeld(next?.kind === 'band' ? undefined : next);
  };
  const onPointerDown = useDrag({
    start(event) {
      const box = plot.current?.getBoundingClientRect();
      if (!box) return false;
      press.current = { x: event.clientX - box.left, y: event.clientY - box.top };
      const found = gripAt(press.current, event.shiftKey, scale, hand.curve);
      if (!found) return false;
      hold(found);
      if (found.kind === 'band') setView({ band: [found.from, found.from] });
      if (found.kind === 'anchor') {
        if (found.curve !== hand.curve) hand.change(found.curve, 'drag');
        focusAnchor(found.index);
      }
      return true;
    },
    move({ dx, dy, shift }) {
      const now = grip.current;
      const at = { x: press.current.x + dx, y: press.current.y + dy };
      const value = allowed(valueAtY(scale, at.y), slider, shift && now?.kind === 'anchor');
      if (now?.kind === 'anchor') {
        const sideways = Math.abs(dx) > SIDEWAYS ? { at: Math.round(layerAt(scale, at.x)) } : { at: now.at };
        latest.current.change(moveAnchor(now.curve, scale.layers, now.index, { value, ...sideways }), 'drag');
      } else if (now?.kind === 'layer') {
        latest.current.change(setLayer(now.curve, scale.layers, now.layer, value), 'drag');
      } else if (now) {
        const to = Math.round(layerAt(scale, at.x));
        setView({ band: [Math.min(now.from, to), Math.max(now.from, to)] });
      }
    },
    end(cancelled) {
      const shaped = grip.current?.kind !== 'band';
      hold(undefined);
      if (shaped) endGesture(cancelled);
    },
  });
  return { onPointerDown, held };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function gripAt({ x, y }: Point, shift: boolean, scale: PlotScale, curve: Curve): Grip | undefined {
  const layer = Math.round(layerAt(scale, x));
  if (y > scale.height - MARGIN.bottom) return { kind: 'band', from: layer };
  if (shift) return { kind: 'layer', layer, curve };
  // A flat curve shows a square at each end, and has one anchor.
  const shown = shownAnchors(curve, scale.layers);
  const distances = shown.map((anchor) => Math.hypot(xOf(scale, anchor.at) - x, yOf(scale, anchor.value) - y));
  const nearest = distances.indexOf(Math.min(...distances));
  const anchor = shown[nearest];
  if (anchor && (distances[nearest] ?? NEAR) < NEAR) return { kind: 'anchor', index: nearest, at: anchor.at, curve };
  const place = layerAt(scale, x);
  if (Math.abs(yOf(scale, valueAt(curve, place)) - y) > NEAR || scale.layers < 2) return undefined;
  const at = Math.round(place);
  const added = addAnchor(curve, scale.layers, at);
  return { kind: 'anchor', index: added.index, at, curve: added.curve };
}

/** The squares to draw. */
export function shownAnchors({ anchors }: Curve, layers: number): Curve['anchors'] {
  const [first, ...rest] = anchors;
  return rest.length > 0 || layers < 2 ? anchors : [first, { ...first, at: layers - 1 }];
}

/** The value that a layer has now, for labels. */
export const layerValue = (curve: Curve, layers: number, layer: number): number => sampleCurve(curve, layers)[layer] ?? 0;
