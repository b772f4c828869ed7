/** Where nodes stand: as they were put by hand, and all others left to right by dagre, clear of those. */
import { Graph as Dagre, layout } from '@dagrejs/dagre';
import type { Graph, GraphNode, NodeId } from './graph-model.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Positions = Readonly<Record<NodeId, Point>>;

/** Sizes in pixels, as graph.module.css has them: known without a page, so that the layout can be made before the first paint. */
const SOURCE: Size = { width: 168, height: 76 };
const OUTPUT_SIZE: Size = { width: 152, height: 80 };
const MERGE = { width: 232, head: 44, row: 28, foot: 31, padding: 8 };

export function sizeOf(node: GraphNode, ownRows = 0): Size {
  if (node.kind === 'source') return SOURCE;
  if (node.kind === 'output') return OUTPUT_SIZE;
  const rows = node.rows.length + ownRows + (node.wants > 0 ? 1 : 0);
  return { width: MERGE.width, height: MERGE.head + rows * MERGE.row + MERGE.padding + MERGE.foot };
}

const BETWEEN = { nodesep: 24, ranksep: 80 };

/** Every node's upper left corner. `placed` are those that were put by hand. */
export function layoutGraph(graph: Graph, placed: Positions, rowsOwned: (node: GraphNode) => number = () => 0): Positions {
  const sizes = new Map(graph.nodes.map((node) => [node.id, sizeOf(node, rowsOwned(node))]));
  const arranged = arrange(graph, sizes);
  const at: Record<NodeId, Point> = {};
  const taken = graph.nodes.flatMap(({ id }) => {
    const point = placed[id];
    return point ? [{ point, size: sizes.get(id) ?? SOURCE }] : [];
  });
  for (const { id } of graph.nodes) at[id] = placed[id] ?? clearOf(taken, arranged[id] ?? { x: 0, y: 0 }, sizes.get(id) ?? SOURCE);
  return at;
}

function arrange({ nodes, edges }: Graph, sizes: ReadonlyMap<NodeId, Size>): Positions {
  const dagre = new Dagre({ multigraph: true });
  dagre.setGraph({ rankdir: 'LR', ...BETWEEN });
  dagre.setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) dagre.setNode(id, { ...(sizes.get(id) ?? SOURCE) });
  for (const { id, from, to } of edges) dagre.setEdge(from, to, {}, id);
  layout(dagre);
  return Object.fromEntries(
    nodes.map(({ id }) => {
      const { x = 0, y = 0, width = 0, height = 0 } = dagre.node(id) as Partial<Point & Size>;
      return [id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }];
    }),
  );
}

interface Box {
  readonly point: Point;
  readonly size: Size;
}

const GAP = 16;

const overlap = (a: Box, b: Box): boolean =>
  a.point.x < b.point.x + b.size.width + GAP &&
  b.point.x < a.point.x + a.size.width + GAP &&
  a.point.y < b.point.y + b.size.height + GAP &&
  b.point.y < a.point.y + a.size.height + GAP;

/** The point itself, or the first below it where the box covers none of the others. */
function clearOf(others: readonly Box[], point: Point, size: Size): Point {
  const hit = others.find((other) => overlap({ point, size }, other));
  return hit ? clearOf(others, { x: point.x, y: hit.point.y + hit.size.height + GAP }, size) : point;
}
