/**
 * What can be known to be wrong from the recipe alone, before any checkpoint is opened: methods and their bases,
 * numbers of models, repeated inputs, layers, and how documents use one another. Parameters have a file of their own.
 */
import { METHOD_SPECS, type MethodSpec, methodSpec } from '../methods/specs.ts';
import { changeTo, error, type Finding, warning } from './findings.ts';
import type { MergeDocument, Recipe } from './recipe.ts';
import { documentOrder, type MergeSlice, mergeSlices, outputDocument } from './slices.ts';
import { closest } from './spelling.ts';
import { checkParameters } from './validate-parameters.ts';

/** Every fault that the recipe has in itself. */
export function findFaults(recipe: Recipe): Finding[] {
  const inside = recipe.documents.flatMap((document, i) =>
    checkDocument(document).map((finding) => ({ ...finding, path: [i, ...finding.path] })),
  );
  return [...inside, ...checkNames(recipe)];
}

/** A document that was not read again is not checked again. */
const checked = new WeakMap<MergeDocument, readonly Finding[]>();

/** Paths of the findings begin inside the document. */
function checkDocument(document: MergeDocument): readonly Finding[] {
  const known = checked.get(document) ?? faultsInside(document);
  checked.set(document, known);
  return known;
}

function faultsInside(document: MergeDocument): Finding[] {
  const spec = methodSpec(document.method);
  if (spec === undefined) return [unknownMethod(document.method)];
  const slices = mergeSlices(document);
  return [...slices.flatMap((slice) => checkSlice(spec, slice)), ...checkParameters(spec, document, slices)];
}

function unknownMethod(method: string): Finding {
  const near = closest(
    method,
    METHOD_SPECS.map(({ id }) => id),
  );
  const spec = near === undefined ? undefined : methodSpec(near);
  const advice = spec ? `Did you mean ${spec.id}?` : `The methods are ${METHOD_SPECS.map(({ id }) => id).join(', ')}.`;
  return error(['merge_method'], `There is no method “${method}”. ${advice}`, changeTo(spec?.id, spec?.label));
}

function checkSlice(spec: MethodSpec, slice: MergeSlice): Finding[] {
  const base = checkBase(spec, slice);
  return [...(base ? [base] : checkCount(spec, slice)), ...checkRepeats(slice), ...checkLayers(slice)];
}

function checkBase(spec: MethodSpec, { sources, base, path }: MergeSlice): Finding | undefined {
  if (base === undefined) {
    if (spec.base !== 'required' && spec.base !== 'member') return undefined;
    return error([], `${spec.label} needs base_model: ${BASE_ROLES[spec.base]}.`, { about: { kind: 'no-base' } });
  }
  if (spec.base === 'none' || sources.some(({ model }) => model === base)) return undefined;
  return error(path, `The base ${base} is not among the sources of this slice, and ${spec.label} needs it there.`, {
    about: { kind: 'base-not-listed', base },
  });
}

const BASE_ROLES = {
  required: 'the model that the others were fine-tuned from',
  member: 'the one of its two models that it starts from',
} as const;

function checkCount(spec: MethodSpec, { sources, base, path }: MergeSlice): Finding[] {
  const { min, max = Infinity } = spec.models;
  const counted = spec.base === 'member' || spec.base === 'none' ? sources : sources.filter(({ model }) => model !== base);
  const count = counted.length;
  if (count >= min && count <= max) return [];
  const wanted = min === max ? inWords(min) : `at least ${inWords(min)}`;
  const beside = counted === sources ? '' : ' beside the base';
  const message = `${spec.label} takes ${wanted} model${min === 1 ? '' : 's'}${beside}; this one has ${inWords(count)}.`;
  const other = count > max ? methodSpec(FOR_MORE[spec.id] ?? '') : undefined;
  const about = other
    ? { kind: 'too-many-models' as const, method: other.id }
    : count < min
      ? { kind: 'too-few-models' as const }
      : undefined;
  return [error(other ? ['merge_method'] : path, message, { ...changeTo(other?.id, other?.label), about })];
}

/** What people mean who give these methods more models than they take. */
const FOR_MORE: Readonly<Record<string, string>> = { slerp: 'multislerp', nuslerp: 'multislerp' };

const WORDS = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const inWords = (count: number): string => WORDS[count] ?? String(count);

const LISTED_TWICE = { about: { kind: 'listed-twice' } } as const;

function checkRepeats({ sources }: MergeSlice): Finding[] {
  const seen = new Set<string>();
  return sources.flatMap(({ model, path }) => {
    if (seen.has(model))
      return [error([...path, 'model'], `${model} is listed twice; add its weights together and list it once.`, LISTED_TWICE)];
    seen.add(model);
    return [];
  });
}

function checkLayers({ sources: [first, ...rest] }: MergeSlice): Finding[] {
  const layers = (range: readonly [number, number]) => range[1] - range[0];
  const range = first?.layerRange;
  if (first === undefined || range === undefined) return [];
  return rest.flatMap(({ model, layerRange, path }) => {
    if (layerRange === undefined || layers(layerRange) === layers(range)) return [];
    const message = `The sources of a slice have equally many layers: ${first.model} has ${layers(range)} here, ${model} has ${layers(layerRange)}.`;
    return [error([...path, 'layer_range'], message)];
  });
}

function checkNames(recipe: Recipe): Finding[] {
  const { documents } = recipe;
  const unnamed = documents.flatMap(({ name }, i) => (name === undefined ? [i] : []));
  const nameless = unnamed.slice(0, -1).map((i) => error([i], 'Only one document may go without a name: the one that makes the output.'));
  const repeated = documents.flatMap(({ name }, i) =>
    name !== undefined && documents.findIndex((other) => other.name === name) < i
      ? [error([i, 'name'], `There are two documents with the name “${name}”.`)]
      : [],
  );
  const wrong = [...nameless, ...repeated];
  return wrong.length > 0 ? wrong : checkOrder(recipe);
}

const UNUSED = { about: { kind: 'unused-document' } } as const;

function checkOrder(recipe: Recipe): Finding[] {
  const order = documentOrder(recipe);
  const output = outputDocument(recipe);
  if (order === undefined) return [error([output], 'These documents need each other in a circle.')];
  return recipe.documents.flatMap(({ name }, i) =>
    order.includes(i) ? [] : [warning([i, 'name'], `Nothing uses the document “${name ?? ''}”, so it is not merged.`, UNUSED)],
  );
}
