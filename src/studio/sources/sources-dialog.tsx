/** Models come in here: from the Hub by id or link, from the disk, from the demo family. What does not fit says so first. */
import { Modal } from '@mantine/core';
import { IconFolder, IconKey, IconSearch, IconUpload, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { Button, IconButton } from '../parts/button.tsx';
import { addDemoFamily, addHubModel, DEMO_MODELS, demoRef } from '../state/library.ts';
import { addToMerge } from '../state/recipe-edits.ts';
import { useSources, useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import { parseModel } from '../words/parse-model.ts';
import { FilePicker } from './drop-box.tsx';
import { FoundModel, type Lookup, useLookup } from './found-model.tsx';
import styles from './sources-dialog.module.css';
import { TokenField } from './token-field.tsx';

const close = () => setView({ dialog: undefined });

export function SourcesDialog() {
  const open = useView((state) => state.dialog === 'sources');
  const query = useView((state) => state.query);
  return (
    <Modal.Root opened={open} onClose={close} size={720} yOffset="10vh" classNames={{ content: styles.content }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Add a model">
        <SourcesForm key={query} query={query} />
      </Modal.Content>
    </Modal.Root>
  );
}

function SourcesForm({ query }: { readonly query: string }) {
  const [text, setText] = useState(query);
  const [showToken, setShowToken] = useState(false);
  const lookup = useLookup(text);
  const ready = lookup.state?.kind === 'ready';
  const hasToken = useSources((state) => state.token !== undefined);

  const add = () => {
    const model = parseModel(text);
    if (!model || !ready) return;
    addToMerge(addHubModel(model));
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => event.key === 'Enter' && add();

  return (
    <>
      <div className={styles.search}>
        <IconSearch size={18} stroke={1.6} aria-hidden />
        <input
          data-autofocus
          value={text}
          placeholder="owner/name, or a link from huggingface.co"
          aria-label="A model’s id or link on the Hub"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Button kind="quiet" icon={<IconKey size={16} stroke={1.6} />} aria-expanded={showToken} onClick={() => setShowToken(!showToken)}>
          {hasToken ? 'Token given' : 'No token'}
        </Button>
        <IconButton name="Close" onClick={close}>
          <IconX size={16} stroke={1.6} />
        </IconButton>
      </div>
      {showToken && (
        <div className={styles.token}>
          <TokenField />
        </div>
      )}
      <div className={styles.body}>{lookup.model ? <FoundModel lookup={lookup} /> : <Offers text={text} />}</div>
      <Foot ready={ready} lookup={lookup} add={add} />
    </>
  );
}

function Foot({ ready, lookup, add }: { readonly ready: boolean; readonly lookup: Lookup; readonly add: () => void }) {
  const reason = ready ? undefined : lookup.model ? 'The model cannot be read yet' : 'Name a model first';
  return (
    <div className={styles.foot}>
      <span className={styles.footNote}>
        {ready ? 'Its weights are fetched when you merge, nothing now' : 'Files can be dropped anywhere on the page'}
      </span>
      <Button onClick={close}>Cancel</Button>
      <Button kind="primary" reason={reason} onClick={add}>
        Add model
      </Button>
    </div>
  );
}

/** What else there is while no model is named. */
function Offers({ text }: { readonly text: string }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const openDemo = () => {
    addDemoFamily();
    for (const name of DEMO_MODELS) addToMerge(demoRef(name));
    close();
  };
  return (
    <ul className={styles.offers}>
      {text.trim() !== '' && (
        <li className={styles.hint}>“{text.trim()}” is no model id: it is written owner/name, with @revision if you like.</li>
      )}
      <Offer
        title="From this computer"
        note="A checkpoint’s folder, or its safetensors and config.json. They are read in place, never copied or uploaded."
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

function Offer({ title, note, children }: { readonly title: string; readonly note: string; readonly children: React.ReactNode }) {
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
