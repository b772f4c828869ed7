/** Getting about in a tensor: zoom, pan, in and out, and a cursor that arrows and pointer move. */
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { Rect } from './grid-layout.ts';
import { zoomOffer } from './map-commands.ts';
import { closeTensor, type MapWindow, mapStore, type Place, setMap, togglePin } from './map-store.ts';
import { entryAt } from './plot.ts';
import { isWhole, panWindow, type Shape2, sameWindow, windowAround, windowShowing, zoomWindow } from './window.ts';

export interface Walk {
  readonly zoom: (factor: number, x: number, y: number) => void;
  readonly pan: (dx: number, dy: number) => void;
  readonly zoomBy: (factor: number) => void;
  readonly fit: () => void;
  readonly goIn: () => void;
  readonly hovering: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerLeave: () => void;
}

/** Squares that hold a number need this much. */
const NUMBER_SQUARE = { width: 40, height: 24 } as const;
const ARROWS: Readonly<Record<string, Place>> = {
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
};

/** `view` is what is in sight of a tensor of this shape, `plot` where it lies on the canvas. */
export function useWalk(shape: Shape2, view: MapWindow, plot: Rect): Walk {
  const [hovering, setHovering] = useState(false);
  // Windows are whole entries: what a small movement leaves over counts for the next.
  const rest = useRef({ factor: 1, row: 0, column: 0 });
  const setWindow = (window: MapWindow) => setMap({ window: isWhole(window, shape) ? undefined : window });
  const centre: Place = { row: (view.rows[0] + view.rows[1]) / 2, column: (view.columns[0] + view.columns[1]) / 2 };
  const cursorNow = (): Place => mapStore.getState().cursor ?? { row: Math.floor(centre.row), column: Math.floor(centre.column) };
  const showAll = () => setMap({ window: undefined });
  const goIn = () => {
    const size: Shape2 = [
      Math.max(1, Math.floor(plot.height / NUMBER_SQUARE.height)),
      Math.max(1, Math.floor(plot.width / NUMBER_SQUARE.width)),
    ];
    const near = view.rows[1] - view.rows[0] <= size[0] && view.columns[1] - view.columns[0] <= size[1];
    const cursor = cursorNow();
    if (near) togglePin();
    else setMap({ window: windowAround(cursor, shape, size), cursor });
  };
  const goOut = () => {
    if (mapStore.getState().window) return showAll();
    closeTensor();
    document.querySelector<HTMLElement>('[data-map-grid]')?.focus();
  };
  const move = ({ row, column }: Place, steps: number) => {
    const { cursor, room } = mapStore.getState();
    const from = cursorNow();
    // One square, however many entries it holds.
    const step = { row: squareOf(view.rows, room?.[0]), column: squareOf(view.columns, room?.[1]) };
    const within = (at: number, size: number) => Math.min(size - 1, Math.max(0, at));
    const to = cursor
      ? { row: within(from.row + row * step.row * steps, shape[0]), column: within(from.column + column * step.column * steps, shape[1]) }
      : from;
    setHovering(false);
    setMap({ cursor: to });
    setWindow(windowShowing(view, to, shape));
  };
  const KEYS: Readonly<Record<string, () => void>> = { Enter: goIn, Escape: goOut };
  const zoomAt = (factor: number, at: Place) => setWindow(zoomWindow(view, factor, at, shape));
  const zoomBy = (factor: number) => zoomAt(factor, mapStore.getState().cursor ?? centre);
  const latest = useRef(zoomBy);
  latest.current = zoomBy;
  useEffect(() => zoomOffer.make((factor) => latest.current(factor)), []);
  return {
    hovering,
    fit: showAll,
    goIn,
    zoomBy,
    zoom: (factor, x, y) => {
      const at = entryAt(plot, view, x, y);
      if (!at) return;
      rest.current.factor *= factor;
      const next = zoomWindow(view, rest.current.factor, at, shape);
      if (sameWindow(next, view)) return;
      rest.current.factor = 1;
      setWindow(next);
    },
    pan(dx, dy) {
      rest.current.row -= (dy / plot.height) * (view.rows[1] - view.rows[0]);
      rest.current.column -= (dx / plot.width) * (view.columns[1] - view.columns[0]);
      const by = { row: Math.trunc(rest.current.row), column: Math.trunc(rest.current.column) };
      if (by.row === 0 && by.column === 0) return;
      rest.current.row -= by.row;
      rest.current.column -= by.column;
      setWindow(panWindow(view, by, shape));
    },
    onKeyDown: (event) => {
      const arrow = ARROWS[event.key];
      const run = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEYS[event.key];
      if (arrow) move(arrow, event.shiftKey ? 10 : 1);
      else if (run) run();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    onPointerMove: (event) => {
      const box = event.currentTarget.getBoundingClientRect();
      const cursor = entryAt(plot, view, event.clientX - box.left, event.clientY - box.top);
      setHovering(cursor !== undefined);
      if (cursor) setMap({ cursor });
    },
    onPointerLeave: () => setHovering(false),
  };
}

const squareOf = ([from, to]: readonly [number, number], room = 1): number => Math.max(1, Math.ceil((to - from) / room));
