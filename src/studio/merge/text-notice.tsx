/** Says that the form shows the last good recipe, while the text has a fault that hides the newer one. */
import { Notice } from '../parts/notice.tsx';
import { useRecipe } from '../state/use-store.ts';

export function TextNotice() {
  const hidden = useRecipe(({ text, goodText, recipe }) => recipe !== undefined && text !== goodText);
  if (!hidden) return undefined;
  return (
    <Notice tone="error" title="Last good recipe: the text has an error">
      A change here replaces the faulty text; undo brings it back.
    </Notice>
  );
}
