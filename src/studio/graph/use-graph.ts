/** The graph in components: nodes and edges for the canvas, made anew only where their structure changed. */
import { applyNodeChanges, type NodeChange } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { methodSpec } from '../../methods/specs.ts';
import { useWindowClass } from '../shell/use-window.ts';
import { shortName } from '../state/model-marks.ts';
import { useRecipe, useView } from '../state/use-store.ts';
import { counted } from '../words/format.ts';
import type { FlowEdge } from './edges.tsx';
import { type Graph, type GraphEdge, type GraphNode, graphOf } from './graph-model.ts';
import { graphStore } from './graph-store.ts';
import { COMPACT, layoutGraph, type Positions, ROOMY, type Room, sizeOf } from './layout.ts';
import { type FlowNode, RESULT_PORT, typeOf } from './nodes.tsx';
import { walkOf } from './parent-rows.tsx';
import { selectedNode } from './selection.ts';

/** Values may change with every move of a hand; the structure, as text, stays the same. */
export function useGraph(): Graph {
  const text = useRecipe(({ recipe, loose }) => JSON.stringify(graphOf(recipe, loose)));
  return useMemo(() => JSON.parse(text) as Graph, [text]);
}

/** Rows of a node beside those of its parents. */
export const ownRows = (node: GraphNode): number => (node.kind === 'merge' && walkOf(node.method) ? 1 : 0);

const nodeTitle = (node: GraphNode): string => {
  if (node.kind === 'source') return `Model ${shortName(node.ref)}`;
  if (node.kind === 'output') return 'Output';
  const label = methodSpec(node.method)?.label ?? node.method;
  return `Merge ${node.name ?? 'of the output'}: ${label}, ${counted(node.rows.length, 'parent')}`;
};

const edgeTitle = ({ role, ref, to }: GraphEdge): string => {
  if (role === 'output') return 'The last merge makes the output';
  return `${shortName(ref)} is ${role === 'base' ? 'the base' : 'a model'} of ${to.replace(/^merge /, '') || 'the last merge'}`;
};

export function useFlowNodes(graph: Graph): {
  readonly nodes: FlowNode[];
  readonly onNodesChange: (changes: NodeChange<FlowNode>[]) => void;
} {
  const placed = useStore(graphStore, (state) => state.placed);
  const selection = useView((state) => state.selection);
  const selected = useRecipe(({ recipe }) => selectedNode(recipe, selection));
  const tidied = useStore(graphStore, (state) => state.tidied);
  const room = useWindowClass() === 'phone' ? COMPACT : ROOMY;
  // A node that is moved moves no other: they make room only when the layout is made.
  // biome-ignore lint/correctness/useExhaustiveDependencies: tidying is what calls for it
  const arranged = useMemo(() => layoutGraph(graph, graphStore.getState().placed, ownRows, room), [graph, tidied, room]);
  const wanted = useMemo(() => flowNodes(graph, { ...arranged, ...placed }, selected, room), [graph, arranged, placed, selected, room]);
  const [nodes, setNodes] = useState(wanted);
  useEffect(() => setNodes((old) => wanted.map((node) => keep(old, node))), [wanted]);
  const onNodesChange = useCallback((changes: NodeChange<FlowNode>[]) => {
    const moves = changes.filter(({ type }) => type === 'position');
    if (moves.length > 0) setNodes((old) => applyNodeChanges(moves, old));
  }, []);
  return { nodes, onNodesChange };
}

function flowNodes(graph: Graph, at: Positions, selected: string, room: Room): FlowNode[] {
  return graph.nodes.map((node) => {
    const size = sizeOf(node, ownRows(node), room);
    return {
      id: node.id,
      type: typeOf(node),
      position: { ...(at[node.id] ?? { x: 0, y: 0 }) },
      data: { node },
      ...size,
      measured: size,
      selected: node.id === selected,
      ariaLabel: nodeTitle(node),
    };
  });
}

/** The node as it is where nothing of it changed: then nothing of it renders. */
function keep(old: readonly FlowNode[], node: FlowNode): FlowNode {
  const before = old.find(({ id }) => id === node.id);
  if (!before) return node;
  const data = JSON.stringify(before.data) === JSON.stringify(node.data) ? before.data : node.data;
  const same =
    data === before.data &&
    before.selected === node.selected &&
    before.width === node.width &&
    before.position.x === node.position.x &&
    before.position.y === node.position.y;
  return same ? before : { ...node, data };
}

export function useFlowEdges(graph: Graph): FlowEdge[] {
  return useMemo(
    () =>
      graph.edges.map((edge) => ({
        id: edge.id,
        type: 'parent',
        source: edge.from,
        sourceHandle: RESULT_PORT,
        target: edge.to,
        targetHandle: edge.port,
        data: { edge },
        ariaLabel: edgeTitle(edge),
        focusable: false,
        reconnectable: edge.role === 'output' ? false : ('target' as const),
      })),
    [graph],
  );
}
