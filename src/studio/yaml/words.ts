/** The keys of mergekit's recipes and what each is for, place by place: what completion offers and hovering explains. */
import { methodSpec, type ParameterSpec } from '../../methods/specs.ts';

/** What stands behind a key: one word or number, or more keys or entries on the lines under it. */
export type Shape = 'value' | 'keys' | 'list';

export interface KeyWord {
  readonly key: string;
  readonly help: string;
  readonly shape: Shape;
  /** Where it is a parameter of a method. */
  readonly parameter?: ParameterSpec;
}

const word = (key: string, shape: Shape, help: string): KeyWord => ({ key, shape, help });

const PARAMETERS = word(
  'parameters',
  'keys',
  'Settings of the method. Those of a model come before a slice’s, and these before the recipe’s.',
);
const MODELS = word('models', 'list', 'The models that are merged, whole. A recipe has models, slices or modules.');
const SLICES = word('slices', 'list', 'Parts of the result, from its first layer to its last, each merged from layers of its own sources.');
const BASE = word('base_model', 'value', 'The model that the others were fine-tuned from: task vectors are the differences to it.');
const MODEL = word(
  'model',
  'value',
  'A model: owner/name on the Hub or a folder, @ and a revision, + and an adapter; or an earlier document’s name.',
);

const DOCUMENT: readonly KeyWord[] = [
  word('merge_method', 'value', 'How the models are merged.'),
  BASE,
  MODELS,
  SLICES,
  word('modules', 'keys', 'For models of several parts: each part by its name, with models or slices of its own.'),
  PARAMETERS,
  word('dtype', 'value', 'How the numbers of the result are written, unless out_dtype says otherwise. Without it, as the inputs are.'),
  word('out_dtype', 'value', 'How the numbers of the result are written. Without it, as dtype says.'),
  word('tokenizer', 'keys', 'Whose vocabulary the result has, and where the rows of single tokens come from.'),
  word('tokenizer_source', 'value', 'Whose vocabulary the result has: union, base or a model. The short form of tokenizer.'),
  word('chat_template', 'value', 'How a conversation is written as text: auto is the models’ most common way, a name a known one.'),
  word('name', 'value', 'How later documents call this merge when they use its result as a model.'),
  word('alloy', 'keys', 'Variants of the method that mergekit has no words for. mergekit ignores them.'),
];

const MODULE: readonly KeyWord[] = [MODELS, SLICES, PARAMETERS];

const ROW: readonly KeyWord[] = [
  word('filter', 'value', 'A part of tensors’ names. The first row that fits a tensor counts; a row without a filter fits all.'),
  word('value', 'value', 'A number, or a gradient: several numbers that are spread over the layers.'),
];

/** Places by their keys, parted by slashes, without those of a module around them. */
const PLACES: readonly (readonly [place: RegExp, words: readonly KeyWord[]])[] = [
  [/^models\/#$/, [MODEL, PARAMETERS]],
  [/^slices\/#$/, [word('sources', 'list', 'The layers that this slice is merged from, model by model.'), BASE, PARAMETERS]],
  [
    /^slices\/#\/sources\/#$/,
    [MODEL, word('layer_range', 'value', 'The first layer and the one after the last, counted from 0: [0, 16] are 16 layers.'), PARAMETERS],
  ],
  [/(?:^|\/)parameters\/[^/]+(?:\/#)?$/, ROW],
  [
    /^tokenizer$/,
    [
      word('source', 'value', 'Whose vocabulary the result has: union, base or a model.'),
      word('tokens', 'keys', 'Tokens whose rows have a source of their own, by their text.'),
      word('pad_to_multiple_of', 'value', 'Rows of padding that make the vocabulary’s size a multiple of this.'),
    ],
  ],
  [
    /^tokenizer\/tokens\/[^/]+$/,
    [
      word('source', 'value', 'The model that the token’s row is taken from; or zero, or another token’s row.'),
      word('force', 'value', 'Whether the token gets this row even in models that have one of their own for it.'),
    ],
  ],
  [
    /^tokenizer\/tokens\/[^/]+\/source$/,
    [
      word('kind', 'value', 'zero for a row of zeros, model_token for the row of a token of a model.'),
      MODEL,
      word('token', 'value', 'The other token, as text.'),
      word('token_id', 'value', 'The other token, as its number.'),
    ],
  ],
];

const OF_ONE_MODEL = /^(?:models|slices\/#\/sources)\/#\/parameters$/;
const OF_SEVERAL = /^(?:slices\/#\/)?parameters$/;

/** The keys that may stand in a mapping. */
export function wordsAt(path: readonly string[], method: string | undefined): readonly KeyWord[] {
  const inModule = path[0] === 'modules' && path.length > 1;
  const place = (inModule ? path.slice(2) : path).join('/');
  if (place === '') return inModule ? MODULE : DOCUMENT;
  const parameters = methodSpec(method ?? '')?.parameters ?? [];
  if (place === 'alloy') return parameters.filter(({ alloyOnly }) => alloyOnly).map(parameterWord);
  const known = parameters.filter(({ alloyOnly }) => !alloyOnly);
  if (OF_ONE_MODEL.test(place)) return known.filter(({ scope }) => scope === 'model').map(parameterWord);
  if (OF_SEVERAL.test(place)) return known.toSorted((a, b) => Number(a.scope === 'model') - Number(b.scope === 'model')).map(parameterWord);
  return PLACES.find(([pattern]) => pattern.test(place))?.[1] ?? [];
}

const parameterWord = (parameter: ParameterSpec): KeyWord => ({ key: parameter.key, help: parameter.help, shape: 'value', parameter });

/** The parameter that a value belongs to, also one in a row or a gradient. */
export function parameterAt(path: readonly string[], method: string | undefined): ParameterSpec | undefined {
  const at = path.lastIndexOf('parameters');
  const [key, ...rest] = path.slice(at + 1);
  if (at >= 0 && key !== undefined) return /^(?:#\/)?(?:value)?$/.test(rest.join('/')) ? specOf(key, method) : undefined;
  return path.length === 2 && path[0] === 'alloy' ? specOf(path[1] ?? '', method) : undefined;
}

const specOf = (key: string, method: string | undefined): ParameterSpec | undefined =>
  methodSpec(method ?? '')?.parameters.find((parameter) => parameter.key === key);
