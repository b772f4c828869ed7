/** Models come in here: this browser's first, then the Hub's, several at once. What does not fit says so before it is added. */
import { Modal } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { Button } from '../parts/button.tsx';
import { useView } from '../state/use-store.ts';
import { setView, viewStore } from '../state/view-store.ts';
import { counted, writtenBytes } from '../words/format.ts';
import { parseModel } from '../words/parse-model.ts';
import { addCandidates } from './add-candidates.ts';
import { endAsking } from './hub-store.ts';
import { ModelReport } from './model-report.tsx';
import { Offers } from './offers.tsx';
import { optionId, ResultList } from './result-list.tsx';
import { type Panel, SearchBar } from './search-bar.tsx';
import { SearchNotice } from './search-notice.tsx';
import styles from './sources-dialog.module.css';
import { StoragePanel } from './storage-panel.tsx';
import { TokenField } from './token-field.tsx';
import { type Measure, type Row, type Rows, useMeasure, useRows, type Which } from './use-candidates.ts';
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

/** Revisions other than main, by model. */
type Revisions = Readonly<Record<string, string>>;

function SourcesForm({ query }: { readonly query: string }) {
  const [text, setText] = useState(query);
  const [which, setWhich] = useState<Which>('all');
  const [panel, setPanel] = useState<Panel>(() => viewStore.getState().sourcesPanel);
  const [revisions, setRevisions] = useState<Revisions>({});
  const measure = useMeasure();
  const rows = useRows(text, which, revisions, measure);
  const choice = useChoice(text, [...rows.here, ...rows.hub]);
  const list = useId();
  useEffect(() => endAsking, []);

  const { all, chosen, active } = choice;
  const shown = active ?? all.find(({ candidate }) => !candidate.inUse) ?? all[0];
  const add = () => {
    addCandidates(chosen, revisions, measure);
    close();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (choice.onKey(event)) event.preventDefault();
    else if (event.key === 'Enter' && chosen.length > 0) add();
  };

  return (
    <>
      <SearchBar
        text={text}
        onText={(typed) => {
          setText(typed);
          setPanel(undefined);
        }}
        onKeyDown={onKeyDown}
        list={list}
        option={active && optionId(list, active.candidate.key)}
        filled={all.length > 0}
        panel={panel}
        onPanel={setPanel}
        close={close}
      />
      {panel === 'token' && (
        <div className={styles.token}>
          <TokenField />
        </div>
      )}
      <div className={styles.body}>
        <div className={styles.left}>
          <Filters which={which} onWhich={setWhich} rows={rows} />
          <ResultList
            id={list}
            rows={rows}
            kept={choice.kept}
            text={parseModel(text)?.id ?? text}
            notice={<SearchNotice text={text} empty={rows.here.length + rows.hub.length === 0} which={which} />}
            active={active?.candidate.key}
            shown={shown?.candidate.key}
            chosen={chosen}
            onPick={(row) => {
              setPanel(undefined);
              choice.pick(row);
            }}
          />
          <p className={styles.keys} aria-hidden="true">
            <kbd>↑</kbd> <kbd>↓</kbd> move <kbd>Space</kbd> choose <kbd>↵</kbd> add
          </p>
        </div>
        <div className={styles.right}>
          {panel === 'storage' ? (
            <StoragePanel />
          ) : (
            <Reports
              shown={shown}
              chosen={chosen}
              offers={text.trim() === ''}
              measure={measure}
              revisions={revisions}
              onRevision={(key, revision) => setRevisions({ ...revisions, [key]: revision })}
            />
          )}
        </div>
      </div>
      <Foot chosen={chosen} add={add} />
    </>
  );
}

const FILTERS: readonly { readonly value: Which; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'fits', label: 'Fits the base' },
  { value: 'offline', label: 'Offline' },
];

interface FiltersProps {
  readonly which: Which;
  readonly onWhich: (which: Which) => void;
  readonly rows: Rows;
}

function Filters({ which, onWhich, rows: { here, hub, more, searching } }: FiltersProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a row of buttons, not a form's fieldset
    <div className={styles.filters} role="group" aria-label="Show">
      <div>
        {FILTERS.map(({ value, label }) => (
          <button key={value} type="button" aria-pressed={which === value} onClick={() => onWhich(value)}>
            {label}
          </button>
        ))}
      </div>
      <span aria-live="polite">
        {searching ? 'searching' : counted(here.length + hub.length, 'model')}
        {more && !searching && ', the Hub has more'}
      </span>
    </div>
  );
}

interface ReportsProps {
  /** The model that the keys are on, else the first that could be added. */
  readonly shown: Row | undefined;
  readonly chosen: readonly Row[];
  /** Other ways in, while no words are typed. */
  readonly offers: boolean;
  readonly measure: Measure | undefined;
  readonly revisions: Revisions;
  readonly onRevision: (key: string, revision: string) => void;
}

/** One model, and chosen ones that need something. */
function Reports({ shown, chosen, offers, ...rest }: ReportsProps) {
  const stuck = chosen.filter((row) => row !== shown && row.fit?.kind === 'fault');
  return (
    <>
      {[...(shown ? [shown] : []), ...stuck].map((row) => (
        <ModelReport key={row.candidate.key} row={row} {...rest} />
      ))}
      {(offers || !shown) && <Offers close={close} />}
    </>
  );
}

function Foot({ chosen, add }: { readonly chosen: readonly Row[]; readonly add: () => void }) {
  const sizes = chosen.map(({ candidate, fit }) => (fit?.kind === 'ready' ? fit.report.summary.bytes : candidate.found?.bytes) ?? 0);
  const fetched = chosen.some(({ candidate }) => candidate.model);
  return (
    <div className={styles.foot}>
      <span className={styles.footNote}>Also takes a link, a mergekit YAML, or files dropped anywhere</span>
      {chosen.length > 0 && (
        <span className={styles.footNote}>
          {chosen.length} chosen
          {fetched && ` · ${writtenBytes(sizes.reduce((sum, bytes) => sum + bytes, 0))} fetched when you merge, nothing now`}
        </span>
      )}
      <Button onClick={close}>Cancel</Button>
      <Button kind="primary" reason={chosen.length === 0 ? 'Choose a model first' : undefined} onClick={add}>
        {chosen.length > 1 ? `Add ${chosen.length} models` : 'Add model'}
      </Button>
    </div>
  );
}
