/** A run that ended well: that it was checked, its files, what moved most. */
import { IconCheck, IconDownload, IconFile } from '@tabler/icons-react';
import { Button, IconButton } from '../parts/button.tsx';
import type { Run, RunFile, RunResult } from '../state/job-store.ts';
import { download } from '../state/run-files.ts';
import { takeStep } from '../state/view-store.ts';
import { counted, writtenBytes } from '../words/format.ts';
import { Happenings } from './happenings.tsx';
import { MovedTensors } from './moved-tensors.tsx';
import styles from './runs.module.css';

export function ResultView({ run }: { readonly run: Run }) {
  const { result } = run;
  if (!result) return undefined;
  return (
    <div className={styles.view}>
      <ResultHead run={run} result={result} />
      <Files run={run} result={result} />
      <MovedTensors result={result} />
      <Happenings happenings={run.happenings.filter(({ tone }) => tone === 'warning')} />
    </div>
  );
}

function ResultHead({ run, result }: { readonly run: Run; readonly result: RunResult }) {
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

function Files({ run, result }: { readonly run: Run; readonly result: RunResult }) {
  const shards = result.files.filter(({ path }) => path.endsWith('.safetensors')).length;
  const note =
    shards > 1 ? `${writtenBytes(result.writeBytes)} · one click a file, so that no download is lost` : writtenBytes(result.writeBytes);
  return (
    <section aria-label="Files">
      <div className={styles.band}>
        <h2>Files</h2>
        <span className={styles.bandNote}>{note}</span>
      </div>
      <ul>
        {result.files.map((file) => (
          <li key={file.path} className={styles.file}>
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

const NOTES: Readonly<Record<string, string>> = {
  'README.md': 'model card with the recipe',
  'mergekit_config.yml': 'the recipe, opens in mergekit',
  'model.safetensors.index.json': 'says which file holds which tensor',
};
