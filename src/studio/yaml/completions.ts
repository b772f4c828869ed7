/**
 * What can be written at a place of a recipe: keys with what follows them, and values of which there is a choice. Pure;
 * the editor shows it.
 */
import type { ParameterSpec } from '../../methods/specs.ts';
import { type Explanation, explainKey } from './explanation.ts';
import { placeAt, type TextPlace } from './place.ts';
import { entryTemplate, keyTemplate, overLayersTemplate } from './templates.ts';
import { type KnownModel, valuesAt } from './values.ts';
import { type KeyWord, wordsAt } from './words.ts';

export interface Completion {
  readonly kind: 'key' | 'method' | 'model' | 'value' | 'snippet';
  readonly label: string;
  /** A few words beside the label. */
  readonly detail?: string | undefined;
  /** What is written, with fields to fill in: `${1:text}`. */
  readonly template: string;
  readonly explanation?: Explanation | undefined;
}

export interface Completions {
  /** The characters that a choice replaces. */
  readonly from: number;
  readonly to: number;
  /** The likeliest first. */
  readonly options: readonly Completion[];
}

export interface Surroundings {
  /** Asked for with a key, and not only because something was typed. */
  readonly explicit: boolean;
  /** Models that are open in the studio. */
  readonly models: readonly KnownModel[];
}

/** Undefined where there is nothing to offer. Never throws, whatever the text says. */
export function completionsAt(text: string, position: number, { explicit, models }: Surroundings): Completions | undefined {
  const place = placeAt(text, position);
  if (!place) return undefined;
  const typed = text.slice(place.from, position);
  // Nobody who begins a line wants a list on it; behind a colon one is of use.
  if (!explicit && typed === '' && place.kind === 'key') return undefined;
  const options = place.kind === 'key' ? keysAt(place, models) : valuesAt(place, text, models, explicit);
  // A word that is whole needs nothing, and Enter after it is a new line.
  if (options.length === 0 || (!explicit && options.some(({ label }) => label === typed))) return undefined;
  return { from: place.from, to: place.to, options };
}

function keysAt(place: TextPlace, models: readonly KnownModel[]): readonly Completion[] {
  const words = wordsAt(place.path, place.method).filter(({ key }) => !place.given.includes(key) && !excluded(key, place));
  const keys = words.map((word) => keyCompletion(word, place, models));
  const curves = place.colon ? [] : words.flatMap((word) => overLayers(word, place));
  const entry = place.flow || place.colon ? undefined : entryTemplate(place, models);
  const entries: readonly Completion[] = entry === undefined ? [] : [{ kind: 'snippet', label: entry.label, template: entry.template }];
  return [...entries, ...keys, ...curves];
}

/** Of these a mapping has one. */
const ONE_OF: readonly (readonly string[])[] = [
  ['models', 'slices', 'modules'],
  ['tokenizer', 'tokenizer_source'],
];

const excluded = (key: string, { given }: TextPlace): boolean =>
  ONE_OF.some((group) => group.includes(key) && group.some((other) => other !== key && given.includes(other)));

function keyCompletion(word: KeyWord, place: TextPlace, models: readonly KnownModel[]): Completion {
  return {
    kind: 'key',
    label: word.key,
    detail: word.parameter?.label,
    template: place.colon ? word.key : keyTemplate(word, place, models),
    explanation: explainKey(word, place.method),
  };
}

const canVary = ({ type, alloyOnly }: ParameterSpec): boolean => type === 'number' && !alloyOnly;

function overLayers(word: KeyWord, { method }: TextPlace): readonly Completion[] {
  if (!word.parameter || !canVary(word.parameter)) return [];
  return [
    {
      kind: 'snippet',
      label: `${word.key} over the layers`,
      detail: 'a gradient',
      template: `${word.key}: ${overLayersTemplate(word.parameter)}`,
      explanation: explainKey(word, method),
    },
  ];
}
