/** What a hand does to a curve over layers: moving, adding and taking away anchors, one layer, a band, known shapes. */
import { type Anchor, type Curve, curveThrough, evenCurve, flatCurve, rounded, sampleCurve, valueAt } from './curve.ts';

/** Anchors nearer to each other than this many layers would be one. */
const NEAREST = 0.25;

/** A flat curve has one anchor; a hand needs one at each end. */
function withEnds({ anchors, smooth }: Curve, layers: number): Curve {
  const [first, ...rest] = anchors;
  if (rest.length > 0 || layers < 2) return { anchors, smooth };
  return {
    anchors: [
      { ...first, at: 0 },
      { ...first, at: layers - 1 },
    ],
    smooth,
  };
}

const rebuilt = (curve: Curve, anchors: readonly Anchor[]): Curve => {
  const [first, ...rest] = anchors;
  return first ? { ...curve, anchors: [first, ...rest] } : curve;
};

/** The anchor goes to another value, and an inner one to another place between its neighbours. */
export function moveAnchor(curve: Curve, layers: number, index: number, to: Partial<Anchor>): Curve {
  const { anchors } = withEnds(curve, layers);
  const anchor = anchors[index];
  if (!anchor) return curve;
  const [before, after] = [anchors[index - 1], anchors[index + 1]];
  const at = to.at !== undefined && before && after ? between(before.at + NEAREST, to.at, after.at - NEAREST) : anchor.at;
  return rebuilt(curve, anchors.with(index, { at, value: to.value ?? anchor.value }));
}

const between = (low: number, value: number, high: number): number => Math.max(low, Math.min(high, value));

export interface AddedAnchor {
  readonly curve: Curve;
  /** Of the new anchor, or of the one that stands there already. */
  readonly index: number;
}

/** A new anchor on the line. */
export function addAnchor(curve: Curve, layers: number, at: number): AddedAnchor {
  const { anchors } = withEnds(curve, layers);
  const near = anchors.findIndex((anchor) => Math.abs(anchor.at - at) < NEAREST);
  if (near >= 0) return { curve: rebuilt(curve, anchors), index: near };
  const index = anchors.findIndex((anchor) => anchor.at > at);
  return { curve: rebuilt(curve, anchors.toSpliced(index, 0, { at, value: rounded(valueAt(curve, at)) })), index };
}

/** Without an inner anchor; those at the ends hold the curve. */
export function removeAnchor(curve: Curve, index: number): Curve {
  const isInner = index > 0 && index < curve.anchors.length - 1;
  return isInner ? rebuilt(curve, curve.anchors.toSpliced(index, 1)) : curve;
}

/** One layer gets another value; every other layer keeps its own. */
export const setLayer = (curve: Curve, layers: number, layer: number, value: number): Curve =>
  curveThrough(sampleCurve(curve, layers).map(rounded).with(layer, value));

/** The layers of a band, ends included, get other values; those outside keep theirs. */
export const shapeBand = (curve: Curve, layers: number, [from, to]: readonly [number, number], shape: (value: number) => number): Curve =>
  curveThrough(sampleCurve(curve, layers).map((value, layer) => rounded(layer >= from && layer <= to ? shape(value) : value)));

/** All of it higher or lower. */
export const shiftCurve = (curve: Curve, by: number): Curve =>
  rebuilt(
    curve,
    curve.anchors.map(({ at, value }) => ({ at, value: rounded(value + by) })),
  );

// ---------------------------------------------------------------- known shapes

export interface ShapeSettings {
  readonly low: number;
  readonly high: number;
  /** Steps: how many; 2 or more. */
  readonly steps: number;
  /** Ring: where its peak is, as a share of the depth. */
  readonly centre: number;
}

export interface CurveShape {
  readonly id: 'flat' | 'u' | 'arch' | 'ramp' | 'fall' | 'ring' | 'steps' | 'cosine';
  readonly label: string;
  /** One sentence. */
  readonly help: string;
  /** The setting beside low and high that it heeds. */
  readonly extra?: 'steps' | 'centre';
  /** From depth (0 to 1) to height (0 to 1). */
  readonly height: (x: number, settings: ShapeSettings) => number;
  /** Evenly spaced anchors that make it; absent: one value for each layer. */
  readonly anchors?: number;
}

/** Half the width of a ring, as a share of the depth. */
const RING = 0.25;

export const CURVE_SHAPES: readonly CurveShape[] = [
  { id: 'flat', label: 'Flat', help: 'The same everywhere, half way between low and high.', height: () => 0.5, anchors: 1 },
  { id: 'u', label: 'U', help: 'High at both ends, low in the middle.', height: (x) => (2 * x - 1) ** 2, anchors: 5 },
  { id: 'arch', label: 'Arch', help: 'High in the middle, low at both ends.', height: (x) => 1 - (2 * x - 1) ** 2, anchors: 5 },
  { id: 'ramp', label: 'Ramp', help: 'Rises from the first layer to the last.', height: (x) => x, anchors: 2 },
  { id: 'fall', label: 'Fall', help: 'Falls from the first layer to the last.', height: (x) => 1 - x, anchors: 2 },
  {
    id: 'ring',
    label: 'Ring',
    help: 'Low, but for a peak at one depth.',
    extra: 'centre',
    height: (x, { centre }) => Math.max(0, 1 - Math.abs(x - centre) / RING),
  },
  {
    id: 'steps',
    label: 'Steps',
    help: 'Rises in equal steps.',
    extra: 'steps',
    height: (x, { steps }) => Math.min(steps - 1, Math.floor(x * steps + 1e-9)) / (steps - 1),
  },
  {
    id: 'cosine',
    label: 'Cosine',
    help: 'Falls slowly at the ends and fast in the middle.',
    height: (x) => (1 + Math.cos(Math.PI * x)) / 2,
    anchors: 9,
  },
];

/** The shape between `low` and `high`. Where even anchors make it exactly what it is, it has no others. */
export function shapedCurve({ height, anchors }: CurveShape, layers: number, settings: ShapeSettings): Curve {
  const value = (x: number) => rounded(settings.low + (settings.high - settings.low) * height(x, settings));
  if (anchors === 1 || layers === 1) return flatCurve(value(1));
  const values = (count: number) => Array.from({ length: count }, (_, i) => value(i / (count - 1)));
  return anchors === undefined ? curveThrough(values(layers)) : evenCurve(values(anchors), layers);
}
