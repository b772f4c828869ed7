/** One tensor, square by square, down to its single entries: zoomed, panned and walked through with pointer or keys. */
import { IconArrowsMaximize, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { TensorMap as TensorBins, TensorObservation } from '../../engine/client.ts';
import { IconButton } from '../parts/button.tsx';
import { Canvas, type Surface, useForcedColours, useScheme } from './canvas.tsx';
import { shareError } from './chance.ts';
import { FaultNote } from './fault-note.tsx';
import { useGestures } from './gestures.ts';
import type { Rect } from './grid-layout.ts';
import styles from './map.module.css';
import { ZOOM_STEP } from './map-commands.ts';
import { closeTensor, type MapWindow, mapStore, type Place, setMap, useAnswers, useMap } from './map-store.ts';
import { type ElementSize, useElementSize } from './model-map.tsx';
import { paintAxes, paintCursor, paintMeans, paintPin } from './paint-edges.ts';
import { isHatched, type MapLook, paintMap, squaresOf } from './paint-map.ts';
import { binAt, entriesOf, plotRect, rectOf, roomFor } from './plot.ts';
import { type Shown, useShownMap } from './shown.ts';
import { Speech } from './speech.tsx';
import { useWalk, type Walk } from './use-walk.ts';
import { flatShape, isWhole, type Shape2, wholeOf } from './window.ts';
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
        <Cursor plot={plot} view={view} map={map} tensor={tensor.name} shown={shown} hovering={walk.hovering} size={size} />
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
  readonly size: ElementSize;
}

/** What moves with the pointer, on a canvas of its own: the squares below are not painted again. */
function Cursor({ plot, view, map, tensor, shown, hovering, size }: CursorProps) {
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
      {told && at && hovering && <Tip at={at} size={size} told={told} />}
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

/** Towards the middle of the map, where there is room. */
function Tip({ at, size, told }: { readonly at: Rect; readonly size: ElementSize; readonly told: Told }) {
  const right = at.x + at.width / 2 > size.width / 2;
  const below = at.y + at.height / 2 > size.height / 2;
  const style = {
    ...(right ? { right: size.width - at.x + 8 } : { left: at.x + at.width + 8 }),
    ...(below ? { bottom: size.height - at.y + 6 } : { top: at.y + at.height + 6 }),
  };
  return (
    <div className={styles.tip} style={style} aria-hidden="true">
      <strong>{told.title}</strong>
      {told.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}

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
      <span className={styles.square} title={square}>
        {square}
      </span>
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
