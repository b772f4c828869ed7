/** A model on its way by mouse, from a list to the graph. A page must not read a drag before it ends: this tells what it holds. */
import type { DragEvent } from 'react';
import type { ModelRef } from '../../recipe/recipe.ts';

export interface DraggedModel {
  /** Its reference, where it is in the library. */
  readonly ref: ModelRef | undefined;
  /** Puts it into the library, if it is not there yet. */
  readonly take: () => ModelRef;
}

const TYPE = 'application/x-alloy-model';

let dragged: DraggedModel | undefined;

/** Properties for an element that stands for the model. */
export const dragSource = (model: DraggedModel) => ({
  draggable: true,
  onDragStart({ dataTransfer }: DragEvent) {
    dataTransfer.setData(TYPE, model.ref ?? '');
    dataTransfer.effectAllowed = 'copy';
    dragged = model;
  },
  onDragEnd() {
    dragged = undefined;
  },
});

/** A model of the library. */
export const dragRef = (ref: ModelRef) => dragSource({ ref, take: () => ref });

export const draggedModel = ({ dataTransfer }: Pick<DragEvent, 'dataTransfer'>): DraggedModel | undefined =>
  dataTransfer.types.includes(TYPE) ? dragged : undefined;
