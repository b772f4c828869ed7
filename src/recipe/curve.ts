/**
 * A parameter's values over the layers of a merge, as a curve that a hand can shape: anchors with straight or rounded
 * lines between them. Reads it from a recipe's scalar, gradient or filter rows, and says how it is written back.
 */
import type { RecipeEdit } from './edit.ts';
import type { Path } from './findings.ts';
import type { FilterRow, ParameterValue, Scalar } from './recipe.ts';
import { gradientPosition, isRows } from './resolve.ts';

export interface Anchor {
  /** In layers, from 0 to the last; five anchors on 16 layers lie at 0, 3.75, 7.5, … */
  readonly at: number;
  readonly value: number;
}

export interface Curve {
  /** In order; the first at 0, the last at the last layer. One alone: the same value everywhere. */
  readonly anchors: readonly [Anchor, ...Anchor[]];
  /** 0: straight lines between the anchors. 1: a monotone cubic through them. */
  readonly smooth: number;
}

/** The tensors that one curve is about: those whose names hold `filter`, or all others. */
export type CurveFilter = string | undefined;

export interface FilteredCurve {
  readonly filter: CurveFilter;
  /** As the recipe has it. */
  readonly value: FilterRow['value'];
  readonly curve: Curve;
}

/**
 * One number for all layers; a gradient (evenly spaced anchors, which mergekit interpolates); or a gradient with one
 * anchor for each layer.
 */
export type CurveForm = 'value' | 'gradient' | 'layers';

export interface WrittenCurve {
  readonly form: CurveForm;
  readonly value: number | readonly number[];
}

/** Written numbers are rounded so: six decimals are finer than any weight needs, and can still be read. */
const DECIMALS = 1e6;
export const rounded = (value: number): number => Math.round(value * DECIMALS) / DECIMALS;
/** What rounding makes of a straight line's points. */
const STRAIGHT = 1.01 / DECIMALS;

export const flatCurve = (value: number): Curve => ({ anchors: [{ at: 0, value }], smooth: 0 });

// ---------------------------------------------------------------- reading

/** The curves of a value, in the order in which they apply; empty where it holds no numbers. */
export function readCurves(value: ParameterValue | undefined, layers: number): readonly FilteredCurve[] {
  if (value === undefined) return [];
  const rows: readonly FilterRow[] = isRows(value) ? value : [{ value }];
  return rows.flatMap(({ filter, value: one }) => {
    const curve = readCurve(one, layers);
    return curve ? [{ filter: plainFilter(filter), value: one, curve }] : [];
  });
}

/** `*` is what an absent filter is. */
const plainFilter = (filter: string | undefined): CurveFilter => (filter === '*' ? undefined : filter);

function readCurve(value: Scalar | readonly Scalar[], layers: number): Curve | undefined {
  const numbers = (typeof value === 'object' ? value : [value]).map(toNumber);
  const [first] = numbers;
  if (first === undefined || !numbers.every((number) => number !== undefined)) return undefined;
  if (numbers.length === 1) return flatCurve(first);
  if (layers === 1) return flatCurve(numbers.at(-1) ?? first);
  return numbers.length === layers ? curveThrough(numbers) : evenCurve(numbers, layers);
}

/** mergekit takes numbers that are written as text. */
function toNumber(value: Scalar): number | undefined {
  if (typeof value === 'boolean' || (typeof value === 'string' && value.trim() === '')) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** Anchors at even distances from the first layer to the last. */
export function evenCurve(values: readonly number[], layers: number): Curve {
  const end = layers - 1;
  const [first = { at: 0, value: 0 }, ...rest] = values.map((value, i) => ({ at: (i / Math.max(1, values.length - 1)) * end, value }));
  return { anchors: [first, ...rest], smooth: 0 };
}

/** The curve with one value for each layer, with no more anchors than its corners. */
export function curveThrough(values: readonly number[]): Curve {
  const anchors: [Anchor, ...Anchor[]] = [{ at: 0, value: values[0] ?? 0 }];
  let from = 0;
  for (let layer = 1; layer < values.length; layer++) {
    if (layer < values.length - 1 && isStraight(values, from, layer + 1)) continue;
    anchors.push({ at: layer, value: values[layer] ?? 0 });
    from = layer;
  }
  return { anchors, smooth: 0 };
}

function isStraight(values: readonly number[], from: number, to: number): boolean {
  const [start = 0, end = 0] = [values[from], values[to]];
  for (let layer = from + 1; layer < to; layer++) {
    const onLine = start + ((end - start) * (layer - from)) / (to - from);
    if (Math.abs((values[layer] ?? 0) - onLine) > STRAIGHT) return false;
  }
  return true;
}

// ---------------------------------------------------------------- values

/** What each layer gets. */
export function sampleCurve(curve: Curve, layers: number): readonly number[] {
  const slopes = curve.smooth > 0 ? monotoneSlopes(curve.anchors) : [];
  return Array.from({ length: layers }, (_, layer) => valueOn(curve, slopes, layer));
}

/** The value at any place between the first layer and the last. */
export const valueAt = (curve: Curve, at: number): number => valueOn(curve, curve.smooth > 0 ? monotoneSlopes(curve.anchors) : [], at);

function valueOn({ anchors, smooth }: Curve, slopes: readonly number[], at: number): number {
  const after = anchors.findIndex((anchor) => anchor.at >= at);
  const right = anchors[after];
  const left = anchors[after - 1];
  if (!right) return anchors.at(-1)?.value ?? 0;
  if (!left || right.at === at) return right.value;
  const width = right.at - left.at;
  const share = (at - left.at) / width;
  const line = (1 - share) * left.value + share * right.value;
  if (smooth === 0) return line;
  const cubic = hermite(left.value, right.value, (slopes[after - 1] ?? 0) * width, (slopes[after] ?? 0) * width, share);
  return (1 - smooth) * line + smooth * cubic;
}

const hermite = (a: number, b: number, slopeA: number, slopeB: number, x: number): number =>
  (1 + 2 * x) * (1 - x) ** 2 * a + x * (1 - x) ** 2 * slopeA + x ** 2 * (3 - 2 * x) * b + x ** 2 * (x - 1) * slopeB;

/** Slopes at the anchors with which no piece overshoots (Fritsch and Carlson 1980, https://doi.org/10.1137/0717021). */
function monotoneSlopes(anchors: readonly Anchor[]): readonly number[] {
  const secants = anchors.slice(1).map((anchor, i) => {
    const before = anchors[i] ?? anchor;
    return (anchor.value - before.value) / (anchor.at - before.at || 1);
  });
  return anchors.map((_, i) => {
    const [before, after] = [secants[i - 1], secants[i]];
    if (before === undefined || after === undefined) return before ?? after ?? 0;
    // The harmonic mean: 0 at a peak, and never steeper than three times the flatter side.
    return before * after <= 0 ? 0 : (2 * before * after) / (before + after);
  });
}

// ---------------------------------------------------------------- writing

/** How a curve over so many layers is written, and which of the forms it is. */
export function writeCurve(curve: Curve, layers: number): WrittenCurve {
  const values = curve.anchors.map(({ value }) => rounded(value));
  const [first = 0] = values;
  if (layers === 1 || values.every((value) => value === first)) return { form: 'value', value: values.at(-1) ?? first };
  if (isEven(curve, layers)) return { form: 'gradient', value: values };
  return { form: 'layers', value: sampleCurve(curve, layers).map(rounded) };
}

/** mergekit's own interpolation gives the same values from the anchors alone. Two anchors have no bend to smooth. */
function isEven({ anchors, smooth }: Curve, layers: number): boolean {
  if (smooth > 0 && anchors.length > 2) return false;
  const even = (i: number) => gradientPosition(i, anchors.length) * (layers - 1);
  return anchors.every(({ at }, i) => Math.abs(at - even(i)) < 1e-6);
}

/**
 * The edits that give `filter` this curve, or take it away, in a parameter that stands at `place` with the value `old`
 * (undefined where nothing is written there). Everything else of the text, comments too, stays.
 */
export function curveEdits(
  document: number,
  place: Path,
  old: ParameterValue | undefined,
  filter: CurveFilter,
  written: WrittenCurve['value'] | undefined,
): readonly RecipeEdit[] {
  const rows = old !== undefined && isRows(old) ? old : [];
  const at = rows.findIndex((row) => plainFilter(row.filter) === filter);
  if (written === undefined) return withoutRow(document, place, rows, at);
  // A lone row may stand in the text without its list.
  if (at >= 0 && rows.length > 1) return [{ document, path: [...place, at, 'value'], value: written }];
  if (rows.length > 1) return [{ document, path: [...place, roomFor(rows, filter)], value: plainRow(filter, written), insert: true }];
  if (filter === undefined && (old === undefined || rows.length === 0)) return [{ document, path: place, value: written }];
  const others = rows.length > 0 ? rows.filter((_, i) => i !== at) : old === undefined ? [] : [{ value: old as FilterRow['value'] }];
  const all = [
    ...others.filter((row) => plainFilter(row.filter) !== undefined),
    { filter, value: written },
    ...others.filter((row) => plainFilter(row.filter) === undefined),
  ];
  return [{ document, path: place, value: collapsed(all) }];
}

/** Before the row for everything: the first that fits counts. */
function roomFor(rows: readonly FilterRow[], filter: CurveFilter): number {
  const rest = rows.findIndex((row) => plainFilter(row.filter) === undefined);
  return filter === undefined || rest < 0 ? rows.length : rest;
}

function withoutRow(document: number, place: Path, rows: readonly FilterRow[], at: number): readonly RecipeEdit[] {
  const left = rows.filter((_, i) => i !== at);
  if (at < 0) return [];
  if (left.length === 0) return [{ document, path: place, value: undefined }];
  const value = collapsed(left);
  return Array.isArray(value) && typeof value[0] === 'object' && rows.length > 2
    ? [{ document, path: [...place, at], value: undefined }]
    : [{ document, path: place, value }];
}

/** Rows as they are written; one that is for everything needs no row. */
function collapsed(rows: readonly FilterRow[]) {
  const [only] = rows;
  if (rows.length === 1 && only && plainFilter(only.filter) === undefined) return only.value;
  return rows.map(({ filter, value }) => plainRow(plainFilter(filter), value));
}

const plainRow = (filter: CurveFilter, value: FilterRow['value']) => (filter === undefined ? { value } : { filter, value });
