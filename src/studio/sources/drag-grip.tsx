/** Where a row of the sources dialog is taken to be dragged onto the graph; the dialog makes way. */
import { IconGripVertical } from '@tabler/icons-react';
import { addHubModel } from '../state/library.ts';
import { dragSource } from '../state/model-drag.ts';
import { setView } from '../state/view-store.ts';
import type { Candidate } from './candidates.ts';
import styles from './drag-grip.module.css';

export function DragGrip({ candidate: { ref, model } }: { readonly candidate: Candidate }) {
  const take = ref !== undefined ? () => ref : model && (() => addHubModel(model));
  if (!take) return undefined;
  const { onDragStart, ...rest } = dragSource({ ref, take });
  return (
    <span
      {...rest}
      className={styles.grip}
      title="Drag it onto the graph"
      aria-hidden="true"
      onMouseDown={(event) => event.stopPropagation()}
      onClick={(event) => event.stopPropagation()}
      onDragStart={(event) => {
        onDragStart(event);
        // Not at once: a drag whose element goes away as it begins is over.
        setTimeout(() => setView({ dialog: undefined }));
      }}
    >
      <IconGripVertical size={14} stroke={1.6} />
    </span>
  );
}
