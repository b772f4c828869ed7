/** Ordinary parameters for each method, over three models and a base: as data, and as a recipe. */
import type { MethodSpec, ParameterSpec } from '../../src/methods/specs.ts';

export const BASE = 'bench/base';
export const MODELS: readonly string[] = ['bench/one', 'bench/two', 'bench/three'];

/** Values that differ from a method's defaults, or that it has none for. Lists go by model. */
const VALUES: Readonly<Record<string, number | readonly number[]>> = {
  weight: [0.5, 0.3, 0.4],
  density: [0.2, 0.3, 0.25],
  t: 0.4,
};

export interface Inputs {
  readonly names: readonly string[];
  /** Index of the base among the names. */
  readonly base: number | undefined;
}

/** Three models and the base, or as many as the method takes. */
export function inputsOf({ base, models }: MethodSpec): Inputs {
  const hasBase = base === 'required' || base === 'member';
  const most = (models.max ?? MODELS.length) - (base === 'member' ? 1 : 0);
  const others = MODELS.slice(0, most);
  return hasBase ? { names: [BASE, ...others], base: 0 } : { names: others, base: undefined };
}

/** The value of a parameter for an input. */
export function parameterOf({ key, default: preset }: ParameterSpec, input = 0): number | boolean | string {
  const value = VALUES[key] ?? preset ?? 0;
  return typeof value === 'object' ? (value[input % value.length] ?? 0) : value;
}

/** One YAML document, with `more` lines at its end. */
export function benchRecipe(spec: MethodSpec, more: readonly string[] = []): string {
  const { names, base } = inputsOf(spec);
  const given = spec.parameters.filter(({ key }) => key in VALUES);
  const lines = (scope: ParameterSpec['scope'], indent: string, input: number) =>
    given
      .filter((parameter) => parameter.scope === scope)
      .map((parameter) => `${indent}${parameter.key}: ${parameterOf(parameter, input)}`);
  const models = names.flatMap((name, input) => {
    // A base that is set apart has no parameters of its own, and need not be listed.
    if (input === base && spec.base === 'required') return [];
    return [`  - model: ${name}`, ...under('    parameters:', lines('model', '      ', input))];
  });
  return [
    `merge_method: ${spec.id}`,
    ...(base === undefined ? [] : [`base_model: ${BASE}`]),
    ...['models:', ...models],
    ...under('parameters:', lines('shared', '  ', 0)),
    ...more,
  ].join('\n');
}

const under = (title: string, lines: readonly string[]): readonly string[] => (lines.length > 0 ? [title, ...lines] : []);
