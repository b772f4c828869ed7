/** Parameters of a document: known to its method, in the right place, of the right type and range, and none missing. */
import { METHOD_SPECS, type MethodSpec, type ParameterSpec } from '../methods/specs.ts';
import { changeTo, error, type Finding, type Path, warning } from './findings.ts';
import type { MergeDocument, Parameters, ParameterValue, Scalar } from './recipe.ts';
import { convertScalar, isRows, KINDS } from './resolve.ts';
import type { MergeSlice, MergeSource } from './slices.ts';
import { closest } from './spelling.ts';
import { checkTogether } from './validate-together.ts';

/** Parameters that change nothing anywhere, and that published recipes carry along. */
const SILENT = new Set(['int8_mask']);

const ALL_PARAMETERS = new Set(
  METHOD_SPECS.flatMap(({ parameters }) => parameters.filter(({ alloyOnly }) => !alloyOnly).map(({ key }) => key)),
);

/** One place where parameters stand. */
interface Place {
  readonly parameters: Parameters | undefined;
  readonly path: Path;
  readonly ofModel: boolean;
}

/** Paths of the findings begin inside the document. */
export function checkParameters(spec: MethodSpec, document: MergeDocument, slices: readonly MergeSlice[]): Finding[] {
  const inPlace = [...placesOf(document, slices).flatMap((place) => checkPlace(spec, place)), ...checkDialects(spec, document)];
  const missing = slices.flatMap((slice) => checkMissing(spec, slice));
  // Values that are wrong by themselves would be reported twice by checks that look at several.
  return inPlace.some(({ severity }) => severity === 'error')
    ? [...inPlace, ...missing]
    : [...inPlace, ...missing, ...checkTogether(spec, slices)];
}

function placesOf(document: MergeDocument, slices: readonly MergeSlice[]): Place[] {
  const modules = Object.entries(document.modules ?? {});
  return [
    { parameters: document.parameters, path: ['parameters'], ofModel: false },
    ...modules.map(([name, { parameters }]) => ({ parameters, path: ['modules', name, 'parameters'], ofModel: false })),
    ...slices.flatMap(({ levels, path, sources }) => [
      { parameters: levels.slice, path: [...path, 'parameters'], ofModel: false },
      ...sources.map(({ parameters, path: own }) => ({ parameters, path: [...own, 'parameters'], ofModel: true })),
    ]),
  ];
}

function checkPlace(spec: MethodSpec, { parameters = {}, path, ofModel }: Place): Finding[] {
  return Object.entries(parameters).flatMap(([key, value]) => {
    const parameter = spec.parameters.find((candidate) => candidate.key === key);
    const at = [...path, key];
    if (parameter === undefined || parameter.alloyOnly) return unknownParameter(spec, key, at, parameter !== undefined);
    if (ofModel && parameter.scope === 'shared') {
      return [
        error(at, `${spec.label} has one ${key} for all models: it belongs under the recipe’s parameters, not under a model.`, {
          at: 'key',
          about: { kind: 'misplaced-parameter', to: 'parameters' },
        }),
      ];
    }
    return checkValue(parameter, value, at);
  });
}

function unknownParameter(spec: MethodSpec, key: string, path: Path, alloyOnly: boolean): Finding[] {
  if (SILENT.has(key)) return [];
  if (alloyOnly)
    return [
      error(path, `mergekit has no parameter “${key}”: it belongs under alloy.`, {
        at: 'key',
        about: { kind: 'misplaced-parameter', to: 'alloy' },
      }),
    ];
  if (ALL_PARAMETERS.has(key))
    return [warning(path, `${spec.label} does not use ${key}; it has no effect here.`, { at: 'key', about: USELESS })];
  return [
    misspelt(
      spec,
      key,
      path,
      spec.parameters.filter((parameter) => !parameter.alloyOnly),
    ),
  ];
}

function misspelt(spec: MethodSpec, key: string, path: Path, known: readonly ParameterSpec[]): Finding {
  const keys = known.map((parameter) => parameter.key);
  const near = closest(key, keys);
  const list = keys.length === 0 ? 'It has none.' : `It has ${keys.join(', ')}.`;
  return error(path, `${spec.label} has no parameter “${key}”. ${near === undefined ? list : `Did you mean ${near}?`}`, {
    at: 'key',
    about: USELESS,
    ...changeTo(near),
  });
}

const USELESS = { kind: 'useless-parameter' } as const;

function checkDialects(spec: MethodSpec, { alloy = {} }: MergeDocument): Finding[] {
  const known = spec.parameters.filter(({ alloyOnly }) => alloyOnly);
  return Object.entries(alloy).flatMap(([key, value]) => {
    const parameter = known.find((candidate) => candidate.key === key);
    return parameter ? checkValue(parameter, value, ['alloy', key]) : [misspelt(spec, key, ['alloy', key], known)];
  });
}

function checkValue(spec: ParameterSpec, value: ParameterValue, path: Path): Finding[] {
  return leavesOf(value, path).flatMap((leaf) => {
    const converted = convertScalar(spec, leaf.value);
    if (converted === undefined) return [wrongType(spec, leaf.value, leaf.path)];
    return typeof converted === 'number' ? outOfRange(spec, converted, leaf.path) : [];
  });
}

/** Every single value of a parameter. Between the anchors of a gradient no value lies outside theirs. */
function leavesOf(value: ParameterValue, path: Path): { value: Scalar; path: Path }[] {
  if (isRows(value)) return value.flatMap((row, i) => leavesOf(row.value, value.length === 1 ? path : [...path, i, 'value']));
  if (typeof value === 'object') return value.map((anchor, i) => ({ value: anchor as Scalar, path: [...path, i] }));
  return [{ value, path }];
}

function wrongType(spec: ParameterSpec, value: Scalar, path: Path): Finding {
  if (spec.type !== 'choice')
    return error(path, `${spec.key} must be ${KINDS[spec.type]}, not “${String(value)}”.`, changeTo(numberMeant(spec, value)));
  const choices = (spec.choices ?? []).map((choice) => choice.value);
  return error(path, `${spec.key} must be ${choices.join(' or ')}, not “${String(value)}”.`, changeTo(closest(String(value), choices)));
}

/** The number in `60%`, `1/3` and `0,5`, as YAML has it. */
function numberMeant({ type }: ParameterSpec, value: Scalar): string | undefined {
  const [, first = '', sign, second = ''] = /^\s*(-?[\d.]+)\s*([%/,])\s*([\d.]*)\s*$/.exec(String(value)) ?? [];
  const number = sign === '%' ? Number(first) / 100 : sign === '/' ? Number(first) / Number(second || NaN) : Number(`${first}.${second}`);
  return type === 'number' && sign !== undefined && Number.isFinite(number) ? String(Number(number.toPrecision(6))) : undefined;
}

function outOfRange(spec: ParameterSpec, value: number, path: Path): Finding[] {
  const { min = -Infinity, max = Infinity, exclusive = false } = spec.hard ?? {};
  if (exclusive ? value > min && value < max : value >= min && value <= max) return [];
  // Next to an end that is excluded there is no nearest number.
  const about = exclusive ? undefined : { kind: 'out-of-range' as const, nearest: Math.min(max, Math.max(min, value)) };
  return [error(path, `${spec.key} must be ${rangeText(min, max, exclusive)}, not ${value}.`, { about })];
}

function rangeText(min: number, max: number, exclusive: boolean): string {
  if (max === Infinity) return exclusive ? `more than ${min}` : `at least ${min}`;
  return min === -Infinity ? `at most ${max}` : `between ${min} and ${max}${exclusive ? ', ends excluded' : ''}`;
}

/** Parameters without a default that no level gives. A gap between filters shows only once the tensors are known. */
function checkMissing(spec: MethodSpec, slice: MergeSlice): Finding[] {
  const { slice: own, body, document } = slice.levels;
  const given = (key: string, source?: MergeSource) =>
    [source?.parameters, own, body, document].some((level) => level?.[key] !== undefined);
  const required = spec.parameters.filter((parameter) => parameter.default === undefined);
  return required.flatMap((parameter) => {
    const { key, scope } = parameter;
    if (scope === 'shared')
      return given(key)
        ? []
        : [error([], `${spec.label} needs ${key}, under the recipe’s parameters.`, { about: { kind: 'no-value', key } })];
    return slice.sources.flatMap((source) => {
      if (given(key, source) || (source.model === slice.base && !parameter.ofBase && spec.base !== 'none')) return [];
      return [error(source.path, `${spec.label} needs a ${key} for ${source.model}.`, { about: { kind: 'no-value', key } })];
    });
  });
}
