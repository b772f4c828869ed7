/** A run that ended well: that it was checked, its files and how long they are kept, what moved most. */

import { IconCheck, IconDownload, IconFile } from '@tabler/icons-react';
import { useState } from 'react';
import { type PlainFault, toPlainFault } from '../../base/errors.ts';
import { Button, IconButton } from '../parts/button.tsx';
import list from '../parts/list.module.css';
import { Notice } from '../parts/notice.tsx';
import type { Run, RunFile, RunResult } from '../state/job-store.ts';
import { deleteBlocker, deleteResult, keptBytes } from '../state/kept-results.ts';
import { download } from '../state/run-files.ts';
import { takeStep } from '../state/view-store.ts';
import { counted, writtenBytes } from '../words/format.ts';
import { Happenings } from './happenings.tsx';
import { MovedTensors } from './moved-tensors.tsx';
import styles from './runs.module.css';
import { hasNotFinite, notFiniteText } from './tensor-notes.ts';

export function ResultView({ run }: { readonly run: Run }) {
  const { result } = run;
  if (!result) return undefined;
  const bad = result.tensors.filter(hasNotFinite).length;
  return (
    <div key={run.id} className={styles.view}>
      <ResultHead run={run} result={result} />
      {bad > 0 && (
        <Notice tone="warning" title={`The inputs of ${counted(bad, 'tensor')} are not all numbers.`}>
          {notFiniteText(result.tensors)}
        </Notice>
      )}
      <Files run={run} result={result} />
      <MovedTensors result={result} />
      <Happenings happenings={run.happenings.filter(({ tone }) => tone === 'warning')} />
    </div>
  );
}

interface ResultProps {
  readonly run: Run;
  readonly result: RunResult;
}

function ResultHead({ run, result }: ResultProps) {
  const tensors = result.tensors.length;
  const [weights, ...more] = result.files.filter(({ path, held }) => held && path.endsWith('.safetensors'));
  return (
    <div className={styles.head}>
      <span className={styles.medal}>
        <IconCheck size={20} stroke={2} aria-hidden />
      </span>
      <div className={styles.headWords}>
        <h2>{run.name}</h2>
        <p>
          {result.checked
            ? `Reopened and checked: ${counted(tensors, 'tensor')}, every header entry as planned.`
            : `${counted(tensors, 'tensor')} written. The files were not reopened.`}
        </p>
      </div>
      {weights && more.length === 0 && (
        <Button kind="primary" size="large" icon={<IconDownload size={16} stroke={1.8} />} onClick={() => get(run, weights)}>
          Download {writtenBytes(weights.bytes)}
        </Button>
      )}
    </div>
  );
}

function get(run: Run, { path }: RunFile): void {
  download(run.id, path);
  takeStep(3);
}

function Files({ run, result }: ResultProps) {
  const [asked, setAsked] = useState(false);
  const shards = result.files.filter(({ path }) => path.endsWith('.safetensors')).length;
  const notes = [writtenBytes(result.writeBytes), shards > 1 && 'one click a file, so that no download is lost', whereText(result)];
  return (
    <section aria-label="Files">
      <div className={styles.band}>
        <h2>Files</h2>
        <span className={styles.bandNote}>{notes.filter(Boolean).join(' · ')}</span>
        {keptBytes(run) > 0 && !asked && (
          <button type="button" className={styles.bandLink} onClick={() => setAsked(true)}>
            Delete…
          </button>
        )}
      </div>
      {asked && keptBytes(run) > 0 && <Deletion run={run} onKeep={() => setAsked(false)} />}
      <ul>
        {result.files.map((file) => (
          <li key={file.path} className={`${list.columns} ${styles.file}`}>
            <IconFile size={16} stroke={1.6} aria-hidden />
            <code>{file.path}</code>
            <span className={styles.fileSize}>{writtenBytes(file.bytes)}</span>
            <span className={styles.fileNote}>{NOTES[file.path] ?? ''}</span>
            {file.held && (
              <IconButton name={`Download ${file.path}`} onClick={() => get(run, file)}>
                <IconDownload size={16} stroke={1.6} />
              </IconButton>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Where the files are, and until when. */
function whereText({ files }: RunResult): string {
  if (files.every(({ held }) => !held)) return 'deleted from this browser; the recipe and the figures are kept';
  const disk = files.some(({ folder }) => folder !== undefined);
  return disk ? 'kept in this browser until this tab closes' : 'held in memory until this tab closes';
}

/** A browser does not tell when a download has ended, so a person has to. */
function Deletion({ run, onKeep }: { readonly run: Run; readonly onKeep: () => void }) {
  const [fault, setFault] = useState<PlainFault>();
  const remove = () => deleteResult(run).catch((thrown: unknown) => setFault(toPlainFault(thrown)));
  return (
    <Notice
      tone="warning"
      title={fault ? fault.what : `Free ${writtenBytes(keptBytes(run))}?`}
      tools={
        <>
          <Button size="small" onClick={onKeep}>
            Keep
          </Button>
          <Button size="small" kind="danger" reason={deleteBlocker(run)} onClick={() => void remove()}>
            Delete the files
          </Button>
        </>
      }
    >
      {fault?.hint ?? 'A download that the browser is still writing would break off.'}
    </Notice>
  );
}

const NOTES: Readonly<Record<string, string>> = {
  'README.md': 'model card with the recipe',
  'mergekit_config.yml': 'the recipe, opens in mergekit',
  'model.safetensors.index.json': 'says which file holds which tensor',
};
