/** Says what the form shows while the text has a fault that hides the recipe. */
import { useCommand } from '../commands/use-commands.ts';
import { Button } from '../parts/button.tsx';
import { Notice } from '../parts/notice.tsx';
import { useRecipe } from '../state/use-store.ts';

export function TextNotice() {
  const hidden = useRecipe(({ text, goodText }) => text !== goodText);
  const shown = useRecipe(({ recipe }) => recipe !== undefined);
  const undo = useCommand('undo');
  const copy = useCommand('copyRecipe');
  if (!hidden) return undefined;
  if (!shown) {
    const tools = (
      <>
        <Button size="small" reason={copy.reason} onClick={copy.onClick}>
          Copy the text
        </Button>
        <Button size="small" reason={undo.reason} onClick={undo.onClick}>
          Undo
        </Button>
      </>
    );
    return (
      <Notice tone="error" title="This text is no recipe yet." tools={tools}>
        What is wrong with it is listed below.
      </Notice>
    );
  }
  return (
    <Notice tone="error" title="Last good recipe: the text has an error">
      A change here replaces the faulty text; undo brings it back.
    </Notice>
  );
}
