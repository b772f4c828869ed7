/** The canvas as a place where models and files are dropped. */
import { useReactFlow } from '@xyflow/react';
import { type DragEvent, useMemo } from 'react';
import { draggedModel } from '../state/model-drag.ts';
import { fromDrop } from '../state/picked-files.ts';
import { takePicked } from '../state/take-picked.ts';
import { setView, viewStore } from '../state/view-store.ts';
import { type DropSpot, dropHint, dropModels } from './drops.ts';
import { graphStore, setGraph } from './graph-store.ts';

const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer.types.includes('Files');

function show(dropOn: string | undefined, hint: string | undefined): void {
  if (graphStore.getState().dropOn !== dropOn) setGraph({ dropOn });
  if (viewStore.getState().dropHint !== hint) setView({ dropHint: hint });
}

const forget = () => show(undefined, undefined);

/** Properties for the canvas. */
export function useDrops() {
  const { screenToFlowPosition } = useReactFlow();
  return useMemo(() => {
    const spotOf = ({ target, clientX: x, clientY: y }: DragEvent): DropSpot => {
      const element = target instanceof Element ? target : undefined;
      const node = element?.closest<HTMLElement>('.react-flow__node')?.dataset.id;
      return {
        node,
        base: element?.closest('[data-role="base"]') !== null,
        page: { x, y },
        canvas: screenToFlowPosition({ x, y: y - 24 }),
      };
    };
    return {
      onDragOver(event: DragEvent) {
        const model = draggedModel(event);
        if (!model && !holdsFiles(event)) return;
        event.preventDefault();
        const spot = spotOf(event);
        show(spot.node ?? '', dropHint(model?.ref, spot));
      },
      onDragLeave({ currentTarget, relatedTarget }: DragEvent) {
        if (!(relatedTarget instanceof Node) || !currentTarget.contains(relatedTarget)) forget();
      },
      onDrop(event: DragEvent) {
        const model = draggedModel(event);
        if (!model && !holdsFiles(event)) return;
        event.preventDefault();
        forget();
        const spot = spotOf(event);
        if (model) dropModels([model.take()], spot);
        else void fromDrop(event.dataTransfer).then((files) => takePicked(files, (refs) => dropModels(refs, spot)));
      },
    };
  }, [screenToFlowPosition]);
}
