/** What is merged: whole models, slices of layers, or the modules of a model with several parts. */
import type { Path } from './findings.ts';
import { MAX_LAYERS, MAX_MODELS, MAX_SLICES } from './limits.ts';
import { parseParameters } from './parse-parameters.ts';
import type { Mapping, Reader } from './reader.ts';
import type { Body, ModelRef, RecipeModel, Slice, SliceSource } from './recipe.ts';
import { formatModelRef, referenceFault } from './refs.ts';

/** `models`, `slices` and `parameters` of a document or module. */
export function parseBody(reader: Reader, map: Mapping, path: Path): Body {
  const models = parseEach(reader, map.get('models'), [...path, 'models'], 'models', MAX_MODELS, parseModel);
  const slices = parseEach(reader, map.get('slices'), [...path, 'slices'], 'slices', MAX_SLICES, parseSlice);
  return { ...(models && { models }), ...(slices && { slices }), ...parseParameters(reader, map, path) };
}

/** A list that may be absent or empty, which is the same. One that is there and cannot be read is no reason to ask for it: `[]`. */
function parseEach<T>(
  reader: Reader,
  value: unknown,
  path: Path,
  what: string,
  limit: number,
  parse: (reader: Reader, map: Mapping, path: Path) => T | undefined,
): T[] | undefined {
  if (value === undefined || value === null) return undefined;
  const list = reader.list(value, path, what, limit);
  if (list?.length === 0) return undefined;
  const parsed = (list ?? []).map((entry, i) => {
    const map = entryOf(reader, entry, [...path, i], what);
    return map && parse(reader, map, [...path, i]);
  });
  return parsed.filter((entry) => entry !== undefined);
}

/** A model's name alone is what other tools take. */
function entryOf(reader: Reader, entry: unknown, path: Path, what: string): Mapping | undefined {
  return what === 'models' && typeof entry === 'string' && entry !== ''
    ? reader.fault(path, `Each entry of models is a mapping: write model: ${entry}.`)
    : reader.mapping(entry, path, `Each entry of ${what}`);
}

function parseModel(reader: Reader, map: Mapping, path: Path): RecipeModel | undefined {
  reader.keys(map, path, ['model', 'parameters']);
  const model = parseReference(reader, map.get('model'), [...path, 'model']);
  return model === undefined ? undefined : { model, ...parseParameters(reader, map, path) };
}

function parseSlice(reader: Reader, map: Mapping, path: Path): Slice | undefined {
  reader.keys(map, path, ['sources', 'base_model', 'parameters', 'residual_weight']);
  if (map.has('residual_weight'))
    reader.warn([...path, 'residual_weight'], 'residual_weight has no effect: mergekit reads it and does nothing with it.');
  const sources = parseEach(reader, map.get('sources'), [...path, 'sources'], 'sources', MAX_MODELS, parseSource);
  if (sources === undefined) return reader.fault(path, 'A slice needs sources: the models whose layers are merged.');
  const base = parseOptionalReference(reader, map, 'base_model', path);
  return { sources, ...(base !== undefined && { base }), ...parseParameters(reader, map, path) };
}

function parseSource(reader: Reader, map: Mapping, path: Path): SliceSource | undefined {
  reader.keys(map, path, ['model', 'layer_range', 'parameters']);
  const model = parseReference(reader, map.get('model'), [...path, 'model']);
  const layerRange = parseRange(reader, map.get('layer_range'), [...path, 'layer_range']);
  if (model === undefined || layerRange === undefined) return undefined;
  return { model, layerRange, ...parseParameters(reader, map, path) };
}

function parseRange(reader: Reader, value: unknown, path: Path): readonly [number, number] | undefined {
  const [first, end] = Array.isArray(value) && value.length === 2 ? value : [];
  if (!(Number.isSafeInteger(first) && Number.isSafeInteger(end) && first >= 0 && first < end))
    return reader.fault(path, 'layer_range must be [first, end]: two whole numbers, of which the end is greater and not included.');
  return end <= MAX_LAYERS ? [first, end] : reader.fault(path, `layer_range ends at layer ${end}; the limit is ${MAX_LAYERS}.`);
}

/** A reference that may be absent. */
export function parseOptionalReference(reader: Reader, map: Mapping, key: string, path: Path): ModelRef | undefined {
  const value = map.get(key) ?? undefined;
  return value === undefined ? undefined : parseReference(reader, value, [...path, key]);
}

/** A reference as text, or spelt out: `{model: {path, revision}, lora: {path, revision}}`. */
export function parseReference(reader: Reader, value: unknown, path: Path): ModelRef | undefined {
  const ref = value instanceof Map ? spelledOut(reader, value, path) : reader.text(value, path, 'A model');
  if (ref === undefined) return undefined;
  const fault = referenceFault(ref);
  return fault === undefined ? ref : reader.fault(path, fault);
}

function spelledOut(reader: Reader, map: Mapping, path: Path): ModelRef | undefined {
  reader.keys(map, path, ['model', 'lora', 'override_architecture']);
  if (map.get('override_architecture'))
    reader.warn([...path, 'override_architecture'], 'override_architecture has no effect: Alloy reads the architecture from the tensors.');
  const model = halfOf(reader, map.get('model'), [...path, 'model']);
  const adapter = map.get('lora') ? halfOf(reader, map.get('lora'), [...path, 'lora']) : undefined;
  return model && formatModelRef({ ...model, ...(adapter && { adapter }) });
}

function halfOf(reader: Reader, value: unknown, path: Path): { path: string; revision?: string } | undefined {
  if (!(value instanceof Map)) {
    const text = reader.text(value, path, 'A model');
    return text === undefined ? undefined : { path: text };
  }
  reader.keys(value, path, ['path', 'revision']);
  const text = reader.text(value.get('path'), [...path, 'path'], 'A path');
  const revision = value.get('revision') ? reader.text(value.get('revision'), [...path, 'revision'], 'A revision') : undefined;
  return text === undefined ? undefined : { path: text, ...(revision !== undefined && { revision }) };
}
