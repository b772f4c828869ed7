/**
 * A document as the list of what is merged: slices of layers, each with its inputs in order, its base and the levels
 * that parameters come from. Whole models are one slice without layer ranges.
 */
import type { Path } from './findings.ts';
import type { Body, MergeDocument, ModelRef, Parameters, Recipe, Slice } from './recipe.ts';
import { formatModelRef, parseModelRef } from './refs.ts';
import type { Levels } from './resolve.ts';

export interface MergeSource {
  readonly model: ModelRef;
  /** Absent: all layers. */
  readonly layerRange?: readonly [number, number] | undefined;
  readonly parameters?: Parameters | undefined;
  /** Place in the document's YAML; the base's own key where it was not listed. */
  readonly path: Path;
}

export interface MergeSlice {
  /** Name of the module, where the document has several. */
  readonly module?: string | undefined;
  /** In the recipe's order; with whole models, a base that is not listed comes last. */
  readonly sources: readonly MergeSource[];
  readonly base?: ModelRef | undefined;
  /** All but the source's own. */
  readonly levels: Omit<Levels, 'source'>;
  /** Place in the document's YAML: the slice, or the body's list of models. */
  readonly path: Path;
}

export function mergeSlices(document: MergeDocument): readonly MergeSlice[] {
  if (!document.modules) return slicesOfBody(document, document, []);
  return Object.entries(document.modules).flatMap(([module, body]) =>
    slicesOfBody(document, body, ['modules', module]).map((slice) => ({
      ...slice,
      module,
      levels: { ...slice.levels, body: body.parameters },
    })),
  );
}

function slicesOfBody(document: MergeDocument, body: Body, path: Path): readonly MergeSlice[] {
  const levels: MergeSlice['levels'] = { document: document.parameters, alloy: document.alloy };
  if (body.slices) return body.slices.map((slice, i) => sliceOf(document, slice, levels, [...path, 'slices', i]));
  const models = body.models ?? [];
  const listed: MergeSource[] = models.map((model, i) => ({ ...model, path: [...path, 'models', i] }));
  const missing = document.base !== undefined && models.every(({ model }) => model !== document.base);
  const appended = missing && document.base !== undefined ? [{ model: document.base, path: ['base_model'] }] : [];
  return [{ sources: [...listed, ...appended], base: document.base, levels, path: [...path, 'models'] }];
}

function sliceOf(document: MergeDocument, slice: Slice, levels: MergeSlice['levels'], path: Path): MergeSlice {
  return {
    sources: slice.sources.map((source, i) => ({ ...source, path: [...path, 'sources', i] })),
    base: slice.base ?? document.base,
    levels: { ...levels, slice: slice.parameters },
    path,
  };
}

/** Every model that a document names, in the order of the first mention: those with tokens, then coefficients. */
export const documentModels = (document: MergeDocument): ModelRef[] => [
  ...new Set([...modelsWithTokens(document), ...coefficientModels(document)]),
];

/** The models that a vocabulary can be made of: inputs, bases, then the tokenizer's. */
export function modelsWithTokens(document: MergeDocument): ModelRef[] {
  const slices = mergeSlices(document);
  const inputs = slices.flatMap(({ sources }) => sources.map(({ model }) => model));
  const bases = slices.flatMap(({ base }) => (base === undefined ? [] : [base]));
  return [...new Set([...inputs, ...bases, ...tokenizerModels(document)])];
}

/** Checkpoints that bring coefficients instead of weights. */
export const coefficientModels = ({ alloy }: MergeDocument): ModelRef[] =>
  typeof alloy?.coefficients === 'string' && alloy.coefficients ? [alloy.coefficients] : [];

function tokenizerModels({ tokenizer }: MergeDocument): ModelRef[] {
  if (!tokenizer) return [];
  const own = tokenizer.source === 'union' || tokenizer.source === 'base' ? [] : [tokenizer.source];
  const ofTokens = Object.values(tokenizer.tokens ?? {}).flatMap(({ source }) => (source && source.kind !== 'zero' ? [source.model] : []));
  return [...own, ...ofTokens];
}

/** The checkpoints that a recipe needs, in the order of the first mention: what it names and does not make itself. */
export function recipeModels(recipe: Recipe): ModelRef[] {
  const made = new Set(recipe.documents.map(({ name }) => name));
  return [...new Set(recipe.documents.flatMap(documentModels))].filter((model) => !made.has(model));
}

/**
 * What has to be opened for a recipe, in the order of the first mention: models without their adapters, and the
 * adapters. Each is a reference of its own, `path[@revision]`.
 */
export function recipeSources(recipe: Recipe): ModelRef[] {
  return [...new Set(recipeModels(recipe).flatMap(sourcesOf))];
}

/** The model itself, then its adapter where it has one. */
export function sourcesOf(ref: ModelRef): ModelRef[] {
  const { adapter, ...model } = parseModelRef(ref);
  return [formatModelRef(model), ...(adapter ? [formatModelRef(adapter)] : [])];
}

/** Index of the document that makes the output: the one without a name, else the last. */
export function outputDocument({ documents }: Recipe): number {
  const unnamed = documents.findIndex(({ name }) => name === undefined);
  return unnamed < 0 ? documents.length - 1 : unnamed;
}

/**
 * Indices of the documents that the output needs, each after those it needs itself, the output last; undefined where
 * documents need each other in a circle.
 */
export function documentOrder(recipe: Recipe): number[] | undefined {
  const byName = new Map(recipe.documents.map(({ name }, i) => [name, i]));
  const order: number[] = [];
  const open = new Set<number>();
  const visit = (index: number): boolean => {
    if (order.includes(index)) return true;
    const document = recipe.documents[index];
    if (document === undefined || open.has(index)) return false;
    open.add(index);
    const needed = documentModels(document).flatMap((model) => byName.get(model) ?? []);
    if (!needed.every(visit)) return false;
    open.delete(index);
    order.push(index);
    return true;
  };
  return visit(outputDocument(recipe)) ? order : undefined;
}
