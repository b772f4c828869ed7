/** What this browser keeps for Alloy: results that can still be downloaded, scratch files, and what dead tabs left. */
import { IconTrash } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { type PlainFault, toPlainFault } from '../../base/errors.ts';
import type { Storage, StoredJob } from '../../engine/client.ts';
import { IconButton } from '../parts/button.tsx';
import { Grey } from '../parts/grey.tsx';
import { engine } from '../state/engine.ts';
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
  const remove = async (name: string) => {
    try {
      await engine().removeStored(name);
    } catch (thrown) {
      setFault(toPlainFault(thrown));
    }
    await look();
  };
  return (
    <section className={styles.report} aria-label="Kept in this browser">
      <h2>Kept in this browser</h2>
      <p className={styles.storageNote}>
        Weights are streamed and not kept. What is kept are merged files until they are downloaded, and scratch files while a merge runs.
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
          <Job key={job.name} job={job} onRemove={() => void remove(job.name)} />
        ))}
      </ul>
    </section>
  );
}

function Total({ usedBytes, roomBytes }: Storage) {
  if (usedBytes === undefined || roomBytes === undefined) return undefined;
  return (
    <p className={styles.total}>
      {writtenBytes(usedBytes)} of about {writtenBytes(roomBytes)} that this browser allows
    </p>
  );
}

function Job({ job: { files, bytes, inUse }, onRemove }: { readonly job: StoredJob; readonly onRemove: () => void }) {
  const [first] = files;
  return (
    <li>
      <span>
        <span>
          {first?.path ?? 'empty'}
          {files.length > 1 && `, and ${counted(files.length - 1, 'more file')}`}
        </span>
        <small>
          {writtenBytes(bytes)} · {inUse ? 'in use: a result of a tab that is open' : 'left by a tab that was closed'}
        </small>
      </span>
      <IconButton
        name={`Delete ${first?.path ?? 'it'}`}
        reason={inUse ? 'A tab that is open still offers it' : undefined}
        onClick={onRemove}
      >
        <IconTrash size={16} stroke={1.6} />
      </IconButton>
    </li>
  );
}
