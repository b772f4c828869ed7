/** Where models come from when none is named: this computer, the demo family. */
import { IconFolder, IconUpload } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { Button } from '../parts/button.tsx';
import { addDemoFamily, DEMO_MODELS, demoRef } from '../state/library.ts';
import { addAllToMerge } from '../state/recipe-edits.ts';
import { FilePicker } from './drop-box.tsx';
import styles from './sources-dialog.module.css';

export function Offers({ close }: { readonly close: () => void }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const openDemo = () => {
    addDemoFamily();
    addAllToMerge(DEMO_MODELS.map(demoRef));
    close();
  };
  return (
    <ul className={styles.offers}>
      <Offer
        title="From this computer"
        note="A checkpoint’s folder, or its safetensors and config.json. They are read in place, never copied or uploaded. A file that Alloy wrote reopens its recipe."
      >
        <Button icon={<IconUpload size={16} stroke={1.6} />} onClick={() => files.current?.click()}>
          Choose files
        </Button>
        <Button icon={<IconFolder size={16} stroke={1.6} />} onClick={() => folder.current?.click()}>
          Choose a folder
        </Button>
        <FilePicker ref={files} />
        <FilePicker ref={folder} webkitdirectory="" />
      </Offer>
      <Offer title="The demo family" note="A base and two small fine-tunes of it, in this page: nothing to download.">
        <Button onClick={openDemo}>Add the demo family</Button>
      </Offer>
    </ul>
  );
}

function Offer({ title, note, children }: { readonly title: string; readonly note: string; readonly children: ReactNode }) {
  return (
    <li className={styles.offer}>
      <div>
        <h2>{title}</h2>
        <p>{note}</p>
      </div>
      <span className={styles.offerTools}>{children}</span>
    </li>
  );
}
