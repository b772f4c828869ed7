/** The edge of a side panel, by which it is made wider: with the pointer, with the arrow keys, double-click for the usual width. */
import { type KeyboardEvent, useRef } from 'react';
import { useDrag } from '../parts/use-drag.ts';
import styles from './frame.module.css';

interface PanelEdgeProps {
  readonly name: string;
  /** Which side of the panel it is on. */
  readonly side: 'left' | 'right';
  readonly width: number;
  readonly min: number;
  readonly max: number;
  readonly usual: number;
  readonly onChange: (width: number) => void;
  /** Enter folds the panel. */
  readonly onFold: () => void;
}

const STEP = 16;

export function PanelEdge({ name, side, width, min, max, usual, onChange, onFold }: PanelEdgeProps) {
  const from = useRef(width);
  const outward = side === 'right' ? 1 : -1;
  const set = (next: number) => onChange(Math.round(Math.min(max, Math.max(min, next))));
  const onPointerDown = useDrag({
    start() {
      from.current = width;
      return true;
    },
    move: ({ dx }) => set(from.current + dx * outward),
    end: (cancelled) => cancelled && set(from.current),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowRight') set(width + STEP * outward);
    else if (event.key === 'ArrowLeft') set(width - STEP * outward);
    else if (event.key === 'Enter') onFold();
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is no <hr>
    <div
      className={styles.edge}
      data-side={side}
      role="separator"
      aria-orientation="vertical"
      aria-label={name}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onDoubleClick={() => set(usual)}
      onKeyDown={onKeyDown}
    />
  );
}
