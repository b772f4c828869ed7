/** Shapes that a user keeps, in this browser: anchors as shares of depth and height, so that they fit any model and parameter. */
import { createStore } from 'zustand/vanilla';
import { type Anchor, type Curve, sampleCurve } from '../../recipe/curve.ts';

export interface SavedShape {
  readonly name: string;
  /** Depth and height, each from 0 to 1. */
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly smooth: number;
}

const KEY = 'alloy.curves';
/** A shelf, not an archive; and a bound on what other pages of this origin may have put there. */
const MOST_SHAPES = 24;
const MOST_POINTS = 256;
const MOST_LETTERS = 24;

export interface ShapesState {
  readonly shapes: readonly SavedShape[];
  /** The browser keeps them; if not, they last as long as the page. */
  readonly kept: boolean;
}

export const shapesStore = createStore<ShapesState>(() => ({ shapes: read(), kept: true }));

function read(): readonly SavedShape[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? value.filter(isShape).slice(0, MOST_SHAPES) : [];
  } catch {
    // Unreadable, or storage is denied: none were kept.
    return [];
  }
}

const isShare = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= 1;

function isShape(value: unknown): value is SavedShape {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('points' in value) || !('smooth' in value)) return false;
  const { name, points, smooth } = value;
  const named = typeof name === 'string' && name.length > 0 && name.length <= MOST_LETTERS;
  const drawn = Array.isArray(points) && points.length >= 2 && points.length <= MOST_POINTS;
  return named && drawn && isShare(smooth) && points.every((point) => Array.isArray(point) && point.length === 2 && point.every(isShare));
}

function keep(shapes: readonly SavedShape[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(shapes));
    shapesStore.setState({ shapes, kept: true });
  } catch {
    shapesStore.setState({ shapes, kept: false });
  }
}

/** Keeps the curve under a name; the same name again is the new curve. A flat curve has no shape. */
export function saveShape(name: string, curve: Curve, layers: number): boolean {
  const values = sampleCurve(curve, layers);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const short = name.trim().slice(0, MOST_LETTERS);
  if (short === '' || high === low || layers < 2) return false;
  const share = (value: number, from: number, to: number) => Math.max(0, Math.min(1, Number(((value - from) / (to - from)).toFixed(6))));
  const points = curve.anchors.map(({ at, value }) => [share(at, 0, layers - 1), share(value, low, high)] as const);
  const others = shapesStore.getState().shapes.filter((shape) => shape.name !== short);
  keep([...others, { name: short, points, smooth: curve.smooth }].slice(-MOST_SHAPES));
  return true;
}

export const forgetShape = (name: string): void => keep(shapesStore.getState().shapes.filter((shape) => shape.name !== name));

/** The kept shape between two values, over so many layers. */
export function savedCurve({ points, smooth }: SavedShape, layers: number, low: number, high: number): Curve {
  const [first, ...rest]: Anchor[] = points.map(([x, y]) => ({ at: x * (layers - 1), value: Number((low + y * (high - low)).toFixed(6)) }));
  return { anchors: [first ?? { at: 0, value: low }, ...rest], smooth };
}
