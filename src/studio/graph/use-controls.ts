/** Offers the canvas to the commands while it shows. */
import { type FitViewOptions, type ReactFlowInstance, useReactFlow } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';
import { windowClass } from '../shell/use-window.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { fileName } from '../state/recipe-text.ts';
import { save } from '../state/run-files.ts';
import { viewStore } from '../state/view-store.ts';
import { type GraphControls, offerControls } from './controls.ts';
import { pngOf } from './export-png.ts';
import { svgOf } from './export-svg.ts';
import { currentGraph, deleteSelected, duplicateSelected, findEdge, refOf } from './graph-edits.ts';
import { graphStore, type MergePlace, setGraph, unplace } from './graph-store.ts';
import { layoutGraph } from './layout.ts';
import type { FlowNode } from './nodes.tsx';
import { selectedNode } from './selection.ts';
import { ownRows } from './use-graph.ts';

type Canvas = RefObject<HTMLDivElement | null>;
export type Fit = (nodes: readonly FlowNode[]) => FitViewOptions<FlowNode>;

export function useControls(box: Canvas, fitOptions: Fit): void {
  const flow = useReactFlow<FlowNode>();
  useEffect(() => offerControls(controlsOf(flow, box, fitOptions)), [flow, box, fitOptions]);
}

const selectedId = () => selectedNode(recipeStore.getState().recipe, viewStore.getState().selection);

function controlsOf(flow: ReactFlowInstance<FlowNode>, box: Canvas, fitOptions: Fit): GraphControls {
  const fit = () => void flow.fitView(fitOptions(flow.getNodes()));
  return {
    fit,
    tidy() {
      const id = selectedId();
      unplace(graphStore.getState().placed[id] ? [id] : undefined);
      requestAnimationFrame(fit);
    },
    addMerge: () => setGraph({ menu: { ...besideNode(flow, selectedId()), place: mergePlace() } }),
    duplicate: duplicateSelected,
    remove: deleteSelected,
    save: (kind) => void saveImage(kind, flow, box.current),
  };
}

/** The middle of its right side, on the page. */
function besideNode(flow: ReactFlowInstance<FlowNode>, id: string): { readonly x: number; readonly y: number } {
  const node = flow.getInternalNode(id);
  if (!node) return { x: innerWidth / 2, y: innerHeight / 3 };
  const { x, y } = node.internals.positionAbsolute;
  return flow.flowToScreenPosition({ x: x + (node.measured.width ?? 0), y: y + (node.measured.height ?? 0) / 2 });
}

function mergePlace(): MergePlace {
  const edge = findEdge(graphStore.getState().edge);
  const target = edge && currentGraph().nodes.find(({ id }) => id === edge.to);
  return edge && target?.kind === 'merge' && edge.role === 'model'
    ? { after: edge.ref, user: target.document }
    : { after: refOf(selectedId()) };
}

async function saveImage(kind: 'png' | 'svg', flow: ReactFlowInstance<FlowNode>, canvas: HTMLElement | null): Promise<void> {
  const nodes = flow.getNodes();
  const image = kind === 'svg' ? drawn(nodes) : await pngOf(canvas, flow.getNodesBounds(nodes));
  save(image, `${fileName(recipeStore.getState().name)}.${kind}`);
}

/** As it stands; a phone's page stands too close to be drawn at full size. */
function drawn(nodes: readonly FlowNode[]): Blob {
  const graph = currentGraph();
  const at = Object.fromEntries(nodes.map(({ id, position }) => [id, position]));
  return svgOf(graph, windowClass() === 'phone' ? layoutGraph(graph, graphStore.getState().placed, ownRows) : at);
}
