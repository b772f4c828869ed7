/** What stands under the list when the Hub has nothing, or nothing to say. */
import { useStore } from 'zustand';
import { Button } from '../parts/button.tsx';
import { parseModel } from '../words/parse-model.ts';
import { hubStore, search } from './hub-store.ts';
import styles from './sources-dialog.module.css';
import type { Which } from './use-candidates.ts';

interface SearchNoticeProps {
  readonly text: string;
  readonly empty: boolean;
  readonly which: Which;
}

export function SearchNotice({ text, empty, which }: SearchNoticeProps) {
  const state = useStore(hubStore, (hub) => hub.search);
  if (state.kind === 'fault' && which !== 'offline') {
    return (
      <div className={styles.notice} role="alert">
        <p className={styles.faultText}>{state.fault.what}</p>
        {state.fault.hint !== undefined && <p>{state.fault.hint}</p>}
        <Button size="small" onClick={() => void search(parseModel(text)?.id ?? text)}>
          Search again
        </Button>
      </div>
    );
  }
  if (!empty || state.kind === 'searching') return undefined;
  if (text.trim() === '') return <p className={styles.notice}>Nothing here yet. Type a name to search the Hub.</p>;
  return (
    <p className={styles.notice}>
      {which === 'fits' ? 'None of them fits the base.' : 'No model is found by these words.'} Private models are not in the search: paste
      their whole id, owner/name.
    </p>
  );
}
