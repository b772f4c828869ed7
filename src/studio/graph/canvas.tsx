/** The graph as a canvas: drag to connect, drop on nothing to add a merge, everything else by commands. */
import '@xyflow/react/dist/base.css';
import { IconMaximize, IconMinus, IconPlus, IconSitemap } from '@tabler/icons-react';
import {
  Background,
  BackgroundVariant,
  type Connection,
  type FinalConnectionState,
  type FitViewOptions,
  Panel,
  ReactFlow,
  ReactFlowProvider,
  useConnection,
  useReactFlow,
} from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import { useCommand } from '../commands/use-commands.ts';
import { IconButton } from '../parts/button.tsx';
import { Chip } from '../parts/chip.tsx';
import { useWindowClass, windowClass } from '../shell/use-window.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { useRecipe, useView } from '../state/use-store.ts';
import { setView, viewStore } from '../state/view-store.ts';
import { Dragged, EDGE_TYPES, type FlowEdge } from './edges.tsx';
import styles from './graph.module.css';
import { connectWire, currentGraph, cutEdge, moveWire, openNode, refOf, selectNode, type Wire, wireRefusal } from './graph-edits.ts';
import type { Graph } from './graph-model.ts';
import { graphStore, place, setGraph } from './graph-store.ts';
import { MethodMenu } from './method-menu.tsx';
import { type FlowNode, NODE_TYPES } from './nodes.tsx';
import { selectedNode } from './selection.ts';
import { type Fit, useControls } from './use-controls.ts';
import { useDrops } from './use-drops.ts';
import { useFlowEdges, useFlowNodes, useGraph } from './use-graph.ts';
import { onCanvasKey } from './walk-keys.ts';

/** Nodes keep the size of the page’s text, and shrink only as far as they can be read. */
const LEAST_ZOOM = 0.7;
const PADDING = 20;
/** The tools lie in the corner below. */
const TOOLS = 52;

/** The whole graph where it can be read; else the selected node with what it is made of, and the rest is a drag away. */
function fitOptions(nodes: readonly FlowNode[], page: HTMLElement | null): FitViewOptions<FlowNode> {
  const [x, bottom] = windowClass() === 'phone' ? [PADDING / 2, PADDING / 2] : [PADDING, TOOLS];
  const padding = { x: `${x}px`, top: `${x}px`, bottom: `${bottom}px` } as const;
  const options: FitViewOptions<FlowNode> = { padding, maxZoom: 1, minZoom: LEAST_ZOOM };
  const { width, height } = boundsOf(nodes);
  const room = page ? Math.min((page.clientWidth - 2 * x) / width, (page.clientHeight - x - bottom) / height) : 1;
  return room >= LEAST_ZOOM ? options : { ...options, nodes: aroundSelected(nodes) };
}

function boundsOf(nodes: readonly FlowNode[]): { readonly width: number; readonly height: number } {
  const [left, top] = [Math.min(...nodes.map(({ position }) => position.x)), Math.min(...nodes.map(({ position }) => position.y))];
  return {
    width: Math.max(...nodes.map(rightOf)) - left,
    height: Math.max(...nodes.map(({ position, height = 0 }) => position.y + height)) - top,
  };
}

const rightOf = ({ position, width = 0 }: FlowNode): number => position.x + width;

/** With the nearest of its parents. */
function aroundSelected(nodes: readonly FlowNode[]): { readonly id: string }[] {
  const id = selectedNode(recipeStore.getState().recipe, viewStore.getState().selection);
  const parents = currentGraph().edges.flatMap(({ from, to }) => (to === id ? from : []));
  const known = nodes.filter((node) => parents.includes(node.id));
  const nearest = Math.max(...known.map(rightOf));
  return [{ id }, ...known.filter((node) => rightOf(node) > nearest - NEAR)];
}

/** Nodes of one column stand about one middle line, and are of different widths. */
const NEAR = 60;

export function Canvas() {
  return (
    <ReactFlowProvider>
      <Flow />
    </ReactFlowProvider>
  );
}

const wireOf = ({ source, target, targetHandle }: Pick<Connection, 'source' | 'target' | 'targetHandle'>): Wire => ({
  from: source,
  to: target,
  port: targetHandle ?? '',
});

const canEnd = (connection: Connection | FlowEdge): boolean =>
  wireRefusal(wireOf({ ...connection, targetHandle: connection.targetHandle ?? null })) === undefined;

/** xyflow's own words, for those who hear the canvas. */
const WORDS = {
  'node.a11yDescription.default': 'Enter opens the node. Arrow keys go along the connections; with Shift they move the node.',
};

function Flow() {
  const graph = useGraph();
  const { nodes, onNodesChange } = useFlowNodes(graph);
  const edges = useFlowEdges(graph);
  const box = useRef<HTMLDivElement>(null);
  const phone = useWindowClass() === 'phone';
  const onConnectEnd = useDropped();
  const drops = useDrops();
  const moved = useRef(false);
  const optionsFor = useCallback((all: readonly FlowNode[]) => fitOptions(all, box.current), []);
  useFitting(graph, box, moved, optionsFor);
  useControls(box, optionsFor);
  const at = useMemo(() => Object.fromEntries(nodes.map(({ id, position }) => [id, position])), [nodes]);
  return (
    <div ref={box} className={styles.canvas} onKeyDownCapture={(event) => onCanvasKey(event, graph, at)} {...drops}>
      <button type="button" className={styles.skip} onClick={() => setView({ tab: 'merge' })}>
        Show the graph as a list
      </button>
      <ReactFlow<FlowNode, FlowEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={onNodesChange}
        onNodeClick={(_, { id }) => selectNode(id)}
        onNodeDoubleClick={(_, { id }) => openNode(id)}
        onEdgeClick={(_, { id }) => setGraph({ edge: id, refusal: undefined })}
        onPaneClick={() => setGraph({ edge: undefined, refusal: undefined })}
        onMoveEnd={(event) => {
          // The canvas's own moves, such as a fit, come without an event.
          moved.current = event !== null;
        }}
        onNodeDragStop={(_, { id, position }) => place({ [id]: position })}
        isValidConnection={canEnd}
        onConnectStart={() => setGraph({ edge: undefined, refusal: undefined })}
        onConnect={(connection) => void connectWire(wireOf(connection))}
        onConnectEnd={onConnectEnd}
        onReconnect={({ data }, connection) => data && moveWire(data.edge, wireOf(connection))}
        onReconnectEnd={(_, { data }, __, { isValid, toHandle }) => data && !isValid && !toHandle && cutEdge(data.edge)}
        connectionLineComponent={Dragged}
        connectionRadius={18}
        elementsSelectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        zoomActivationKeyCode={null}
        panActivationKeyCode={null}
        zoomOnDoubleClick={false}
        nodeDragThreshold={3}
        minZoom={0.2}
        maxZoom={2}
        fitView
        fitViewOptions={optionsFor(nodes)}
        ariaLabelConfig={WORDS}
        // On a phone it would lie on the nodes.
        proOptions={{ hideAttribution: phone }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} color="var(--line-2)" />
        {!phone && <Tools />}
        <Words />
      </ReactFlow>
      <MethodMenu />
    </div>
  );
}

/** A connection that ends on nothing asks for a merge there; one that ends where it cannot says why. */
function useDropped() {
  const { screenToFlowPosition } = useReactFlow();
  return (event: MouseEvent | TouchEvent, { isValid, fromHandle, fromNode, toNode, toHandle }: FinalConnectionState) => {
    if (isValid || !fromNode || fromHandle?.type !== 'source') return;
    if (toNode) return setGraph({ refusal: wireRefusal({ from: fromNode.id, to: toNode.id, port: toHandle?.id ?? '' }) });
    const { clientX: x, clientY: y } = 'changedTouches' in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event;
    setGraph({ menu: { x, y, place: { after: refOf(fromNode.id) }, stands: screenToFlowPosition({ x, y: y - 22 }) } });
  };
}

interface Current<T> {
  readonly current: T;
}

/**
 * Fits the page when another recipe comes, when nodes came that are not all to be seen, and when the page's size changes,
 * unless the hand has moved it since.
 */
function useFitting({ nodes }: Graph, box: Current<HTMLDivElement | null>, moved: Current<boolean>, optionsFor: Fit): void {
  const { fitView, getNodes, getNodesBounds, flowToScreenPosition } = useReactFlow<FlowNode>();
  const opened = useRecipe((state) => state.opened);
  const ids = nodes.map(({ id }) => id).join('\n');
  const seen = useRef<number | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: who is there, and whose graph it is, call for it
  useEffect(() => {
    const another = seen.current !== opened;
    const first = seen.current === undefined;
    seen.current = opened;
    if (first) return;
    // After the canvas took the new nodes in.
    const frame = requestAnimationFrame(() => {
      const page = box.current?.getBoundingClientRect();
      const bounds = getNodesBounds(getNodes());
      if (!page) return;
      if (another) return void fitView(optionsFor(getNodes()));
      const from = flowToScreenPosition({ x: bounds.x, y: bounds.y });
      const to = flowToScreenPosition({ x: bounds.x + bounds.width, y: bounds.y + bounds.height });
      if (from.x < page.left || from.y < page.top || to.x > page.right || to.y > page.bottom) void fitView(optionsFor(getNodes()));
    });
    return () => cancelAnimationFrame(frame);
  }, [ids, opened]);
  useEffect(() => {
    const observer = new ResizeObserver(() => !moved.current && void fitView(optionsFor(getNodes())));
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, [box, moved, optionsFor, fitView, getNodes]);
}

const icon = { size: 16, stroke: 1.6 };

function Tools() {
  const { zoomIn, zoomOut } = useReactFlow();
  const fit = useCommand('fitGraph');
  const tidy = useCommand('tidyGraph');
  return (
    <Panel position="bottom-left" className={styles.tools ?? ''}>
      <IconButton name="Zoom out" onClick={() => void zoomOut()}>
        <IconMinus {...icon} />
      </IconButton>
      <IconButton name="Zoom in" onClick={() => void zoomIn()}>
        <IconPlus {...icon} />
      </IconButton>
      <IconButton {...fit}>
        <IconMaximize {...icon} />
      </IconButton>
      <IconButton {...tidy}>
        <IconSitemap {...icon} style={{ transform: 'rotate(-90deg)' }} />
      </IconButton>
    </Panel>
  );
}

/** What the canvas has to say: that it shows an older text, or why something was not done. */
function Words() {
  const stale = useRecipe(({ text, goodText }) => text !== goodText);
  const refused = useStore(graphStore, (state) => state.refusal);
  const hovered = useConnection(({ inProgress, fromNode, toNode, toHandle, fromHandle }) =>
    inProgress && toNode && fromHandle.type === 'source'
      ? wireRefusal({ from: fromNode.id, to: toNode.id, port: toHandle?.id ?? '' })
      : undefined,
  );
  const refusal = hovered ?? refused;
  const hint = useView((state) => state.dropHint);
  return (
    <Panel position="top-left" className={styles.words ?? ''}>
      {stale && <Chip tone="error">Last good recipe: the text has an error</Chip>}
      {hint !== undefined && <Chip tone="plain">{hint}</Chip>}
      <div role="status">{refusal !== undefined && <Chip tone="warning">{refusal}</Chip>}</div>
    </Panel>
  );
}
