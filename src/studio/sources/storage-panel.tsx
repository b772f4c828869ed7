/** What this browser keeps for Alloy: results that can still be downloaded, scratch files, and what dead tabs left. */

import { IconTrash } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { type PlainFault, toPlainFault } from '../../base/errors.ts';
import type { Storage, StoredJob } from '../../engine/client.ts';
import { IconButton } from '../parts/button.tsx';
import { Grey } from '../parts/grey.tsx';
import list from '../parts/list.module.css';
import { engine } from '../state/engine.ts';
import { jobStore } from '../state/job-store.ts';
import { deleteBlocker, deleteResult, runOfFolder } from '../state/kept-results.ts';
import { useJob } from '../state/use-store.ts';
import { counted, writtenBytes } from '../words/format.ts';
import styles from './sources-dialog.module.css';

export function StoragePanel() {
  const [storage, setStorage] = useState<Storage | undefined>(undefined);
  const [fault, setFault] = useState<PlainFault | undefined>(undefined);
  const look = useCallback(async () => {
    try {
      setStorage(await engine().stored());
    } catch (thrown) {
      setFault(toPlainFault(thrown));
    }
  }, []);
  useEffect(() => void look(), [look]);
  const onRemove = async (name: string) => {
    setFault(undefined);
    try {
      await remove(name);
    } catch (thrown) {
      setFault(toPlainFault(thrown));
    }
    await look();
  };
  return (
    <section className={styles.report} aria-label="Kept in this browser">
      <h2>Kept in this browser</h2>
      <p className={styles.storageNote}>
        Weights are streamed and not kept. A merged result is kept until its tab closes, so that it can be downloaded again; scratch files
        are kept while a merge runs. What a closed tab left is removed when the studio opens.
      </p>
      {fault && (
        <p role="alert" className={styles.faultText}>
          {fault.what}
        </p>
      )}
      {!storage && !fault && <Grey lines={3} label="Looking" />}
      {storage && <Total {...storage} />}
      {storage?.jobs.length === 0 && <p className={styles.storageNote}>No files of merges are kept.</p>}
      <ul className={styles.stored}>
        {storage?.jobs.map((job) => (
          <Job key={job.name} job={job} onRemove={() => void onRemove(job.name)} />
        ))}
      </ul>
    </section>
  );
}

/** A run whose result goes says so where it is shown. */
async function remove(folder: string): Promise<void> {
  const run = runOfFolder(jobStore.getState().runs, folder);
  if (run) await deleteResult(run);
  else await engine().removeStored(folder);
}

function Total({ usedBytes, roomBytes }: Storage) {
  if (usedBytes === undefined || roomBytes === undefined) return undefined;
  return (
    <p className={styles.total}>
      {writtenBytes(usedBytes)} of about {writtenBytes(roomBytes)} that this browser allows
    </p>
  );
}

const STATES: Readonly<Record<StoredJob['state'], string>> = {
  result: 'a result of this tab',
  held: 'in use: a merge that runs, or a result of another tab',
  left: 'left by a tab that was closed',
};

function Job({ job: { name: folder, files, bytes, state }, onRemove }: { readonly job: StoredJob; readonly onRemove: () => void }) {
  const run = useJob(({ runs }) => runOfFolder(runs, folder));
  const [first] = files;
  const name = run ? `${run.name}, run ${run.number}` : (first?.path ?? 'empty');
  return (
    <li className={`${list.pair} ${styles.job}`}>
      <span>
        <span>{name}</span>
        <small>
          {writtenBytes(bytes)} in {counted(files.length, 'file')} · {STATES[state]}
        </small>
      </span>
      <IconButton
        name={`Delete ${name}`}
        reason={state === 'held' ? 'A merge that runs, or another tab, still needs it' : run && deleteBlocker(run)}
        onClick={onRemove}
      >
        <IconTrash size={16} stroke={1.6} />
      </IconButton>
    </li>
  );
}
