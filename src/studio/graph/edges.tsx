/** The one kind of edge: grey, dashed to a base, in the model's colour where it ends at the selected node or begins there. */
import { BaseEdge, type ConnectionLineComponentProps, type Edge, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo } from 'react';
import { useStore } from 'zustand';
import { tagColour } from '../parts/model-tag.tsx';
import { useTag } from '../parts/use-tag.ts';
import { useRecipe, useView } from '../state/use-store.ts';
import type { GraphEdge } from './graph-model.ts';
import { graphStore } from './graph-store.ts';
import { selectedNode } from './selection.ts';

export type FlowEdge = Edge<{ readonly edge: GraphEdge }, 'parent'>;

const DASH = '3 4';

const ParentEdge = memo(function ParentEdge({
  id,
  data,
  sourceX,
  sourceY,
  targetX,
  targetY,
  sourcePosition,
  targetPosition,
}: EdgeProps<FlowEdge>) {
  const edge = data?.edge;
  const selection = useView((state) => state.selection);
  const near = useRecipe(({ recipe }) => {
    const node = selectedNode(recipe, selection);
    return node === edge?.to || node === edge?.from;
  });
  const chosen = useStore(graphStore, (state) => state.edge === id);
  const tag = useTag(edge?.ref ?? '', edge?.role === 'base');
  const [path] = getBezierPath({ sourceX, sourceY, sourcePosition, targetX, targetY, targetPosition });
  const lit = near && edge?.role !== 'output';
  const stroke = chosen ? 'var(--accent)' : lit ? tagColour(tag) : 'var(--edge)';
  return (
    <BaseEdge
      path={path}
      interactionWidth={16}
      style={{
        stroke,
        strokeWidth: chosen ? 2.5 : lit ? 2 : 1.25,
        ...(edge?.role === 'base' && { strokeDasharray: DASH, strokeLinecap: 'round' }),
      }}
    />
  );
});

export const EDGE_TYPES = { parent: ParentEdge };

/** What is being dragged; red where it cannot end. */
export function Dragged({ fromX, fromY, fromPosition, toX, toY, toPosition, connectionStatus }: ConnectionLineComponentProps) {
  const [path] = getBezierPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
  });
  const stroke = connectionStatus === 'invalid' ? 'var(--error)' : 'var(--accent)';
  return <path d={path} fill="none" stroke={stroke} strokeWidth={2} {...(connectionStatus === 'invalid' && { strokeDasharray: '6 4' })} />;
}
