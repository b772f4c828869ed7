/**
 * Checks of several parameters at once (a spec's `checks`), at places in depth and for filters of the recipe. Some of them,
 * as the text is checked while it is written; the planner, which knows the tensors, looks at every one.
 */
import { type MethodSpec, type ParameterSpec, type SpecCheck, violates } from '../methods/specs.ts';
import { error, type Finding } from './findings.ts';
import type { ParameterValue } from './recipe.ts';
import { isRows, resolveModel, resolveShared } from './resolve.ts';
import type { MergeSlice, MergeSource } from './slices.ts';

/** Filters and places in depth that are looked at: enough for real recipes. */
const MAX_NAMES = 64;
const MAX_PLACES = 128;
/** Values that are looked up for all slices together: a few milliseconds. */
const MAX_LOOKS = 2000;
/** Both ends, without a filter. */
const LEAST_SPOTS = 2;

/** A kind of tensor: a name that one filter fits (or none), at one place in depth. */
interface Spot {
  readonly name: string;
  readonly t: number;
}

export function checkTogether(spec: MethodSpec, slices: readonly MergeSlice[]): Finding[] {
  const sources = slices.reduce((n, slice) => n + slice.sources.length, 0);
  const most = Math.max(LEAST_SPOTS, Math.floor(MAX_LOOKS / Math.max(sources, 1)));
  return (spec.checks ?? []).flatMap((check) => {
    const shapesOf = createShapes();
    return slices.flatMap((slice) => {
      const spots = spotsOf(slice, keysOf(check), shapesOf).slice(0, most);
      return check.kind === 'sum' ? checkSum(spec, check, slice, spots) : checkWindow(spec, check, slice, spots);
    });
  });
}

const keysOf = (check: SpecCheck): string[] => (check.kind === 'sum' ? [check.of, check.when] : [check.centre, check.half]);

type SumCheck = Extract<SpecCheck, { kind: 'sum' }>;
type WindowCheck = Extract<SpecCheck, { kind: 'window' }>;

function checkSum(spec: MethodSpec, check: SumCheck, slice: MergeSlice, spots: readonly Spot[]): Finding[] {
  const { of, when } = check;
  const flag = parameterOf(spec, when);
  const weight = parameterOf(spec, of);
  const sources = slice.sources.filter(({ model }) => weight?.ofBase || spec.base === 'none' || model !== slice.base);
  const spot = spots.find(({ name, t }) => {
    const weights = sources.map((source) => weight && resolveModel(weight, { ...slice.levels, source: source.parameters }, name, t));
    // A filter can leave a value out; the planner speaks of that.
    if (weights.some((value) => typeof value !== 'number')) return false;
    const shared = { [when]: flag && resolveShared(flag, slice.levels, name, t) };
    return violates(check, { shared, models: weights.map((value) => ({ [of]: Number(value) })) });
  });
  if (spot === undefined) return [];
  return [
    error(slice.path, `The ${of}s sum to zero${placeText(spot)}, and ${spec.label} divides by their sum.`, {
      about: { kind: 'zero-sum', flag: when },
    }),
  ];
}

function checkWindow(spec: MethodSpec, check: WindowCheck, slice: MergeSlice, spots: readonly Spot[]): Finding[] {
  const { centre, half } = check;
  const sources = slice.sources.filter(({ model }) => model !== slice.base);
  return sources.flatMap((source) => {
    const numbersAt = (spot: Spot) => Object.fromEntries([centre, half].map((key) => [key, valueAt(spec, key, slice, source, spot)]));
    const spot = spots.find((candidate) => violates(check, { shared: {}, models: [numbersAt(candidate)] }));
    if (spot === undefined) return [];
    const { [centre]: middle, [half]: reach } = numbersAt(spot);
    return [error(source.path, `${centre} ± ${half} must stay between 0 and 1, and ${middle} ± ${reach} does not${placeText(spot)}.`)];
  });
}

const parameterOf = (spec: MethodSpec, key: string): ParameterSpec | undefined =>
  spec.parameters.find((parameter) => parameter.key === key);

function valueAt(spec: MethodSpec, key: string, slice: MergeSlice, source: MergeSource, { name, t }: Spot): number {
  const parameter = parameterOf(spec, key);
  return Number(parameter && resolveModel(parameter, { ...slice.levels, source: source.parameters }, name, t));
}

const placeText = ({ name }: Spot): string => (name === '' ? '' : ` in “${name}”`);

/** The filters of a value, and the places of its anchors. */
interface Shape {
  readonly filters: readonly string[];
  readonly anchors: readonly number[];
}

/** Reads each value once: those of the document are there for every slice. */
function createShapes(): (value: ParameterValue) => Shape {
  const known = new Map<ParameterValue, Shape>();
  return (value) => {
    const before = known.get(value);
    if (before) return before;
    const filters = isRows(value) ? value.flatMap(({ filter }) => filter ?? []) : [];
    const shape = { filters: filters.slice(0, MAX_NAMES), anchors: anchorsOf(value).slice(0, MAX_PLACES) };
    known.set(value, shape);
    return shape;
  };
}

/** Each filter, taken as a name that it fits, and no filter; both ends, then each anchor of a gradient. */
function spotsOf({ sources, levels }: MergeSlice, keys: readonly string[], shapeOf: (value: ParameterValue) => Shape): Spot[] {
  const maps = [levels.slice, levels.body, levels.document, ...sources.map(({ parameters }) => parameters)];
  const shapes = maps.flatMap((map) => keys.flatMap((key) => (map?.[key] === undefined ? [] : [shapeOf(map[key])])));
  const names = [...new Set(['', ...shapes.flatMap(({ filters }) => filters)])].slice(0, MAX_NAMES);
  const places = [...new Set([0, 1, ...shapes.flatMap(({ anchors }) => anchors)])].slice(0, MAX_PLACES);
  const at = (some: readonly number[]) => names.flatMap((name) => some.map((t) => ({ name, t })));
  return [...at(places.slice(0, LEAST_SPOTS)), ...at(places.slice(LEAST_SPOTS))];
}

function anchorsOf(value: ParameterValue): number[] {
  if (isRows(value)) return value.flatMap((row) => anchorsOf(row.value));
  return typeof value === 'object' && value.length > 1 ? value.map((_, i) => i / (value.length - 1)) : [];
}
