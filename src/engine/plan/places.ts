/**
 * Which output tensors a document makes, from which input tensor of each source, and how deep in its slice each lies
 * (mergekit's rules: `docs/differences.md` lists where ours are saner).
 */
import { type Architecture, WHOLE } from '../../formats/architectures/role.ts';
import type { MergeDocument, ModelRef, Parameters } from '../../recipe/recipe.ts';
import { gradientPosition, type Levels } from '../../recipe/resolve.ts';
import { type MergeSlice, mergeSlices } from '../../recipe/slices.ts';
import type { Plane } from './plane.ts';

/** One source of an output tensor. */
export interface PlaceInput {
  readonly plane: Plane;
  /** The tensor's name in this source. */
  readonly name: string;
  readonly parameters: Parameters | undefined;
}

export interface Place {
  readonly output: string;
  readonly inputs: readonly PlaceInput[];
  readonly base: ModelRef | undefined;
  /** Parameter levels above the source. */
  readonly levels: Levels;
  /** Depth in the slice from 0 to 1, where gradients are read; 0 outside the layers. */
  readonly depth: number;
  readonly layer: number | undefined;
}

type PlaneOf = (ref: ModelRef) => Plane;

interface OpenSlice extends Omit<MergeSlice, 'sources'> {
  readonly sources: readonly {
    readonly plane: Plane;
    readonly parameters: Parameters | undefined;
    readonly range: readonly [number, number] | undefined;
  }[];
  readonly architecture: Architecture;
}

/** The places of a document: before the layers, slice by slice, after them. */
export function* placesOf(document: MergeDocument, planeOf: PlaneOf): Generator<Place> {
  const slices = mergeSlices(document).flatMap((slice): OpenSlice[] => {
    const sources = slice.sources.map((s) => ({ plane: planeOf(s.model), parameters: s.parameters, range: s.layerRange }));
    return sources[0] ? [{ ...slice, sources, architecture: sources[0].plane.architecture }] : [];
  });
  for (const module of new Set(slices.map((s) => s.module))) yield* placesOfModule(slices.filter((s) => s.module === module));
}

function* placesOfModule(slices: readonly OpenSlice[]): Generator<Place> {
  let done = 0;
  for (const [index, slice] of slices.entries()) {
    const names = namesOf(slice);
    const at = (where: 'before' | 'after') => names.filter((n) => slice.architecture.role(n).place === where);
    if (index === 0) for (const name of at('before')) yield place(slice, name, 0);
    const range = slice.sources[0]?.range;
    if (range) yield* cutLayers(slice, names, range[1] - range[0], done);
    else yield* wholeLayers(slice, names);
    done += range ? range[1] - range[0] : 0;
    if (index === slices.length - 1) for (const name of at('after')) yield place(slice, name, 0);
  }
}

/** Every tensor's name in the first model that has it, of the slice's module. Another spelling of a known one is no other tensor. */
function namesOf({ sources, module, architecture }: OpenSlice): string[] {
  const names = new Set<string>();
  // Of a model of several parts, `default` is what belongs to none of its stacks.
  const all = module === undefined || (module === WHOLE && !architecture.modules.includes(WHOLE));
  for (const { plane } of sources) {
    for (const name of plane.tensors.keys()) {
      const ours = all || architecture.role(name).module === module;
      if (ours && !architecture.aliases(name).some((a) => names.has(a))) names.add(name);
    }
  }
  return [...names];
}

function place(
  { sources, base, levels }: OpenSlice,
  output: string,
  depth: number,
  layer?: number,
  nameIn: (source: number) => string = () => output,
): Place {
  const inputs = sources.map(({ plane, parameters }, i) => ({ plane, parameters, name: nameIn(i) }));
  return { output, inputs, base, levels, depth, layer };
}

function* wholeLayers(slice: OpenSlice, names: readonly string[]): Generator<Place> {
  const { role, layers } = slice.architecture;
  for (const name of names) {
    const { layer, module } = role(name);
    if (layer !== undefined) yield place(slice, name, gradientPosition(layer, layers[module] ?? 1), layer);
  }
}

/** `done` layers of the output come before these. */
function* cutLayers(slice: OpenSlice, names: readonly string[], layers: number, done: number): Generator<Place> {
  const templates = templatesByLayer(slice, names);
  for (let i = 0; i < layers; i++) {
    const ofSources = slice.sources.flatMap(({ range = [0, 0] }) => templates.get(range[0] + i) ?? []);
    for (const { stack, rest } of new Map(ofSources.map((template) => [`${template.stack}#${template.rest}`, template])).values()) {
      const nameIn = (source: number) => `${stack}${(slice.sources[source]?.range?.[0] ?? 0) + i}${rest}`;
      yield place(slice, `${stack}${done + i}${rest}`, gradientPosition(i, layers), done + i, nameIn);
    }
  }
}

interface Template {
  readonly stack: string;
  readonly rest: string;
}

/** The tensors of each layer, by their names without the number. */
function templatesByLayer({ architecture }: OpenSlice, names: readonly string[]): ReadonlyMap<number, readonly Template[]> {
  const found = new Map<number, Template[]>();
  for (const name of names) {
    const { stack = '', layer, rest = '' } = architecture.role(name);
    if (layer === undefined) continue;
    const templates = found.get(layer) ?? [];
    templates.push({ stack, rest });
    found.set(layer, templates);
  }
  return found;
}

/** By module whose slices are stacked: for each output layer, the model and the layer that its config is taken from. */
export type StackedLayers = ReadonlyMap<string, readonly { readonly plane: Plane; readonly layer: number }[]>;

export function stackedLayers(document: MergeDocument, planeOf: PlaneOf): StackedLayers {
  const stacked = new Map<string, { plane: Plane; layer: number }[]>();
  for (const { module = WHOLE, sources } of mergeSlices(document)) {
    const [first] = sources;
    if (!first?.layerRange) continue;
    const [from, to] = first.layerRange;
    const layers = stacked.get(module) ?? [];
    for (let layer = from; layer < to; layer++) layers.push({ plane: planeOf(first.model), layer });
    stacked.set(module, layers);
  }
  return stacked;
}
