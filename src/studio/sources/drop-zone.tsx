/** The whole page takes drops and pastes; this is what shows while files hover over it, and what it could not use. */
import { IconX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { takesText } from '../commands/keys.ts';
import { Button, IconButton } from '../parts/button.tsx';
import { ToneIcon } from '../parts/chip.tsx';
import { fromDrop } from '../state/picked-files.ts';
import { takeText } from '../state/recipe-text.ts';
import { takeOther, takePicked } from '../state/take-picked.ts';
import { useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import styles from './drop-box.module.css';

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;

export function DropZone() {
  const [over, setOver] = useState(false);
  // Where the graph says what would happen, nothing must lie over it.
  const hinted = useView((state) => state.dropHint !== undefined);
  useEffect(() => listen(setOver), []);
  return (
    <>
      {over && !hinted && (
        <div className={styles.veil}>
          <p>Drop models, folders or a recipe</p>
        </div>
      )}
      <DropNotice />
    </>
  );
}

function listen(setOver: (over: boolean) => void): () => void {
  const end = new AbortController();
  const { signal } = end;
  const onOver = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    setOver(true);
  };
  const onLeave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
  const onDrop = (event: DragEvent) => {
    setOver(false);
    // The graph takes its own.
    if (!event.dataTransfer || !hasFiles(event) || event.defaultPrevented) return;
    event.preventDefault();
    void fromDrop(event.dataTransfer).then(takePicked);
  };
  const onPaste = (event: ClipboardEvent) => {
    if (!takesText(event.target)) takeText(event.clipboardData?.getData('text') ?? '');
  };
  addEventListener('dragover', onOver, { signal });
  addEventListener('dragleave', onLeave, { signal });
  addEventListener('drop', onDrop, { signal });
  addEventListener('paste', onPaste, { signal });
  return () => end.abort();
}

/** What a drop held that nothing here can use: the screen shows it nowhere else. */
function DropNotice() {
  const text = useView((state) => state.dropNotice);
  const choice = useView((state) => state.dropChoice);
  if (text === undefined) return undefined;
  return (
    <div className={styles.notice} role="alert">
      <ToneIcon tone={choice ? 'plain' : 'warning'} size={16} />
      {text}
      {choice && (
        <Button size="small" onClick={() => takeOther(choice)}>
          {choice === 'recipe' ? 'Open its recipe' : 'Use it as a model'}
        </Button>
      )}
      <IconButton name="Close" onClick={() => setView({ dropNotice: undefined, dropChoice: undefined })}>
        <IconX size={14} stroke={1.6} />
      </IconButton>
    </div>
  );
}
