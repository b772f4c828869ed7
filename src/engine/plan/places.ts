/**
 * Which output tensors a document makes, from which input tensor of each source, and how deep in its slice each lies
 * (mergekit's rules: `docs/differences.md` lists where ours are saner).
 */
import type { MergeDocument, ModelRef, Parameters } from '../../recipe/recipe.ts';
import { gradientPosition, type Levels } from '../../recipe/resolve.ts';
import { type MergeSlice, mergeSlices } from '../../recipe/slices.ts';
import { depthByStack, isBeforeLayers, type LayerName, layerOf, nameAt } from './names.ts';
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
  readonly sources: readonly { readonly plane: Plane; readonly parameters: Parameters | undefined; readonly range: readonly [number, number] | undefined }[];
}

/** The places of a document: before the layers, slice by slice, after them. */
export function* placesOf(document: MergeDocument, planeOf: PlaneOf): Generator<Place> {
  const slices = mergeSlices(document).map((slice): OpenSlice => ({
    ...slice,
    sources: slice.sources.map((s) => ({ plane: planeOf(s.model), parameters: s.parameters, range: s.layerRange })),
  }));
  for (const module of new Set(slices.map((s) => s.module))) yield* placesOfModule(slices.filter((s) => s.module === module));
}

function* placesOfModule(slices: readonly OpenSlice[]): Generator<Place> {
  let done = 0;
  for (const [index, slice] of slices.entries()) {
    const outside = namesOf(slice).filter((n) => !layerOf(n));
    if (index === 0) for (const name of outside.filter(isBeforeLayers)) yield place(slice, name, 0);
    const range = slice.sources[0]?.range;
    if (range) yield* cutLayers(slice, range[1] - range[0], done);
    else yield* wholeLayers(slice);
    done += range ? range[1] - range[0] : 0;
    if (index === slices.length - 1) for (const name of outside.filter((n) => !isBeforeLayers(n))) yield place(slice, name, 0);
  }
}

const namesOf = ({ sources }: OpenSlice): string[] => [...new Set(sources.flatMap((s) => [...s.plane.tensors.keys()]))];

function place({ sources, base, levels }: OpenSlice, output: string, depth: number, layer?: number, nameIn: (source: number) => string = () => output): Place {
  const inputs = sources.map(({ plane, parameters }, i) => ({ plane, parameters, name: nameIn(i) }));
  return { output, inputs, base, levels, depth, layer };
}

function* wholeLayers(slice: OpenSlice): Generator<Place> {
  const names = namesOf(slice);
  const depths = depthByStack(names);
  for (const name of names) {
    const at = layerOf(name);
    if (at) yield place(slice, name, gradientPosition(at.layer, depths.get(at.stack) ?? 1), at.layer);
  }
}

/** `done` layers of the output come before these. */
function* cutLayers(slice: OpenSlice, layers: number, done: number): Generator<Place> {
  for (let i = 0; i < layers; i++) {
    for (const template of templatesAt(slice, i).values()) {
      const nameIn = (source: number) => nameAt(template, (slice.sources[source]?.range?.[0] ?? 0) + i);
      yield place(slice, nameAt(template, done + i), gradientPosition(i, layers), done + i, nameIn);
    }
  }
}

/** The tensors of each source's ith layer of the slice, by their names without the number. */
function templatesAt({ sources }: OpenSlice, i: number): Map<string, LayerName> {
  const found = new Map<string, LayerName>();
  for (const { plane, range = [0, 0] } of sources) {
    for (const name of plane.tensors.keys()) {
      const at = layerOf(name);
      if (at && at.layer === range[0] + i) found.set(`${at.stack}#${at.rest}`, at);
    }
  }
  return found;
}

/** Output layers where slices are stacked; undefined for whole models. */
export function stackedDepth(document: MergeDocument): number | undefined {
  const ranges = mergeSlices(document).map((s) => s.sources[0]?.layerRange);
  return ranges.every((r) => r === undefined) ? undefined : ranges.reduce((n, r) => n + (r ? r[1] - r[0] : 0), 0);
}
