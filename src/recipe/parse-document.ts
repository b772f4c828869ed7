/** One document of a recipe: one merge. */
import { METHOD_SPECS } from '../methods/specs.ts';
import { changeTo, type Path } from './findings.ts';
import { MAX_SLICES } from './limits.ts';
import { parseBody, parseOptionalReference } from './parse-body.ts';
import { parseRecord, parseScalar } from './parse-parameters.ts';
import { parseTokenizer } from './parse-tokenizer.ts';
import type { Mapping, Reader } from './reader.ts';
import type { Body, MergeDocument, WorkDType } from './recipe.ts';

const KEYS = [
  'name',
  'merge_method',
  'base_model',
  'models',
  'slices',
  'modules',
  'parameters',
  'dtype',
  'out_dtype',
  'tokenizer_source',
  'tokenizer',
  'chat_template',
  'alloy',
];

/** Keys that published recipes have and that mergekit does nothing with. */
const INERT: Readonly<Record<string, string>> = {
  input_model_parameters: 'input_model_parameters has no effect any more: give parameters to each model.',
  random_seed: 'random_seed has no effect in a recipe: the seed is an option of the run.',
};

const DTYPES: ReadonlyMap<string, WorkDType> = new Map([
  ['float16', 'float16'],
  ['bfloat16', 'bfloat16'],
  ['float32', 'float32'],
  ['float64', 'float64'],
]);

/** What people write for a dtype that mergekit does not know by that name. */
const DTYPE_NICKNAMES: Readonly<Record<string, WorkDType>> = {
  half: 'float16',
  fp16: 'float16',
  f16: 'float16',
  bf16: 'bfloat16',
  float: 'float32',
  fp32: 'float32',
  f32: 'float32',
  double: 'float64',
  fp64: 'float64',
  f64: 'float64',
};

export function parseDocument(reader: Reader, value: unknown, path: Path): MergeDocument | undefined {
  const map = reader.mapping(value, path, 'A recipe');
  if (map === undefined) return undefined;
  if (isMixture(map)) return reader.fault(path, MIXTURE);
  reportKeys(reader, map, path);
  const method = map.get('merge_method') ?? undefined;
  if (method === undefined) return reader.fault(path, 'The recipe needs merge_method: how the models are merged.');
  const id = reader.text(method, [...path, 'merge_method'], 'merge_method');
  const base = parseOptionalReference(reader, map, 'base_model', path);
  const alloy = parseRecord(reader, map.get('alloy'), [...path, 'alloy'], 'alloy', parseScalar);
  if (id === undefined) return undefined;
  return {
    ...parseText(reader, map, path, 'name', 'name'),
    method: id,
    ...(base !== undefined && { base }),
    ...parseMerged(reader, map, path),
    ...parseDType(reader, map, path, 'dtype', 'dtype'),
    ...parseDType(reader, map, path, 'out_dtype', 'outDtype'),
    ...parseTokenizer(reader, map, path),
    ...parseText(reader, map, path, 'chat_template', 'chatTemplate'),
    ...(alloy && { alloy }),
  };
}

const MIXTURE =
  'This is a recipe of mergekit-moe, which joins models as the experts of a larger one. Alloy makes models of the size that they have.';

const isMixture = (map: Mapping): boolean => !map.has('merge_method') && ['experts', 'gate_mode'].some((key) => map.has(key));

function reportKeys(reader: Reader, map: Mapping, path: Path): void {
  for (const [key, message] of Object.entries(INERT)) if (map.has(key)) reader.warn([...path, key], message);
  const parameters = new Set(METHOD_SPECS.flatMap((spec) => spec.parameters.map(({ key }) => key)));
  reader.keys(map, path, [...KEYS, ...Object.keys(INERT).filter((key) => map.has(key))], (key) =>
    parameters.has(key) ? 'It belongs under parameters.' : undefined,
  );
}

/** Exactly one of models, slices and modules. */
function parseMerged(reader: Reader, map: Mapping, path: Path): Body & Pick<MergeDocument, 'modules'> {
  const body = parseBody(reader, map, path);
  const modules = parseModules(reader, map.get('modules') ?? undefined, [...path, 'modules']);
  const given = [body.models && 'models', body.slices && 'slices', modules && 'modules'].filter((key) => key !== undefined);
  if (given.length === 0) reader.fault(path, 'The recipe needs models (or slices, or modules): what is merged.');
  const [first, second] = given;
  if (second !== undefined) reader.fault([...path, second], `Give ${first} or ${second}, not both.`);
  return { ...body, ...(modules && { modules }) };
}

function parseModules(reader: Reader, value: unknown, path: Path): MergeDocument['modules'] {
  const map = value === undefined ? undefined : reader.mapping(value, path, 'modules');
  if (map === undefined || map.size === 0) return undefined;
  if (map.size > MAX_SLICES) return reader.fault(path, `modules has ${map.size} entries; the limit is ${MAX_SLICES}.`);
  return Object.fromEntries([...map].map(([name, module]) => [name, parseModule(reader, module, [...path, name])]));
}

function parseModule(reader: Reader, value: unknown, path: Path): Body {
  const map = reader.mapping(value, path, 'A module');
  if (map === undefined) return {};
  reader.keys(map, path, ['models', 'slices', 'parameters']);
  const body = parseBody(reader, map, path);
  if ((body.models === undefined) === (body.slices === undefined)) reader.fault(path, 'A module needs models or slices, one of them.');
  return body;
}

function parseText<K extends 'name' | 'chatTemplate'>(
  reader: Reader,
  map: Mapping,
  path: Path,
  key: string,
  field: K,
): { [P in K]?: string } {
  const value = map.get(key) ?? undefined;
  const text = value === undefined ? undefined : reader.text(value, [...path, key], key);
  return (text === undefined ? {} : { [field]: text }) as { [P in K]?: string };
}

function parseDType<K extends 'dtype' | 'outDtype'>(
  reader: Reader,
  map: Mapping,
  path: Path,
  key: string,
  field: K,
): { [P in K]?: WorkDType } {
  const value = map.get(key) ?? undefined;
  const text = value === undefined ? undefined : reader.text(value, [...path, key], key);
  if (text === undefined) return {};
  const name = text.replace(/^torch\./, '');
  const dtype = DTYPES.get(name);
  if (dtype === undefined) {
    const known = [...DTYPES.keys()].join(', ');
    reader.flaw([...path, key], `There is no ${key} “${text}”. Alloy merges in ${known}.`, changeTo(DTYPE_NICKNAMES[name.toLowerCase()]));
  }
  return (dtype === undefined ? {} : { [field]: dtype }) as { [P in K]?: WorkDType };
}
