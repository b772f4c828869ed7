/**
 * What becomes of models that are dropped on the graph: on nothing checkpoints of their own, on a merge parents of it
 * (one on its base row, the base), on a checkpoint the others of a new merge.
 */
import { methodSpec } from '../../methods/specs.ts';
import type { ModelRef } from '../../recipe/recipe.ts';
import { shortName } from '../state/model-marks.ts';
import { connectModel, connectModelRefusal, connectModels, currentGraph, layModels } from './graph-edits.ts';
import { type GraphNode, type NodeId, sourceId } from './graph-model.ts';
import { place as putAt, setGraph } from './graph-store.ts';
import { type Point, ROOMY } from './layout.ts';

/** Where it is let go. */
export interface DropSpot {
  readonly node: NodeId | undefined;
  /** Over the row of a base. */
  readonly base: boolean;
  /** On the page, and on the canvas. */
  readonly page: Point;
  readonly canvas: Point;
}

const nodeAt = (id: NodeId | undefined): GraphNode | undefined => currentGraph().nodes.find((node) => node.id === id);
const roleAt = ({ base }: DropSpot) => (base ? 'base' : 'model');

/** What letting go would do, in one sentence. `ref`: unknown while files are dragged. */
export function dropHint(ref: ModelRef | undefined, spot: DropSpot): string {
  const name = ref === undefined ? 'the model' : shortName(ref);
  const node = nodeAt(spot.node);
  if (!node) return `Put ${name} on the graph`;
  if (node.kind === 'output') return 'The output takes a merge: drop the model on one';
  if (node.kind === 'source') return node.ref === ref ? `${name} is this very model` : `Merge ${name} with ${shortName(node.ref)}`;
  const into = node.name ?? methodSpec(node.method)?.label ?? node.method;
  const refusal = ref === undefined ? undefined : connectModelRefusal(ref, node.document, roleAt(spot));
  return refusal ?? (spot.base ? `Make ${name} the base of ${into}` : `Add ${name} to ${into}`);
}

/** One undo step for all; a refusal is shown on the canvas. */
export function dropModels(refs: readonly ModelRef[], spot: DropSpot): void {
  const node = nodeAt(spot.node);
  const [first, ...others] = refs;
  if (first === undefined) return;
  if (node?.kind === 'merge') dropOnMerge(refs, node.document, spot);
  else if (node?.kind === 'source' && refs.some((ref) => ref !== node.ref)) offerMerge(node.ref, refs, spot);
  else if (node) setGraph({ refusal: dropHint(others.length > 0 ? undefined : first, spot) });
  else if (layModels(refs)) putAt(Object.fromEntries(refs.map((ref, i) => [sourceId(ref), below(spot.canvas, i)])));
}

const { source, between } = ROOMY;
/** One under the other. */
const below = ({ x, y }: Point, i: number): Point => ({ x, y: y + i * (source.height + between.nodesep) });

/** A base row takes one model; several are its models. */
function dropOnMerge(refs: readonly ModelRef[], document: number, spot: DropSpot): void {
  const [first, ...others] = refs;
  if (first !== undefined && others.length === 0) connectModel(first, document, roleAt(spot));
  else connectModels(refs, document);
}

/** Asks for the method of a merge of all. */
function offerMerge(after: ModelRef, refs: readonly ModelRef[], { page }: DropSpot): void {
  const also = refs.filter((ref) => ref !== after);
  setGraph({ refusal: undefined, menu: { ...page, place: { after, also } } });
}
