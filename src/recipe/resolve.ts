/**
 * Which value a parameter has for one tensor (and one model): the nearest level that has one, the first row whose
 * filter is a substring of the tensor's name, the place in a gradient over depth.
 */
import { AlloyError } from '../base/errors.ts';
import type { ParameterSpec } from '../methods/specs.ts';
import type { FilterRow, Parameters, ParameterValue, Scalar } from './recipe.ts';

/** Where a value may come from, nearest first. */
export interface Levels {
  /** Of the one model; only parameters that each model has are looked for here. */
  readonly source?: Parameters | undefined;
  readonly slice?: Parameters | undefined;
  /** Of the module, where a document has several. */
  readonly body?: Parameters | undefined;
  readonly document?: Parameters | undefined;
  /** The document's `alloy:` key, where parameters live that mergekit does not know. */
  readonly alloy?: Readonly<Record<string, Scalar>> | undefined;
}

/** Where a layer stands in its slice: 0 for the first, 1 for the last and for an only one. Tensors outside layers stand at 0. */
export const gradientPosition = (layer: number, layers: number): number => (layers === 1 ? 1 : layer / (layers - 1));

/**
 * The value that all models share, for the tensor that is written (`outputName`), or undefined where the recipe gives
 * none and the spec has no default. Throws AlloyError `bad-recipe` for a value of the wrong type.
 */
export function resolveShared(spec: ParameterSpec, levels: Levels, outputName: string, t: number): Scalar | undefined {
  if (spec.alloyOnly) return convert(spec, levels.alloy?.[spec.key] ?? spec.default);
  return nearest(spec, [levels.slice, levels.body, levels.document], outputName, t);
}

/** The value of one model, by the name that the tensor has in it (`inputName`). As {@link resolveShared} otherwise. */
export function resolveModel(spec: ParameterSpec, levels: Levels, inputName: string, t: number): Scalar | undefined {
  return nearest(spec, [levels.source, levels.slice, levels.body, levels.document], inputName, t);
}

function nearest(spec: ParameterSpec, levels: readonly (Parameters | undefined)[], name: string, t: number): Scalar | undefined {
  for (const level of levels) {
    const given = level?.[spec.key];
    const value = given === undefined ? undefined : valueAt(spec, given, name, t);
    if (value !== undefined) return value;
  }
  return spec.default;
}

/** The value at one place, or undefined where no row's filter fits the name. */
function valueAt(spec: ParameterSpec, given: ParameterValue, name: string, t: number): Scalar | undefined {
  const row = isRows(given) ? given.find(({ filter }) => fits(filter, name))?.value : given;
  if (row === undefined) return undefined;
  if (typeof row === 'object') return alongDepth(spec, row, t);
  return convert(spec, row);
}

const fits = (filter: string | undefined, name: string): boolean => filter === undefined || filter === '*' || name.includes(filter);

export const isRows = (value: ParameterValue): value is readonly FilterRow[] => Array.isArray(value) && typeof value[0] === 'object';

/** Numbers are interpolated between the two anchors beside the place; everything else takes the anchor before it. */
function alongDepth(spec: ParameterSpec, anchors: readonly Scalar[], t: number): Scalar | undefined {
  if (anchors.length === 0) return undefined;
  const place = t * (anchors.length - 1);
  const before = Math.trunc(place);
  const after = Math.min(before + 1, anchors.length - 1);
  const left = convert(spec, anchors[before]);
  const right = convert(spec, anchors[after]);
  if (typeof left !== 'number' || typeof right !== 'number') return left;
  const share = place - before;
  return convert(spec, (1 - share) * left + share * right);
}

/** Throws for values of the wrong type; {@link convertScalar} tells beforehand. */
function convert(spec: ParameterSpec, value: Scalar | undefined): Scalar | undefined {
  if (value === undefined) return undefined;
  const converted = convertScalar(spec, value);
  if (converted !== undefined) return converted;
  throw new AlloyError({ code: 'bad-recipe', what: `${spec.key} is ${String(value)}, which is not ${KINDS[spec.type]}.` });
}

/** What a value is to a parameter of this type; undefined where it fits no such parameter. */
export const convertScalar = (spec: ParameterSpec, value: Scalar): Scalar | undefined => CONVERSIONS[spec.type](value, spec);

const toNumber = (value: Scalar): number | undefined => {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
};

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', 'y', 't', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', 'n', 'f', '0'].map((word) => [word, false] as const),
]);

/** As lax as mergekit: numbers may be written as text, true is 1, yes is true. */
const CONVERSIONS: Readonly<Record<ParameterSpec['type'], (value: Scalar, spec: ParameterSpec) => Scalar | undefined>> = {
  number: toNumber,
  integer(value) {
    const number = toNumber(value);
    return Number.isSafeInteger(number) ? number : undefined;
  },
  boolean: (value) => BOOLEANS.get(String(value).toLowerCase()),
  reference: (value) => (typeof value === 'string' ? value : undefined),
  choice: (value, { choices = [] }) => choices.find((choice) => choice.value === value)?.value,
};

/** For messages: what a parameter of each type must be. */
export const KINDS: Readonly<Record<ParameterSpec['type'], string>> = {
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  choice: 'one of its choices',
  reference: 'the name of a folder or repository',
};
