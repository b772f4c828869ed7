/** Offers the canvas to the commands while it shows. */
import { type FitViewOptions, useReactFlow } from '@xyflow/react';
import { type RefObject, useEffect } from 'react';
import { offerControls } from './controls.ts';
import { pngOf } from './export-png.ts';
import { svgOf } from './export-svg.ts';
import { currentGraph } from './graph-edits.ts';
import { graphStore } from './graph-store.ts';
import { layoutGraph } from './layout.ts';
import type { FlowNode } from './nodes.tsx';
import { ownRows } from './use-graph.ts';

export function useControls(box: RefObject<HTMLDivElement | null>, fitOptions: () => FitViewOptions<FlowNode>): void {
  const { fitView, getNodesBounds, getNodes, getInternalNode, flowToScreenPosition } = useReactFlow<FlowNode>();
  useEffect(
    () =>
      offerControls({
        fit: () => void fitView(fitOptions()),
        edgeOf(id) {
          const node = getInternalNode(id);
          if (!node) return undefined;
          const { x, y } = node.internals.positionAbsolute;
          return flowToScreenPosition({ x: x + (node.measured.width ?? 0), y: y + (node.measured.height ?? 0) / 2 });
        },
        png: () => pngOf(box.current, getNodesBounds(getNodes())),
        svg() {
          const graph = currentGraph();
          return svgOf(graph, layoutGraph(graph, graphStore.getState().placed, ownRows));
        },
      }),
    [box, fitOptions, fitView, getNodesBounds, getNodes, getInternalNode, flowToScreenPosition],
  );
}
