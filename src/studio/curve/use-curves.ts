/** The curves of one parameter while a hand shapes them. The recipe is the truth; a draft only remembers where anchors were put. */
import { useState } from 'react';
import {
  type Curve,
  type CurveFilter,
  curveEdits,
  type FilteredCurve,
  flatCurve,
  readCurves,
  type WrittenCurve,
  writeCurve,
} from '../../recipe/curve.ts';
import { isRows } from '../../recipe/resolve.ts';
import { applyEdits } from '../state/recipe-edits.ts';
import { endGestureSoon } from '../state/recipe-store.ts';
import type { ShapedParameter } from './target.ts';

/** A draft says nothing once the recipe's value is another than the one it wrote, as after undo. */
interface Draft {
  readonly curve: Curve;
  readonly written: string;
}

/** Outlive the inspector's other pages: anchors and smoothness are not in the recipe. */
const drafts = new Map<string, Draft>();
const MOST_DRAFTS = 200;

/** How a change joins others to one step: a drag until it ends, keys until they rest. */
export type CurveGesture = 'drag' | 'key' | 'once';

export interface CurveHand {
  readonly layers: number;
  readonly filter: CurveFilter;
  readonly setFilter: (filter: CurveFilter) => void;
  readonly curves: readonly FilteredCurve[];
  /** What the chosen filter's tensors get. */
  readonly curve: Curve;
  /** The filter has a curve of its own, and does not follow the one for everything. */
  readonly own: boolean;
  readonly written: WrittenCurve;
  readonly change: (curve: Curve, gesture: CurveGesture) => void;
  /** The filter follows the others again. */
  readonly drop: () => void;
}

export function useCurves(parameter: ShapedParameter, document: number, name: string, layers: number): CurveHand {
  const { place, value, written: standing } = parameter;
  const [chosen, setFilter] = useState<CurveFilter>(() => firstFilter(value));
  const key = (filter: CurveFilter) => JSON.stringify([document, place, layers, filter ?? null]);
  const curves = readCurves(value, layers).map((read) => ({ ...read, curve: drafted(key(read.filter), read) }));
  const ownCurve = curves.find(({ filter }) => filter === chosen)?.curve;
  const curve = ownCurve ?? curves.find(({ filter }) => filter === undefined)?.curve ?? flatCurve(fallback(parameter));
  return {
    layers,
    filter: chosen,
    setFilter,
    curves,
    curve,
    own: ownCurve !== undefined,
    written: writeCurve(curve, layers),
    change(next, gesture) {
      const made = writeCurve(next, layers).value;
      drafts.set(key(chosen), { curve: next, written: JSON.stringify(made) });
      const [oldest] = drafts.keys();
      if (drafts.size > MOST_DRAFTS && oldest !== undefined) drafts.delete(oldest);
      const joins = gesture === 'once' ? undefined : `curve ${gesture} ${key(chosen)}`;
      applyEdits(name, curveEdits(document, place, standing, chosen, made), joins);
      if (gesture === 'key') endGestureSoon();
    },
    drop() {
      applyEdits(`${name}: one curve less`, curveEdits(document, place, standing, chosen, undefined));
    },
  };
}

const firstFilter = (value: ShapedParameter['value']): CurveFilter =>
  value !== undefined && isRows(value) ? readCurves(value, 2)[0]?.filter : undefined;

function drafted(key: string, { value, curve }: FilteredCurve): Curve {
  const draft = drafts.get(key);
  return draft?.written === JSON.stringify(value) ? draft.curve : curve;
}

/** Where the recipe gives no number, a curve begins in the middle of the slider. */
function fallback({ spec, value }: ShapedParameter): number {
  if (typeof value === 'number') return value;
  return typeof spec.default === 'number' ? spec.default : ((spec.soft?.min ?? 0) + (spec.soft?.max ?? 1)) / 2;
}
