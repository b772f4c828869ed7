/** Keys on the canvas: arrows go from node to node along the edges, with Shift they move the node, Enter opens it. */
import type { KeyboardEvent } from 'react';
import { openNode } from './graph-edits.ts';
import type { Graph, NodeId } from './graph-model.ts';
import { place } from './graph-store.ts';
import type { Point, Positions } from './layout.ts';

type Side = 'left' | 'right' | 'up' | 'down';

const SIDES: Readonly<Record<string, Side>> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };
const STEP = 16;
const BY_SIDE: Readonly<Record<Side, Point>> = {
  left: { x: -STEP, y: 0 },
  right: { x: STEP, y: 0 },
  up: { x: 0, y: -STEP },
  down: { x: 0, y: STEP },
};

/** Right to what it goes into, left to its first parent, up and down to the next in its column, else to the nearest. */
function neighbour({ nodes, edges }: Graph, at: Positions, from: NodeId, side: Side): NodeId | undefined {
  if (side === 'right') return edges.find((edge) => edge.from === from)?.to;
  if (side === 'left') return edges.find((edge) => edge.to === from)?.from;
  const here = at[from];
  if (!here) return undefined;
  const way = side === 'up' ? -1 : 1;
  const cost = ({ x, y }: Point) => (y - here.y) * way + Math.abs(x - here.x) * 2;
  const beyond = nodes.flatMap(({ id }) => {
    const point = at[id];
    return point && (point.y - here.y) * way > 0 ? [{ id, cost: cost(point) }] : [];
  });
  return beyond.sort((a, b) => a.cost - b.cost)[0]?.id;
}

export function onCanvasKey(event: KeyboardEvent, graph: Graph, at: Positions): void {
  const node = event.target instanceof HTMLElement && event.target.matches('.react-flow__node') ? event.target : undefined;
  const id = node?.dataset.id;
  if (!node || id === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const side = SIDES[event.key];
  const here = at[id];
  if (event.key === 'Enter' || event.key === ' ') openNode(id);
  else if (side && event.shiftKey && here) place({ [id]: { x: here.x + BY_SIDE[side].x, y: here.y + BY_SIDE[side].y } });
  else if (side) focusNode(node.closest('.react-flow'), neighbour(graph, at, id, side));
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function focusNode(canvas: Element | null, id: NodeId | undefined): void {
  if (id !== undefined) canvas?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.focus();
}
