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

/** How much room there is: checkpoints take more or less of it, and stand further apart or closer. */
export interface Room {
  readonly source: Size;
  readonly between: { readonly nodesep: number; readonly ranksep: number };
}

/** Sizes in pixels, as graph.module.css has them: known without a page, so that the layout can be made before the first paint. */
export const ROOMY: Room = { source: { width: 172, height: 76 }, between: { nodesep: 24, ranksep: 44 } };
/** For a phone: a checkpoint and a merge stand side by side in 390 pixels. */
export const COMPACT: Room = { source: { width: 124, height: 52 }, between: { nodesep: 8, ranksep: 32 } };

const OUTPUT_SIZE: Size = { width: 144, height: 80 };
const MERGE = { width: 216, head: 44, row: 28, foot: 31, padding: 8 };

export function sizeOf(node: GraphNode, ownRows = 0, room: Room = ROOMY): Size {
  if (node.kind === 'source') return room.source;
  if (node.kind === 'output') return OUTPUT_SIZE;
  const rows = node.rows.length + ownRows + (node.wants > 0 ? 1 : 0);
  return { width: MERGE.width, height: MERGE.head + rows * MERGE.row + MERGE.padding + MERGE.foot };
}

/** Where an edge ends, pixels below the upper edge of its node. */
function portAt(node: GraphNode | undefined, port: string, height: number): number {
  const row = node?.kind === 'merge' ? node.rows.findIndex((each) => each.port === port) : -1;
  return row < 0 ? height / 2 : MERGE.head + (row + 0.5) * MERGE.row;
}

/** Every node's upper left corner. `placed` are those that were put by hand. */
export function layoutGraph(
  graph: Graph,
  placed: Positions,
  rowsOwned: (node: GraphNode) => number = () => 0,
  room: Room = ROOMY,
): Positions {
  const sizes = new Map(graph.nodes.map((node) => [node.id, sizeOf(node, rowsOwned(node), room)]));
  const arranged = arrange(graph, sizes, room);
  const [byHand, free] = [graph.nodes.filter(({ id }) => placed[id]), graph.nodes.filter(({ id }) => !placed[id])];
  if (byHand.length === 0) return arranged;
  const boxOf = ({ id }: GraphNode, point: Point | undefined): Box => ({
    point: point ?? { x: 0, y: 0 },
    size: sizes.get(id) ?? room.source,
  });
  const taken = byHand.map((node) => boxOf(node, placed[node.id]));
  const at: Record<NodeId, Point> = { ...placed };
  for (const node of free.toSorted((a, b) => (arranged[a.id]?.y ?? 0) - (arranged[b.id]?.y ?? 0))) {
    const { point, size } = boxOf(node, arranged[node.id]);
    const clear = clearOf(taken, point, size);
    taken.push({ point: clear, size });
    at[node.id] = clear;
  }
  return at;
}

function arrange({ nodes, edges }: Graph, sizes: ReadonlyMap<NodeId, Size>, { source, between }: Room): Positions {
  const dagre = new Dagre({ multigraph: true });
  dagre.setGraph({ rankdir: 'LR', ...between });
  dagre.setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) dagre.setNode(id, { ...(sizes.get(id) ?? source) });
  for (const { id, from, to } of edges) dagre.setEdge(from, to, {}, id);
  layout(dagre);
  const at = Object.fromEntries(
    nodes.map(({ id }) => {
      const { x = 0, y = 0, width = 0, height = 0 } = dagre.node(id) as Partial<Point & Size>;
      return [id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }];
    }),
  );
  return byPorts({ nodes, edges }, at, sizes, between.nodesep);
}

/** dagre knows nothing of ports: in each column, from the right, nodes take the order of the ports that they lead to. */
function byPorts({ nodes, edges }: Graph, at: Positions, sizes: ReadonlyMap<NodeId, Size>, gap: number): Positions {
  const out: Record<NodeId, Point> = { ...at };
  const columns = Map.groupBy(nodes, ({ id }) => at[id]?.x ?? 0);
  for (const x of [...columns.keys()].sort((a, b) => b - a)) {
    const column = (columns.get(x) ?? []).map(({ id }) => ({ id, size: sizes.get(id) ?? NO_SIZE, y: out[id]?.y ?? 0, aim: aimOf(id) }));
    const [now, wanted] = [column.toSorted((a, b) => a.y - b.y), column.toSorted((a, b) => a.aim - b.aim)];
    if (now.every(({ id }, i) => wanted[i]?.id === id)) continue;
    let y = now[0]?.y ?? 0;
    for (const { id, size } of wanted) {
      out[id] = { x, y };
      y += size.height + gap;
    }
  }
  return out;

  function aimOf(id: NodeId): number {
    const ends = edges
      .filter(({ from }) => from === id)
      .map(({ to, port }) => {
        const node = nodes.find((each) => each.id === to);
        return (out[to]?.y ?? 0) + portAt(node, port, sizes.get(to)?.height ?? 0);
      });
    return ends.length === 0 ? Infinity : ends.reduce((sum, y) => sum + y, 0) / ends.length;
  }
}

const NO_SIZE: Size = { width: 0, height: 0 };

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
