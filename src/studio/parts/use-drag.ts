/** One pointer's drag, from press to release, with capture: it goes on outside the element and ends only once. */
import { type PointerEvent as ReactPointerEvent, useEffect, useRef } from 'react';

export interface Drag {
  /** Pixels since the press. */
  readonly dx: number;
  readonly dy: number;
  readonly clientX: number;
  readonly shift: boolean;
}

export interface DragHandlers {
  /** False: not a drag. */
  start(event: ReactPointerEvent<HTMLElement>): boolean | undefined;
  move(drag: Drag): void;
  /** `cancelled` by Escape, or by the system (a call, a scroll). */
  end(cancelled: boolean): void;
}

/** The handler for `onPointerDown`. The element should have `touch-action: pan-y` or `none`. */
export function useDrag(handlers: DragHandlers): (event: ReactPointerEvent<HTMLElement>) => void {
  const latest = useRef(handlers);
  latest.current = handlers;
  const stop = useRef<((cancelled: boolean) => void) | undefined>(undefined);
  useEffect(() => () => stop.current?.(true), []);

  return (event) => {
    if (event.button !== 0 || stop.current || latest.current.start(event) === false) return;
    stop.current = followPointer(event, latest, () => {
      stop.current = undefined;
    });
  };
}

function followPointer(press: ReactPointerEvent<HTMLElement>, latest: { readonly current: DragHandlers }, ended: () => void) {
  const { pointerId, clientX: startX, clientY: startY } = press;
  const element: HTMLElement = press.currentTarget;
  const over = new AbortController();
  const options = { signal: over.signal };
  const end = (cancelled: boolean) => {
    if (over.signal.aborted) return;
    over.abort();
    ended();
    latest.current.end(cancelled);
  };
  element.setPointerCapture(pointerId);
  element.addEventListener(
    'pointermove',
    ({ clientX, clientY, shiftKey }) => latest.current.move({ dx: clientX - startX, dy: clientY - startY, clientX, shift: shiftKey }),
    options,
  );
  element.addEventListener('pointerup', () => end(false), options);
  element.addEventListener('pointercancel', () => end(true), options);
  element.addEventListener('lostpointercapture', () => end(false), options);
  window.addEventListener('keydown', (key) => key.key === 'Escape' && end(true), { ...options, capture: true });
  return end;
}
