/** Models come in here: this browser's first, then the Hub's, several at once. What does not fit says so before it is added. */
import { Modal } from '@mantine/core';
import { IconDatabase, IconKey, IconSearch, IconUpload, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { Button, IconButton } from '../parts/button.tsx';
import { takeText } from '../state/recipe-text.ts';
import { useSources, useView } from '../state/use-store.ts';
import { setView } from '../state/view-store.ts';
import { counted, writtenBytes } from '../words/format.ts';
import { looksLikeRecipe, parseModel } from '../words/parse-model.ts';
import { addCandidates } from './add-candidates.ts';
import { FilePicker } from './drop-box.tsx';
import { endAsking, hubStore } from './hub-store.ts';
import { ModelReport } from './model-report.tsx';
import { Offers } from './offers.tsx';
import { optionId, ResultList } from './result-list.tsx';
import { SearchNotice } from './search-notice.tsx';
import styles from './sources-dialog.module.css';
import { StoragePanel } from './storage-panel.tsx';
import { TokenField } from './token-field.tsx';
import { type Row, useMeasure, useRows, type Which } from './use-candidates.ts';
import { useChoice } from './use-choice.ts';

const close = () => setView({ dialog: undefined });

export function SourcesDialog() {
  const open = useView((state) => state.dialog === 'sources');
  const query = useView((state) => state.query);
  return (
    <Modal.Root opened={open} onClose={close} size={1080} yOffset="8vh" classNames={{ content: styles.content }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Add a model">{open && <SourcesForm key={query} query={query} />}</Modal.Content>
    </Modal.Root>
  );
}

const FILTERS: readonly { readonly value: Which; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'fits', label: 'Fits the base' },
  { value: 'offline', label: 'Offline' },
];

function SourcesForm({ query }: { readonly query: string }) {
  const [text, setText] = useState(query);
  const [which, setWhich] = useState<Which>('all');
  const [panel, setPanel] = useState<'token' | 'storage' | undefined>(undefined);
  const [revisions, setRevisions] = useState<Readonly<Record<string, string>>>({});
  const measure = useMeasure();
  const rows = useRows(text, which, revisions, measure);
  const choice = useChoice(text, [...rows.here, ...rows.hub]);
  const { all, chosen } = choice;
  const list = useId();
  const searching = useStore(hubStore, ({ search }) => search.kind === 'searching');
  const hasToken = useSources((state) => state.token !== undefined);
  const files = useRef<HTMLInputElement>(null);
  useEffect(() => endAsking, []);

  const add = (picked: readonly Row[]) => {
    addCandidates(picked, revisions, measure);
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (choice.onKey(event)) event.preventDefault();
    else if (event.key === 'Enter' && chosen.length > 0) add(chosen);
  };
  const shown = choice.active ?? all[0];

  return (
    <>
      <div className={styles.search}>
        <IconSearch size={18} stroke={1.6} aria-hidden />
        <input
          data-autofocus
          role="combobox"
          aria-expanded={all.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={choice.active && optionId(list, choice.active.candidate.key)}
          value={text}
          placeholder="Search the Hub, or paste owner/name, a link, a recipe"
          aria-label="Search models on the Hub, or paste an id, a link or a recipe"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setText(event.currentTarget.value)}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text');
            if (!looksLikeRecipe(pasted)) return;
            event.preventDefault();
            takeText(pasted);
          }}
          onKeyDown={onKeyDown}
        />
        <Button
          kind="quiet"
          icon={<IconKey size={16} stroke={1.6} />}
          aria-expanded={panel === 'token'}
          onClick={() => setPanel(panel === 'token' ? undefined : 'token')}
        >
          {hasToken ? 'Token given' : 'No token'}
        </Button>
        <Button kind="quiet" icon={<IconUpload size={16} stroke={1.6} />} onClick={() => files.current?.click()}>
          Choose files
        </Button>
        <FilePicker ref={files} />
        <IconButton
          name="Kept in this browser"
          pressed={panel === 'storage'}
          onClick={() => setPanel(panel === 'storage' ? undefined : 'storage')}
        >
          <IconDatabase size={16} stroke={1.6} />
        </IconButton>
        <IconButton name="Close" onClick={close}>
          <IconX size={16} stroke={1.6} />
        </IconButton>
      </div>
      {panel === 'token' && (
        <div className={styles.token}>
          <TokenField />
        </div>
      )}
      <div className={styles.body}>
        <div className={styles.left}>
          {/* biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a form's fieldset */}
          <div className={styles.filters} role="group" aria-label="Show">
            {FILTERS.map(({ value, label }) => (
              <button key={value} type="button" aria-pressed={which === value} onClick={() => setWhich(value)}>
                {label}
              </button>
            ))}
            <span aria-live="polite">
              {counted(all.length, 'model')}
              {rows.more && ', the Hub has more'}
            </span>
          </div>
          <ResultList
            id={list}
            rows={rows}
            kept={choice.kept}
            text={parseModel(text)?.id ?? text}
            searching={searching}
            notice={<SearchNotice text={text} empty={all.length === 0} which={which} />}
            active={choice.active?.candidate.key}
            chosen={chosen}
            onPick={choice.pick}
          />
          <p className={styles.keys} aria-hidden="true">
            <kbd>↑</kbd> <kbd>↓</kbd> move <kbd>Space</kbd> choose <kbd>↵</kbd> add
          </p>
        </div>
        <div className={styles.right}>
          {panel === 'storage' ? (
            <StoragePanel />
          ) : shown ? (
            <>
              <ModelReport
                key={shown.candidate.key}
                row={shown}
                measure={measure}
                revisions={revisions}
                onRevision={(key, revision) => setRevisions({ ...revisions, [key]: revision })}
              />
              {chosen
                .filter((row) => row !== shown && row.fit?.kind === 'fault')
                .map((row) => (
                  <ModelReport key={row.candidate.key} row={row} measure={measure} revisions={revisions} onRevision={() => undefined} />
                ))}
              {text.trim() === '' && <Offers close={close} />}
            </>
          ) : (
            <Offers close={close} />
          )}
        </div>
      </div>
      <Foot chosen={chosen} add={() => add(chosen)} />
    </>
  );
}

function Foot({ chosen, add }: { readonly chosen: readonly Row[]; readonly add: () => void }) {
  const bytes = chosen.reduce(
    (sum, { candidate, fit }) => sum + ((fit?.kind === 'ready' ? fit.report.summary.bytes : candidate.found?.bytes) ?? 0),
    0,
  );
  const fetched = chosen.some(({ candidate }) => candidate.model);
  return (
    <div className={styles.foot}>
      <span className={styles.footNote}>Also takes a link, a mergekit YAML, or files dropped anywhere</span>
      {chosen.length > 0 && (
        <span className={styles.footNote}>
          {chosen.length} chosen{fetched && ` · ${writtenBytes(bytes)} fetched when you merge, nothing now`}
        </span>
      )}
      <Button onClick={close}>Cancel</Button>
      <Button kind="primary" reason={chosen.length === 0 ? 'Choose a model first' : undefined} onClick={add}>
        {chosen.length > 1 ? `Add ${chosen.length} models` : 'Add model'}
      </Button>
    </div>
  );
}
