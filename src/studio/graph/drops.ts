/**
 * What becomes of a model that is dropped on the graph: on nothing a checkpoint of its own, on a merge a parent of it
 * (on its base row, the base), on a checkpoint one half of a new merge.
 */
import { methodSpec } from '../../methods/specs.ts';
import type { ModelRef } from '../../recipe/recipe.ts';
import { shortName } from '../state/model-marks.ts';
import { connectModel, connectModelRefusal, currentGraph, layModel } from './graph-edits.ts';
import { type GraphNode, type NodeId, sourceId } from './graph-model.ts';
import { place as putAt, setGraph } from './graph-store.ts';
import type { Point } from './layout.ts';

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

/** One undo step; a refusal is shown on the canvas. */
export function dropModel(ref: ModelRef, spot: DropSpot): void {
  const node = nodeAt(spot.node);
  if (node?.kind === 'merge') connectModel(ref, node.document, roleAt(spot));
  else if (node?.kind === 'source' && node.ref !== ref) offerMerge(node.ref, ref, spot);
  else if (node) setGraph({ refusal: dropHint(ref, spot) });
  else if (layModel(ref)) putAt({ [sourceId(ref)]: spot.canvas });
}

/** Asks for the method of a merge of both. */
function offerMerge(after: ModelRef, also: ModelRef, { page }: DropSpot): void {
  setGraph({ refusal: undefined, menu: { ...page, place: { after, also } } });
}
