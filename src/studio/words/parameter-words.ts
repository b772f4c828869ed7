/** What a parameter may be, in words: for the inspector, and for hovering and completion of the text. */
import type { ParameterSpec } from '../../methods/specs.ts';

/** Name and value, a line each. */
export const parameterFacts = (spec: ParameterSpec): readonly (readonly [name: string, value: string])[] => [
  ['Range', rangeText(spec)],
  ...(spec.unit === undefined ? [] : [['Unit', spec.unit] as const]),
  ['Default', defaultText(spec)],
];

function rangeText({ hard, soft, type, choices = [] }: ParameterSpec): string {
  if (type === 'boolean') return 'true or false';
  if (type === 'choice') return choices.map(({ value }) => value).join(', ');
  if (type === 'reference') return 'a model';
  const and = hard?.exclusive ? ', ends excluded' : '';
  const whole = type === 'integer' ? ', whole numbers' : '';
  if (hard?.min !== undefined && hard.max !== undefined) return `${hard.min} to ${hard.max}${and}${whole}`;
  if (hard?.min !== undefined) return `at least ${hard.min}${and}${whole}`;
  if (hard?.max !== undefined) return `at most ${hard.max}${and}${whole}`;
  return soft ? `usually ${soft.min} to ${soft.max}, others allowed` : `any number${whole}`;
}

const defaultText = ({ default: value }: ParameterSpec): string => (value === undefined ? 'none: the recipe must say' : String(value));
