/** What a word of a recipe means, as a small page: completion shows it beside its list, the editor over the word. */
import { type MethodSpec, methodSpec, type ParameterSpec } from '../../methods/specs.ts';
import { parameterFacts } from '../words/parameter-words.ts';
import { placeAt } from './place.ts';
import { type KeyWord, wordsAt } from './words.ts';

export interface Explanation {
  readonly title: string;
  readonly text: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly paper?: MethodSpec['paper'];
}

export function explainMethod({ id, label, summary, paper, base, models }: MethodSpec): Explanation {
  const { min, max } = models;
  const few = Math.max(1, min);
  const count = max === undefined ? `${few} or more` : max === few ? String(few) : `${few} to ${max}`;
  const beside = base === 'required' || base === 'optional' ? ', the base not counted' : '';
  return {
    title: titleOf(label, id),
    text: summary,
    facts: [
      ['Models', `${count}${beside}`],
      ['Base', BASES[base]],
    ],
    ...(paper && { paper }),
  };
}

const BASES: Readonly<Record<MethodSpec['base'], string>> = {
  required: 'needed',
  member: 'needed, one of the models',
  optional: 'may be given',
  none: 'not needed',
};

export function explainKey({ key, help, parameter }: KeyWord, method: string | undefined): Explanation {
  if (!parameter) return { title: key, text: help, facts: [] };
  const paper = methodSpec(method ?? '')?.paper;
  return { title: titleOf(parameter.label, key), text: help, facts: factsOf(parameter), ...(paper && { paper }) };
}

/** Its name for people, and the recipe's where that is another. */
const titleOf = (label: string, key: string): string => (label.toLowerCase() === key ? label : `${label}, ${key}`);

const factsOf = (spec: ParameterSpec): Explanation['facts'] => [
  ...parameterFacts(spec),
  ['Given', spec.scope === 'model' ? 'for each model' : 'once, for all models'],
];

export interface ExplainedWord extends Explanation {
  readonly from: number;
  readonly to: number;
}

/** The key at a position, or the method that is named there. */
export function explanationAt(text: string, position: number): ExplainedWord | undefined {
  const place = placeAt(text, position);
  if (!place || place.from === place.to) return undefined;
  const { kind, path, from, to, method, colon } = place;
  const name = text.slice(from, to);
  const made = kind === 'key' ? colon && keyExplained(name, path, method) : path.join() === 'merge_method' && methodExplained(name);
  return made ? { ...made, from, to } : undefined;
}

function keyExplained(name: string, path: readonly string[], method: string | undefined): Explanation | undefined {
  const found = wordsAt(path, method).find(({ key }) => key === name);
  return found && explainKey(found, method);
}

function methodExplained(name: string): Explanation | undefined {
  const spec = methodSpec(name);
  return spec && explainMethod(spec);
}
