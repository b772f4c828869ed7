/** What came of the link that the page was opened with. */
import { IconX } from '@tabler/icons-react';
import { useCommand } from '../commands/use-commands.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { Notice } from '../parts/notice.tsx';
import { openingOf } from '../state/recipe-store.ts';
import { useRecipe } from '../state/use-store.ts';
import { dismissNews, useLink } from './link-store.ts';

export function LinkNotice() {
  const news = useLink((state) => state.news);
  const undo = useCommand('undo');
  const last = useRecipe(({ past }) => past.at(-1)?.label);
  if (!news) return undefined;
  const close = (
    <IconButton name="Close the notice" onClick={dismissNews}>
      <IconX size={16} stroke={1.6} />
    </IconButton>
  );
  if (news.kind === 'refused') {
    return (
      <Notice tone="error" title={news.fault.what} tools={close}>
        {news.fault.hint} Your own recipe is unchanged.
      </Notice>
    );
  }
  // Once more was done, undo takes that back and not the link.
  const canUndo = news.before !== undefined && last === openingOf(news.name);
  const back = () => {
    undo.onClick();
    dismissNews();
  };
  const tools = (
    <>
      {canUndo && (
        <Button size="small" reason={undo.reason} onClick={back}>
          Undo
        </Button>
      )}
      {close}
    </>
  );
  return (
    <Notice tone="plain" title={`“${news.name}” came with the link.`} tools={tools}>
      {canUndo && `Undo brings back “${news.before}”.`}
    </Notice>
  );
}
