/** Values of which there is a choice: methods, models, precisions, flags, parts of a model. */
import { METHOD_SPECS, type ParameterSpec } from '../../methods/specs.ts';
import { filterChoices } from '../curve/filters.ts';
import type { Completion } from './completions.ts';
import { explainMethod } from './explanation.ts';
import type { TextPlace } from './place.ts';
import { overLayersTemplate, raw, rowsTemplate } from './templates.ts';
import { parameterAt } from './words.ts';

/** A model that is open in the studio. */
export interface KnownModel {
  readonly ref: string;
  /** "1.24 B · BF16". */
  readonly note: string;
  readonly layers?: number | undefined;
  /** The commit that was read. */
  readonly revision?: string | undefined;
}

type Values = readonly Completion[];

export function valuesAt(place: TextPlace, text: string, models: readonly KnownModel[], explicit: boolean): Values {
  const parameter = parameterAt(place.path, place.method);
  if (parameter) return parameterValues(parameter, place, explicit);
  const key = place.path.at(-1) ?? '';
  if (MODEL_KEYS.has(key)) return modelValues(place, text, models);
  return key === 'layer_range' ? ranges(models) : (FIXED[key] ?? []);
}

const value = (label: string, detail?: string): Completion => ({ kind: 'value', label, detail, template: raw(label) });

const DTYPES = [
  value('bfloat16', '16 bits, the range of float32'),
  value('float16', '16 bits, finer, up to 65504'),
  value('float32', '32 bits'),
  value('float64', '64 bits, computed on the processor'),
];

/** By the key that they stand behind. */
const FIXED: Readonly<Record<string, Values>> = {
  merge_method: METHOD_SPECS.map((spec) => ({
    kind: 'method',
    label: spec.id,
    detail: spec.summary,
    template: spec.id,
    explanation: explainMethod(spec),
  })),
  dtype: DTYPES,
  out_dtype: DTYPES,
  filter: filterChoices([]).flatMap(({ filter, help }) => (filter === undefined ? [] : [value(filter, help)])),
  chat_template: [
    value('auto', 'the models’ most common one'),
    ...['alpaca', 'chatml', 'exaone', 'llama3', 'mistral'].map((name) => value(name)),
  ],
  force: [value('true'), value('false')],
  kind: [value('zero', 'a row of zeros'), value('model_token', 'the row of another token')],
};

const MODEL_KEYS = new Set(['model', 'base_model', 'tokenizer_source', 'source']);

const VOCABULARIES = [value('union', 'every token of every model'), value('base', 'that of the base')];

function modelValues({ path }: TextPlace, text: string, models: readonly KnownModel[]): Values {
  const ofVocabulary = path.join('/') === 'tokenizer/source' || path.at(-1) === 'tokenizer_source';
  const made = [...text.matchAll(/^name:[^\S\n]+([^\s#]+)/gm)].map(([, name = '']) => value(name, 'a merge of this recipe'));
  const open = models.flatMap(({ ref, note, revision }) => [
    modelValue(ref, note),
    ...(revision === undefined || /[@+]/.test(ref) ? [] : [modelValue(`${ref}@${revision}`, 'the commit that was read')]),
  ]);
  return [...(ofVocabulary ? VOCABULARIES : []), ...open, ...(ofVocabulary ? [] : made)];
}

const modelValue = (ref: string, detail: string): Completion => ({ kind: 'model', label: ref, detail, template: raw(spelled(ref)) });

/** In quotes where YAML would read it as something else. */
const spelled = (ref: string): string => (/^[\w./~][^,[\]{}#:]*$/.test(ref) && !/^[\d.]+$/.test(ref) ? ref : JSON.stringify(ref));

function ranges(models: readonly KnownModel[]): Values {
  const counts = [...new Set(models.flatMap(({ layers }) => layers ?? []))];
  return counts.map((layers) => value(`[0, ${layers}]`, `all ${layers} layers`));
}

/** Numbers are typed; lists of them are offered to those who ask. */
function parameterValues(spec: ParameterSpec, { flow, inset, path }: TextPlace, explicit: boolean): Values {
  const note = (given: string | boolean) => (given === spec.default ? 'default' : undefined);
  if (spec.type === 'boolean') return [value('true', note(true)), value('false', note(false))];
  if (spec.type === 'choice') return (spec.choices ?? []).map(({ value: own, label }) => value(own, note(own) ?? label));
  if (!explicit || spec.type === 'reference') return [];
  const preset = spec.default === undefined ? [] : [value(String(spec.default), 'default')];
  if (spec.type !== 'number' || spec.alloyOnly) return preset;
  const curve: Completion = { kind: 'snippet', label: 'gradient', detail: 'over the layers', template: overLayersTemplate(spec) };
  const inRow = path.at(-1) === 'value';
  const rows: Values =
    flow || inRow ? [] : [{ kind: 'snippet', label: 'filters', detail: 'a row for each part', template: rowsTemplate(spec, inset) }];
  return [...preset, curve, ...rows];
}
