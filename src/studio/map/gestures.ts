/** What hands do on a tensor's map: wheel and pinch zoom at the pointer, Space-drag or two fingers pan. */
import { type RefObject, useEffect, useRef } from 'react';

export interface Gestures {
  /** Below 1 brings nearer; the point is in pixels of the element. */
  readonly zoom: (factor: number, x: number, y: number) => void;
  /** By pixels that the picture follows. */
  readonly pan: (dx: number, dy: number) => void;
}

/** A wheel's notch is about a tenth nearer. */
const ZOOM_SPEED = 0.0011;

export function useGestures(ref: RefObject<HTMLElement | null>, gestures: Gestures): void {
  const latest = useRef(gestures);
  latest.current = gestures;
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const over = new AbortController();
    listenToWheel(element, latest, over.signal);
    listenToFingers(element, latest, over.signal);
    return () => over.abort();
  }, [ref]);
}

interface Latest {
  readonly current: Gestures;
}

function listenToWheel(element: HTMLElement, latest: Latest, signal: AbortSignal): void {
  const onWheel = (event: WheelEvent) => {
    // Not passive: the page must not scroll under a map that zooms.
    event.preventDefault();
    const box = element.getBoundingClientRect();
    const pinch = event.ctrlKey ? 8 : 1;
    latest.current.zoom(Math.exp(event.deltaY * ZOOM_SPEED * pinch), event.clientX - box.left, event.clientY - box.top);
  };
  element.addEventListener('wheel', onWheel, { passive: false, signal });
}

function listenToFingers(element: HTMLElement, latest: Latest, signal: AbortSignal): void {
  const down = new Map<number, { x: number; y: number }>();
  let space = false;
  const options = { signal };
  element.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== ' ') return;
      space = true;
      element.dataset.grab = '';
      event.preventDefault();
    },
    options,
  );
  const letGo = () => {
    space = false;
    delete element.dataset.grab;
  };
  window.addEventListener('keyup', (event) => event.key === ' ' && letGo(), options);
  element.addEventListener('blur', letGo, options);
  element.addEventListener(
    'pointerdown',
    ({ pointerId, clientX: x, clientY: y, pointerType }) => {
      if (pointerType === 'mouse' && !space) return;
      down.set(pointerId, { x, y });
      element.setPointerCapture(pointerId);
    },
    options,
  );
  element.addEventListener(
    'pointermove',
    ({ pointerId, clientX: x, clientY: y, pointerType }) => {
      const before = down.get(pointerId);
      if (!before) return;
      const other = [...down].find(([id]) => id !== pointerId)?.[1];
      if (pointerType === 'mouse') latest.current.pan(x - before.x, y - before.y);
      else if (other) moveOfTwo(element, latest.current, before, { x, y }, other);
      down.set(pointerId, { x, y });
    },
    options,
  );
  for (const type of ['pointerup', 'pointercancel', 'lostpointercapture'] as const) {
    element.addEventListener(type, ({ pointerId }) => down.delete(pointerId), options);
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** One of two fingers moved while the other stayed: the middle moves half as far, the distance zooms. */
function moveOfTwo(element: HTMLElement, { pan, zoom }: Gestures, from: Point, to: Point, other: Point): void {
  pan((to.x - from.x) / 2, (to.y - from.y) / 2);
  const distance = (point: Point) => Math.max(8, Math.hypot(point.x - other.x, point.y - other.y));
  const box = element.getBoundingClientRect();
  zoom(distance(from) / distance(to), (to.x + other.x) / 2 - box.left, (to.y + other.y) / 2 - box.top);
}
