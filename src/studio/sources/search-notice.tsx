/** What stands under the list when the Hub has nothing, nothing to say, or takes its time. */

import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '../parts/button.tsx';
import { ToneIcon } from '../parts/chip.tsx';
import list from '../parts/list.module.css';
import { parseModel } from '../words/parse-model.ts';
import { hubStore, search } from './hub-store.ts';
import styles from './sources-dialog.module.css';
import type { Which } from './use-candidates.ts';

const NOTICE = `${list.empty} ${styles.notice}`;

interface SearchNoticeProps {
  readonly text: string;
  readonly empty: boolean;
  readonly which: Which;
}

export function SearchNotice({ text, empty, which }: SearchNoticeProps) {
  const state = useStore(hubStore, (hub) => hub.search);
  if (state.kind === 'fault' && which !== 'offline') {
    return (
      <div className={NOTICE} role="alert">
        <p className={styles.faultText}>
          <ToneIcon tone="error" size={16} />
          {state.fault.what}
        </p>
        {state.fault.hint !== undefined && <p>{state.fault.hint}</p>}
        <Button size="small" onClick={() => void search(parseModel(text)?.id ?? text)}>
          Search again
        </Button>
      </div>
    );
  }
  if (state.kind === 'searching') return which === 'offline' ? undefined : <Waiting key={text} />;
  if (!empty) return undefined;
  if (text.trim() === '') return <p className={NOTICE}>Nothing here yet. Type a name to search the Hub.</p>;
  return (
    <p className={NOTICE}>
      {which === 'fits' ? 'None of them fits the base.' : 'No model is found by these words.'} Private models are not in the search: paste
      their whole id, owner/name.
    </p>
  );
}

/** Longer than a search takes: a slow network, or a Hub that asked to wait. */
const LONG_MS = 3000;

function Waiting() {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!long && navigator.onLine) return undefined;
  return (
    <p className={NOTICE} role="status">
      {navigator.onLine
        ? 'The Hub has not answered yet. One that is busy wants a pause of 20 seconds; Alloy asks again by itself.'
        : 'This computer is offline. Models that are kept in this browser stand under Offline.'}
    </p>
  );
}
