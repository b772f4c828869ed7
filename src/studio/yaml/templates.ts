/** What a choice writes, with fields to fill in (`${1:text}`). Lines under the first are indented relative to the line's own blanks. */
import { methodSpec, type ParameterSpec } from '../../methods/specs.ts';
import type { TextPlace } from './place.ts';
import type { KnownModel } from './values.ts';
import type { KeyWord } from './words.ts';

const field = (number: number, text: string | number = ''): string => `\${${number}:${raw(String(text))}}`;
/** Brackets of its own have a meaning in a template. */
export const raw = (text: string): string => text.replace(/[{}]/g, '\\$&');

const shifted = (lines: readonly string[], by: number): string =>
  lines.map((line, i) => (i === 0 ? line : ' '.repeat(by) + line)).join('\n');
const nested = (lines: readonly string[], by = 2): readonly string[] => lines.map((line) => ' '.repeat(by) + line);
const listed = (lines: readonly string[]): readonly string[] => lines.map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`));

type Models = readonly KnownModel[];

/** A key, its colon, and what usually follows. */
export function keyTemplate(word: KeyWord, place: TextPlace, models: Models): string {
  const { key, shape, parameter } = word;
  if (parameter) return `${key}: ${startOf(parameter)}`;
  if (key === 'layer_range') return `${key}: ${rangeTemplate(models, 1)}`;
  if (shape === 'value') return `${key}: `;
  if (place.flow) return shape === 'keys' ? `${key}: \\{${field(1)}\\}` : `${key}: [${field(1)}]`;
  const under = shape === 'keys' ? [field(1)] : listed(entryLines(key, place.method, models));
  return shifted([`${key}:`, ...nested(under)], place.inset);
}

/** A list's entry, where the cursor stands under the list's key without a dash. */
export function entryTemplate({ path, method, inset }: TextPlace, models: Models): { label: string; template: string } | undefined {
  const list = path.at(-1) ?? '';
  if (!ENTRIES.has(list) || path.includes('parameters') || path[0] === 'tokenizer') return undefined;
  const lines = listed(entryLines(list, method, models));
  return { label: (lines[0] ?? '').replace(/:.*$/, ''), template: shifted(lines, inset) };
}

const ENTRIES = new Set(['models', 'slices', 'sources']);

function entryLines(list: string, method: string | undefined, models: Models): readonly string[] {
  const layers = `layer_range: ${rangeTemplate(models, 2)}`;
  if (list === 'slices') return ['sources:', ...nested(listed([`model: ${field(1)}`, layers]))];
  if (list === 'sources') return [`model: ${field(1)}`, layers];
  return [`model: ${field(1)}`, ...requiredLines(method)];
}

/** The parameters that each model must have. */
function requiredLines(method: string | undefined): readonly string[] {
  const required =
    methodSpec(method ?? '')?.parameters.filter(({ scope, default: preset }) => scope === 'model' && preset === undefined) ?? [];
  return required.length === 0 ? [] : ['parameters:', ...required.map(({ key }, i) => `  ${key}: ${field(i + 2, 1)}`)];
}

/** All layers of the first model of which they are known. */
function rangeTemplate(models: Models, first: number): string {
  const layers = models.find((model) => model.layers !== undefined)?.layers ?? 16;
  return `[${field(first, 0)}, ${field(first + 1, layers)}]`;
}

/** A number to type over; of flags and choices there is a list. */
const startOf = (spec: ParameterSpec): string => (spec.type === 'number' || spec.type === 'integer' ? field(1, usualOf(spec)) : '');

const usualOf = ({ default: preset, soft }: ParameterSpec): number => (typeof preset === 'number' ? preset : (soft?.max ?? 1));

/** From the first layer to the last: little, much, little. */
export function overLayersTemplate({ soft = { min: 0, max: 1, step: 0.01 } }: ParameterSpec): string {
  const at = (share: number) => Number((soft.min + share * (soft.max - soft.min)).toPrecision(3));
  return `[${[0.25, 0.5, 0.25].map((share, i) => field(i + 1, at(share))).join(', ')}]`;
}

/** A row for attention, a row for all else. */
export function rowsTemplate(spec: ParameterSpec, inset: number): string {
  const value = usualOf(spec);
  const rows = [[`filter: ${field(1, 'self_attn')}`, `value: ${field(2, value)}`], [`value: ${field(3, value)}`]];
  return shifted(['', ...nested(rows.flatMap(listed))], inset);
}
