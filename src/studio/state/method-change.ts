/** What else must change when a document's method does, so that the new one can run: parameters, base, models. */
import type { MethodSpec, ParameterSpec } from '../../methods/specs.ts';
import type { RecipeEdit } from '../../recipe/edit.ts';
import type { MergeDocument, ModelRef, Parameters } from '../../recipe/recipe.ts';
import type { BaseChooser } from './choose-base.ts';
import { isNumber, modelPlaces, ownParameters, type Place } from './recipe-places.ts';

/** `choose`: finds a base where the method needs one and there is none that it can use. */
export function methodEdits(document: number, at: MergeDocument, spec: MethodSpec, choose: BaseChooser): RecipeEdit[] {
  const base = baseFor(at, spec, choose);
  const known = new Set(spec.parameters.map(({ key }) => key));
  const places = modelPlaces(at);
  const shared = spec.parameters.filter(({ scope, alloyOnly }) => scope === 'shared' && !alloyOnly);
  return [
    { document, path: ['merge_method'], value: spec.id },
    ...(base === at.base ? [] : [{ document, path: ['base_model'], value: base }]),
    ...joinsModels(document, at, spec, base),
    ...dropUnknown(document, ['parameters'], at.parameters, known),
    ...missing(shared, at.parameters).map((parameter) => ({
      document,
      path: ['parameters', parameter.key],
      value: suggestion(parameter, 1),
    })),
    ...places.flatMap(({ ref, place, levels: [own, ...around] }) => {
      const wanted = spec.parameters.filter((parameter) => ownParameters(spec, parameter, ref === base));
      const absent = missing(wanted, Object.assign({}, ...around.toReversed(), own));
      return [
        ...dropUnknown(document, [...place, 'parameters'], own, new Set(wanted.map(({ key }) => key))),
        ...absent.map((parameter) => ({
          document,
          path: [...place, 'parameters', parameter.key],
          value: suggestion(parameter, places.length),
        })),
      ];
    }),
  ];
}

/**
 * A list entry for a model, with what the method demands of it: as the model `like` has it, where that is one number.
 * `models`: how many there are with it.
 */
export function modelEntry(spec: MethodSpec, ref: ModelRef, models: number, like: Parameters = {}) {
  const own = spec.parameters.filter((parameter) => ownParameters(spec, parameter, false));
  const demanded = missing(own, {});
  const valueFor = (parameter: ParameterSpec) => {
    const value = like[parameter.key];
    return isNumber(value) ? value : suggestion(parameter, models);
  };
  const parameters = Object.fromEntries(demanded.map((parameter) => [parameter.key, valueFor(parameter)]));
  return { model: ref, parameters: demanded.length > 0 ? parameters : undefined };
}

/** The shared parameters that a method demands, with values to begin with. */
export function sharedDemands(spec: MethodSpec): Readonly<Record<string, number>> | undefined {
  const demanded = missing(
    spec.parameters.filter(({ scope, alloyOnly }) => scope === 'shared' && !alloyOnly),
    {},
  );
  return demanded.length === 0 ? undefined : Object.fromEntries(demanded.map((parameter) => [parameter.key, suggestion(parameter, 1)]));
}

const missing = (specs: readonly ParameterSpec[], given: Parameters | undefined): ParameterSpec[] =>
  specs.filter((spec) => spec.default === undefined && given?.[spec.key] === undefined);

const dropUnknown = (document: number, path: Place, given: Parameters | undefined, known: ReadonlySet<string>): RecipeEdit[] =>
  Object.keys(given ?? {}).flatMap((key) => (known.has(key) ? [] : [{ document, path: [...path, key], value: undefined }]));

/** Where a method has no default, an even share of a weight, and the middle of everything else. */
export function suggestion({ key, soft = { min: 0, max: 1, step: 0.01 } }: ParameterSpec, models: number): number {
  return key === 'weight' ? Number((1 / models).toPrecision(3)) : (soft.min + soft.max) / 2;
}

/** The base as it is, where the method can use it; else one at hand that fits; else it stays, and the planner says what is wrong. */
function baseFor(at: MergeDocument, { base }: MethodSpec, choose: BaseChooser): ModelRef | undefined {
  if (base === 'none') return undefined;
  const listed = modelPlaces(at).map(({ ref }) => ref);
  const isListed = at.base !== undefined && listed.includes(at.base);
  if (base === 'member') return isListed || listed.length === 1 ? (at.base ?? listed[0]) : listed[0];
  if (base === 'optional' || (at.base !== undefined && !isListed)) return isListed ? undefined : at.base;
  return choose(listed) ?? at.base;
}

/** A base that must be one of the models becomes one, where there is room. */
function joinsModels(document: number, at: MergeDocument, spec: MethodSpec, base: ModelRef | undefined): RecipeEdit[] {
  const models = at.models ?? [];
  const joins = spec.base === 'member' && base !== undefined && at.models && !models.some(({ model }) => model === base);
  return joins ? [{ document, path: ['models', models.length], value: { model: base } }] : [];
}
