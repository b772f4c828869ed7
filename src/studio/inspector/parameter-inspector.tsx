/** Beside the form of a merge: the number that is being set there. */
import { IconArrowLeft } from '@tabler/icons-react';
import { IconButton } from '../parts/button.tsx';
import { documentAt } from '../state/recipe-places.ts';
import { useRecipe, useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import styles from './inspector.module.css';
import { InspectorHead } from './inspector-head.tsx';
import { SelectedParameter } from './selected-parameter.tsx';

const back = () => setView({ selection: { kind: 'output' } });

export function ParameterInspector({ document }: { readonly document: number }) {
  const name = useRecipe(({ recipe }) => documentAt(recipe, document)?.name);
  const chosen = useView(({ curve }) => curve?.document === document);
  return (
    <>
      <InspectorHead title={name === undefined ? 'Merge' : `Merge “${name}”`}>
        <IconButton name="Back to the output" onClick={back}>
          <IconArrowLeft size={16} stroke={1.6} />
        </IconButton>
      </InspectorHead>
      {!chosen && (
        <p className={styles.empty}>
          Choose a weight, or another number of the merge, to see what it means and to shape it over the layers.
        </p>
      )}
      <SelectedParameter document={document} />
    </>
  );
}
