/** Checks of several parameters at once (a spec's `checks`), at every place in depth and for every filter of the recipe. */
import type { MethodSpec, ParameterSpec, SpecCheck } from '../methods/specs.ts';
import { error, type Finding } from './findings.ts';
import type { Parameters, ParameterValue } from './recipe.ts';
import { isRows, resolveModel, resolveShared } from './resolve.ts';
import type { MergeSlice, MergeSource } from './slices.ts';

/** Filters and places in depth that are looked at: enough for real recipes, and a bound on the work. */
const MAX_NAMES = 64;
const MAX_PLACES = 128;

/** A kind of tensor: a name that one filter fits (or none), at one place in depth. */
interface Spot {
  readonly name: string;
  readonly t: number;
}

export function checkTogether(spec: MethodSpec, slices: readonly MergeSlice[]): Finding[] {
  return (spec.checks ?? []).flatMap((check) =>
    slices.flatMap((slice) => {
      const spots = spotsOf(slice, keysOf(check));
      return check.kind === 'sum' ? checkSum(spec, check, slice, spots) : checkWindow(spec, check, slice, spots);
    }),
  );
}

const keysOf = (check: SpecCheck): string[] => (check.kind === 'sum' ? [check.of, check.when] : [check.centre, check.half]);

type SumCheck = Extract<SpecCheck, { kind: 'sum' }>;
type WindowCheck = Extract<SpecCheck, { kind: 'window' }>;

function checkSum(spec: MethodSpec, { of, when }: SumCheck, slice: MergeSlice, spots: readonly Spot[]): Finding[] {
  const flag = parameterOf(spec, when);
  const weight = parameterOf(spec, of);
  const sources = slice.sources.filter(({ model }) => weight?.ofBase || spec.base === 'none' || model !== slice.base);
  const spot = spots.find(({ name, t }) => {
    const weights = sources.map((source) => weight && resolveModel(weight, { ...slice.levels, source: source.parameters }, name, t));
    // A filter can leave a value out; the planner, which knows the tensors, speaks of that.
    if (weights.some((value) => typeof value !== 'number')) return false;
    return flag && resolveShared(flag, slice.levels, name, t) === true && sumOf(weights) === 0;
  });
  if (spot === undefined) return [];
  return [
    error(slice.path, `The ${of}s sum to zero${placeText(spot)}, and ${spec.label} divides by their sum.`, {
      about: { kind: 'zero-sum', flag: when },
    }),
  ];
}

/** As float32, in which the sum is taken. */
const sumOf = (values: readonly unknown[]): number =>
  values.reduce<number>((sum, value) => Math.fround(sum + Math.fround(Number(value))), 0);

function checkWindow(spec: MethodSpec, { centre, half }: WindowCheck, slice: MergeSlice, spots: readonly Spot[]): Finding[] {
  const sources = slice.sources.filter(({ model }) => model !== slice.base);
  return sources.flatMap((source) => {
    const spot = spots.find((candidate) => {
      const middle = valueAt(spec, centre, slice, source, candidate);
      const reach = valueAt(spec, half, slice, source, candidate);
      return middle > 0 && middle < 1 && (middle - reach <= 0 || middle + reach >= 1);
    });
    if (spot === undefined) return [];
    const [middle, reach] = [centre, half].map((key) => valueAt(spec, key, slice, source, spot));
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

/** Each filter, taken as a name that it fits, and no filter; each anchor of a gradient, and both ends. */
function spotsOf({ sources, levels }: MergeSlice, keys: readonly string[]): Spot[] {
  const maps: (Parameters | undefined)[] = [levels.slice, levels.body, levels.document, ...sources.map(({ parameters }) => parameters)];
  const values = maps.flatMap((map) => keys.map((key) => map?.[key])).filter((value) => value !== undefined);
  const names = new Set(['', ...values.flatMap((value) => (isRows(value) ? value.flatMap(({ filter }) => filter ?? []) : []))]);
  const places = new Set([0, 1, ...values.flatMap(anchorsOf)]);
  return [...names].slice(0, MAX_NAMES).flatMap((name) => [...places].slice(0, MAX_PLACES).map((t) => ({ name, t })));
}

function anchorsOf(value: ParameterValue): number[] {
  if (isRows(value)) return value.flatMap((row) => anchorsOf(row.value));
  return typeof value === 'object' && value.length > 1 ? value.map((_, i) => i / (value.length - 1)) : [];
}
