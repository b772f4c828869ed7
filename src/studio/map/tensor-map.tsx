/** One tensor, square by square, down to its single entries: zoomed, panned and walked through with pointer or keys. */
import { IconArrowsMaximize, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { TensorMap as TensorBins, TensorObservation } from '../../engine/client.ts';
import { IconButton } from '../parts/button.tsx';
import { Canvas, type Surface, useForcedColours, useScheme } from './canvas.tsx';
import { shareError } from './chance.ts';
import { FaultNote } from './fault-note.tsx';
import { useGestures } from './gestures.ts';
import type { Rect } from './grid-layout.ts';
import styles from './map.module.css';
import { closeTensor, type MapWindow, mapStore, type Place, setMap, togglePin, useAnswers, useMap } from './map-store.ts';
import { useElementSize } from './model-map.tsx';
import { isHatched, type MapLook, paintAxes, paintCursor, paintMap, paintMeans, paintPin, squaresOf } from './paint-map.ts';
import { binAt, entriesOf, entryAt, plotRect, rectOf, roomFor } from './plot.ts';
import { type Shown, useShownMap } from './shown.ts';
import { Speech } from './speech.tsx';
import { flatShape, isWhole, panWindow, type Shape2, sameWindow, wholeOf, windowAround, windowShowing, zoomWindow } from './window.ts';
import { fullText, shortText } from './words.ts';

interface TensorMapProps {
  readonly shown: Shown;
  readonly tensor: TensorObservation;
}

export function TensorMap({ shown, tensor }: TensorMapProps) {
  const ref = useRef<HTMLDivElement>(null);
  const size = useElementSize(ref);
  const shape = useMemo(() => flatShape(tensor.shape), [tensor.shape]);
  const wanted = useMap((state) => state.window);
  const view = useMemo(() => wanted ?? wholeOf(shape), [wanted, shape]);
  const plot = useMemo(() => plotRect(size.width, size.height, shape), [size, shape]);
  const bins = useShownMap(shown.quantity);
  const map = bins?.tensor === tensor.name ? bins : undefined;
  const fault = useAnswers((state) => state.fault);
  const look = useLook(shown, map);
  const walk = useWalk(shape, view, plot);
  useEffect(() => {
    const room = roomFor(plot);
    if (size.width > 0 && String(mapStore.getState().room) !== String(room)) setMap({ room });
  }, [plot, size]);
  useGestures(ref, walk);
  return (
    <>
      <TensorHead tensor={tensor} map={map} shape={shape} view={view} walk={walk} />
      <div
        ref={ref}
        className={styles.plot}
        role="application"
        aria-roledescription="map"
        aria-label={`${shown.quantity.label} in ${tensor.name}. Arrow keys move, Enter goes in, Escape out, 0 fits, P pins.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application that keys drive is interactive
        tabIndex={0}
        data-map-plot
        onKeyDown={walk.onKeyDown}
        onPointerMove={walk.onPointerMove}
        onPointerLeave={walk.onPointerLeave}
        onPointerDown={walk.onPointerMove}
        onDoubleClick={walk.goIn}
      >
        {map && <Squares plot={plot} view={view} map={map} look={look} />}
        <Cursor plot={plot} view={view} map={map} tensor={tensor.name} shown={shown} hovering={walk.hovering} width={size.width} />
        {!map && fault && <FaultNote fault={fault} />}
      </div>
    </>
  );
}

function useLook({ scale, chance, quantity }: Shown, map: TensorBins | undefined): MapLook {
  const filter = useMap((state) => state.filter);
  const forced = useForcedColours();
  const dashes = useMap((state) => state.dashes) || forced;
  return useMemo(
    () => ({ scale, filter, dashes, chance: chance === undefined ? undefined : (map?.chance ?? chance), text: shortText(quantity, scale) }),
    [scale, filter, dashes, chance, map, quantity],
  );
}

interface SquaresProps {
  readonly plot: Rect;
  readonly view: MapWindow;
  readonly map: TensorBins;
  readonly look: MapLook;
}

function Squares({ plot, view, map, look }: SquaresProps) {
  const scheme = useScheme();
  const squares = useMemo(() => squaresOf(map, look, scheme), [map, look, scheme]);
  const paint = useCallback(
    (surface: Surface) => {
      paintMap(surface, plot, view, map, look, squares);
      paintMeans(surface, plot, view, map, look.scale);
      paintAxes(surface, plot, view);
    },
    [plot, view, map, look, squares],
  );
  return <Canvas paint={paint} />;
}

interface CursorProps {
  readonly plot: Rect;
  readonly view: MapWindow;
  readonly map: TensorBins | undefined;
  readonly tensor: string;
  readonly shown: Shown;
  readonly hovering: boolean;
  readonly width: number;
}

/** What moves with the pointer, on a canvas of its own: the squares below are not painted again. */
function Cursor({ plot, view, map, tensor, shown, hovering, width }: CursorProps) {
  const cursor = useMap((state) => state.cursor);
  const pins = useMap((state) => state.pins);
  const bin = cursor && map && binAt(map, cursor);
  const at = bin && rectOf(plot, view, bin);
  const paint = useCallback(
    (surface: Surface) => {
      if (at) paintCursor(surface, plot, at);
      for (const { row, column, tensor: of } of pins) {
        const inSight = row >= view.rows[0] && row < view.rows[1] && column >= view.columns[0] && column < view.columns[1];
        if (of === tensor && inSight) paintPin(surface, rectOf(plot, view, { rows: [row, row + 1], columns: [column, column + 1] }));
      }
    },
    [at, plot, pins, view, tensor],
  );
  const told = bin && map ? describeBin(shown, map, bin.index, cursor) : undefined;
  return (
    <>
      <Canvas paint={paint} />
      {told && at && hovering && <Tip at={at} width={width} told={told} />}
      <Speech text={told && !hovering ? `${told.title}, ${told.lines.join(', ')}` : ''} />
    </>
  );
}

interface Told {
  readonly title: string;
  readonly lines: readonly string[];
}

const span = (name: string, [from, to]: readonly [number, number]): string =>
  to - from === 1 ? `${name} ${from}` : `${name}s ${from}–${to - 1}`;

function describeBin({ quantity }: Shown, map: TensorBins, index: number, cursor: Place): Told | undefined {
  const bin = binAt(map, cursor);
  if (!bin) return undefined;
  const value = map.values[index] ?? Number.NaN;
  const count = map.counts[index] ?? 0;
  const entries = entriesOf(bin);
  const error = quantity.share && entries > 1 ? shareError(value, count) : 0;
  const title = Number.isNaN(value) ? 'no entry counts here' : fullText(quantity, { value, error });
  const counts = quantity.counted === 'entries' || entries === 1 ? [] : [`${count.toLocaleString('en')} ${quantity.counted}`];
  const untold = isHatched(map, index, quantity.chance === undefined ? undefined : map.chance) ? ['too few to tell from chance'] : [];
  const size = entries === 1 ? 'one entry' : `${entries.toLocaleString('en')} entries`;
  return { title, lines: [`${span('row', bin.rows)}, ${span('column', bin.columns)}`, [size, ...counts].join(', '), ...untold] };
}

function Tip({ at, width, told }: { readonly at: Rect; readonly width: number; readonly told: Told }) {
  const right = at.x + at.width / 2 > width / 2;
  const style = right ? { right: width - at.x + 8, top: at.y + at.height + 6 } : { left: at.x + at.width + 8, top: at.y + at.height + 6 };
  return (
    <div className={styles.tip} style={style} aria-hidden="true">
      <strong>{told.title}</strong>
      {told.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}

interface Walk {
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
const ZOOM_STEP = 0.5;
const ARROWS: Readonly<Record<string, Place>> = {
  ArrowLeft: { row: 0, column: -1 },
  ArrowRight: { row: 0, column: 1 },
  ArrowUp: { row: -1, column: 0 },
  ArrowDown: { row: 1, column: 0 },
};

function useWalk(shape: Shape2, view: MapWindow, plot: Rect): Walk {
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
  const KEYS: Readonly<Record<string, () => void>> = {
    Enter: goIn,
    Escape: goOut,
    '0': showAll,
    p: togglePin,
    P: togglePin,
    '+': () => zoomAt(ZOOM_STEP, cursorNow()),
    '-': () => zoomAt(1 / ZOOM_STEP, cursorNow()),
  };
  const zoomAt = (factor: number, at: Place) => setWindow(zoomWindow(view, factor, at, shape));
  return {
    hovering,
    fit: showAll,
    goIn,
    zoomBy: (factor) => zoomAt(factor, mapStore.getState().cursor ?? centre),
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

interface TensorHeadProps {
  readonly tensor: TensorObservation;
  readonly map: TensorBins | undefined;
  readonly shape: Shape2;
  readonly view: MapWindow;
  readonly walk: Walk;
}

const shortTensor = (name: string): string => name.replace(/^model\.(layers\.\d+\.)?/, '').replace(/\.weight$/, '');

function TensorHead({ tensor, map, shape, view, walk }: TensorHeadProps) {
  const square =
    map &&
    (map.rowsPerBin * map.columnsPerBin === 1
      ? 'one square is one entry'
      : `one square is ${map.rowsPerBin} × ${map.columnsPerBin} entries`);
  return (
    <div className={styles.head}>
      <nav aria-label="Place in the model" className={styles.crumbs}>
        <button type="button" onClick={closeTensor}>
          Model
        </button>
        {tensor.layer !== undefined && <span>layer {tensor.layer}</span>}
        {isWhole(view, shape) ? (
          <strong aria-current="location">{shortTensor(tensor.name)}</strong>
        ) : (
          <>
            <button type="button" onClick={walk.fit}>
              {shortTensor(tensor.name)}
            </button>
            <strong aria-current="location">
              {view.rows[0]}–{view.rows[1] - 1}, {view.columns[0]}–{view.columns[1] - 1}
            </strong>
          </>
        )}
      </nav>
      <span className={styles.square}>{square}</span>
      <span className={styles.tools}>
        <IconButton name="Farther" keys="−" onClick={() => walk.zoomBy(1 / ZOOM_STEP)}>
          <IconZoomOut size={16} stroke={1.6} />
        </IconButton>
        <IconButton name="Nearer" keys="+" onClick={() => walk.zoomBy(ZOOM_STEP)}>
          <IconZoomIn size={16} stroke={1.6} />
        </IconButton>
        <IconButton name="Fit" keys="0" onClick={walk.fit}>
          <IconArrowsMaximize size={16} stroke={1.6} />
        </IconButton>
      </span>
    </div>
  );
}
