/** The recipe as a form, and under it what it would cost, what stands in its way, and what it would write. */
import { useRecipe, useView } from '../state/use-store.ts';
import { DocumentForm } from './document-form.tsx';
import { EmptyPage } from './empty-page.tsx';
import styles from './merge.module.css';
import { PlanFigures } from './plan-figures.tsx';
import { Problems } from './problems.tsx';
import { Tensors } from './tensors.tsx';
import { TextNotice } from './text-notice.tsx';

export function MergeView() {
  const documents = useRecipe(({ recipe }) => recipe?.documents.length ?? 0);
  const empty = useRecipe(({ text }) => text === '');
  if (empty) return <EmptyPage />;
  return (
    <div className={styles.view}>
      <TextNotice />
      {Array.from({ length: documents }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a document's number is its identity
        <DocumentForm key={index} index={index} />
      ))}
      <Plan documents={documents} />
    </div>
  );
}

/** Nowhere while the dialog above shows the same. */
function Plan({ documents }: { readonly documents: number }) {
  const above = useView(({ dialog }) => dialog === 'plan');
  if (above) return undefined;
  return (
    <>
      {documents > 0 && <PlanFigures />}
      <Problems />
      <Tensors />
    </>
  );
}
