/** A page without a recipe: one sentence, and the ways to begin. */
import { IconSearch, IconUpload } from '@tabler/icons-react';
import { type DragEvent, useRef } from 'react';
import { caps } from '../commands/keys.ts';
import { Button } from '../parts/button.tsx';
import { FilePicker } from '../sources/drop-box.tsx';
import { draggedModel } from '../state/model-drag.ts';
import { PRESETS } from '../state/presets.ts';
import { addToMerge } from '../state/recipe-edits.ts';
import { openRecipeText } from '../state/recipe-text.ts';
import { openSources } from '../state/view-store.ts';
import styles from './empty-page.module.css';

const [demo] = PRESETS;

export function EmptyPage() {
  const files = useRef<HTMLInputElement>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: takes what is dragged here; the buttons below do the same
    <div className={styles.page} onDragOver={(event) => draggedModel(event) && event.preventDefault()} onDrop={takeDragged}>
      <Sketch />
      <h2>Start with two models</h2>
      <p>Everything is computed in this tab. Models are read in pieces, never uploaded, and nothing is fetched before you see the plan.</p>
      <div className={styles.ways}>
        <Button kind="primary" size="large" onClick={() => openRecipeText(demo.name, demo.text)}>
          Open the demo family
        </Button>
        <Button size="large" icon={<IconSearch size={16} stroke={1.6} />} onClick={() => openSources()}>
          Add from the Hub
        </Button>
        <Button size="large" icon={<IconUpload size={16} stroke={1.6} />} onClick={() => files.current?.click()}>
          Choose files
        </Button>
        <FilePicker ref={files} />
      </div>
      <p className={styles.paste}>
        or paste an id, a link or a mergekit YAML anywhere with{' '}
        {caps('mod+v').map((cap) => (
          <kbd key={cap}>{cap}</kbd>
        ))}
      </p>
    </div>
  );
}

function takeDragged(event: DragEvent): void {
  const model = draggedModel(event);
  if (model) addToMerge(model.take());
}

/** Two models, a merge, a file: in outline, for none of them is there yet. */
function Sketch() {
  return (
    <svg className={styles.sketch} viewBox="0 0 560 150" aria-hidden="true">
      <g fill="var(--raised)" stroke="var(--line-2)" strokeDasharray="5 4">
        <rect x="0.5" y="4" width="146" height="54" rx="8" />
        <rect x="0.5" y="90" width="146" height="54" rx="8" />
        <rect x="224" y="32" width="154" height="84" rx="8" />
        <rect x="434" y="46" width="125" height="56" rx="8" />
        <path fill="none" d="M147 31c45 0 32 30 77 30M147 117c45 0 32-30 77-30M378 74h56" />
      </g>
      <g fill="var(--ink-3)" fontSize="13" textAnchor="middle">
        <text x="73" y="36">
          a model
        </text>
        <text x="73" y="122">
          another
        </text>
        <text x="301" y="79">
          a merge
        </text>
        <text x="496" y="79">
          your file
        </text>
      </g>
    </svg>
  );
}
