/** The model as a grid of tensors, layer by module: the widest zoom of the map, and the strip of the live numbers. */
import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Canvas } from './canvas.tsx';
import { cellAt, layoutAcross, layoutDown, modelGrid, neighbour, type PlacedCell } from './grid-layout.ts';
import styles from './map.module.css';
import { paintGrid, paintGridCursor } from './paint-grid.ts';
import type { MapLook } from './paint-map.ts';
import { isGridHatched } from './quantities.ts';
import type { Shown } from './shown.ts';
import { Speech } from './speech.tsx';
import { fullText, shortText } from './words.ts';

interface ModelMapProps {
  readonly label: string;
  readonly shown: Shown;
  readonly look: Pick<MapLook, 'filter' | 'dashes'>;
  /** Layers go down the page, or across it. */
  readonly layers: 'down' | 'across';
  /** Name of the tensor that is marked. */
  readonly marked: string | undefined;
  readonly onOpen: (tensor: string) => void;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function ModelMap({ label, shown, look: { filter, dashes }, layers, marked, onOpen }: ModelMapProps) {
  const { observation, quantity, scale, chance } = shown;
  const { tensors } = observation;
  const ref = useRef<HTMLDivElement>(null);
  const size = useElementSize(ref);
  const grid = useMemo(() => modelGrid(tensors), [tensors]);
  const layout = useMemo(
    () => (layers === 'down' ? layoutDown(grid, tensors, size.width, size.height) : layoutAcross(grid, size.width, size.height)),
    [grid, tensors, layers, size],
  );
  const [hovered, setHovered] = useState<string>();
  const [focused, setFocused] = useState<string>();
  const cellOf = (name: string | undefined) => layout.cells.find(({ tensor }) => tensors[tensor]?.name === name);
  const markedCell = cellOf(marked);
  const at = cellOf(focused) ?? markedCell;
  const look = useMemo(
    () => ({
      scale,
      chance,
      filter,
      dashes,
      text: shortText(quantity, scale),
      valueAt: (i: number) => tensors[i] && quantity.ofTensor(tensors[i]),
    }),
    [scale, chance, filter, dashes, quantity, tensors],
  );
  const paint = useMemo(() => paintGrid(layout, look, markedCell), [layout, look, markedCell]);
  const cursor = focused === undefined ? markedCell : at;
  const paintOver = useCallback(
    (surface: Parameters<typeof paint>[0]) => {
      if (cursor) paintGridCursor(surface, cursor);
    },
    [cursor],
  );

  const wordsOf = (cell: PlacedCell | undefined): Description | undefined => {
    const tensor = cell && tensors[cell.tensor];
    if (!tensor) return undefined;
    const value = quantity.ofTensor(tensor);
    const where = tensor.layer === undefined ? tensor.module : `layer ${tensor.layer}, ${tensor.module}`;
    if (!value) return { title: 'no such number', lines: [where] };
    const untold = isGridHatched(value, { chance }) ? ['too few entries to tell from chance'] : [];
    return { title: fullText(quantity, value), lines: [where, `${value.count.toLocaleString('en')} ${quantity.counted}`, ...untold] };
  };
  const pointed = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    return cellAt(layout, event.clientX - box.left, event.clientY - box.top);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    const from = at ?? layout.cells[0];
    if (arrow && from) {
      const next = focused === undefined && !markedCell ? from : neighbour(layout, from, ...arrow);
      setFocused(tensors[next.tensor]?.name);
    } else if (event.key === 'Enter' && from) onOpen(tensors[from.tensor]?.name ?? '');
    else return;
    event.preventDefault();
  };
  const tip = cellOf(hovered);
  const told = wordsOf(tip);
  const spoken = focused === undefined ? undefined : wordsOf(at);
  return (
    <div
      ref={ref}
      className={styles.grid}
      role="application"
      aria-roledescription="map"
      aria-label={`${label}. Arrow keys move, Enter opens a tensor.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: an application that keys drive is interactive
      tabIndex={0}
      data-map-grid={layers}
      onKeyDown={onKeyDown}
      onBlur={() => setFocused(undefined)}
      onPointerMove={(event) => setHovered(tensors[pointed(event)?.tensor ?? -1]?.name)}
      onPointerLeave={() => setHovered(undefined)}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const cell = cellAt(layout, event.clientX - box.left, event.clientY - box.top);
        if (cell) onOpen(tensors[cell.tensor]?.name ?? '');
      }}
    >
      <div className={styles.layers} style={{ height: Math.max(layout.height, layers === 'down' ? 0 : size.height) }}>
        <Canvas paint={paint} />
        <Canvas paint={paintOver} />
        {tip && told && <GridTip cell={tip} width={size.width} told={told} />}
      </div>
      <Speech text={spoken ? [spoken.lines[0], spoken.title, ...spoken.lines.slice(1)].join(', ') : ''} />
    </div>
  );
}

/** A square in words. */
interface Description {
  readonly title: string;
  readonly lines: readonly string[];
}

function GridTip({ cell, width, told }: { readonly cell: PlacedCell; readonly width: number; readonly told: Description }) {
  const left = cell.x + cell.width / 2 > width / 2;
  const style = left ? { right: width - cell.x + 6, top: cell.y } : { left: cell.x + cell.width + 6, top: cell.y };
  return (
    <div className={styles.tip} style={style} aria-hidden="true">
      <strong>{told.title}</strong>
      {told.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}

export interface ElementSize {
  readonly width: number;
  readonly height: number;
}

/** The size of an element's content box, in CSS pixels. */
export function useElementSize(ref: { readonly current: HTMLElement | null }): ElementSize {
  const [size, setSize] = useState<ElementSize>({ width: 0, height: 0 });
  const look = useCallback(() => {
    const element = ref.current;
    if (!element) return;
    const { clientWidth: width, clientHeight: height } = element;
    setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
  }, [ref]);
  useLayoutEffect(look, [look]);
  useEffect(() => {
    const observer = new ResizeObserver(look);
    if (ref.current) observer.observe(ref.current);
    return () => observer.disconnect();
  }, [ref, look]);
  return size;
}
