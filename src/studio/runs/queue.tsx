/** The run under way where another one shows, and the merges that wait for its end. */
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { IconButton } from '../parts/button.tsx';
import { ProgressLine } from '../parts/progress-line.tsx';
import { shareDone } from '../shell/progress.ts';
import { isRunning, jobStore, type Run } from '../state/job-store.ts';
import { moveInQueue, queueStore, removeFromQueue, type WaitingRun } from '../state/run-queue.ts';
import { useJob } from '../state/use-store.ts';
import styles from './runs.module.css';

export function Queue() {
  const waiting = useStore(queueStore, (state) => state.waiting);
  const running = useJob(({ runs, shown }) => runs.find((run) => isRunning(run) && run.id !== shown));
  if (waiting.length === 0 && !running) return undefined;
  return (
    <section className={styles.queue} aria-label="Queue">
      {running && <UnderWay run={running} />}
      {waiting.length > 0 && (
        <>
          <div className={styles.band}>
            <h2>Waiting {waiting.length}</h2>
            <span className={styles.bandNote}>
              each starts when the one before it has ended, also one that failed · the queue lasts as long as this tab
            </span>
          </div>
          <ol>
            {waiting.map((one, i) => (
              <Row key={one.id} one={one} place={i} last={i === waiting.length - 1} />
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

function UnderWay({ run }: { readonly run: Run }) {
  return (
    <div className={styles.band}>
      <h2>Run {run.number}</h2>
      <span className={styles.bandNote}>{run.name}</span>
      <span className={styles.queueProgress}>
        <ProgressLine share={shareDone(run)} label={`Run ${run.number}`} />
      </span>
      <button type="button" className={styles.bandLink} onClick={() => jobStore.setState({ shown: run.id })}>
        Show it
      </button>
    </div>
  );
}

interface RowProps {
  readonly one: WaitingRun;
  readonly place: number;
  readonly last: boolean;
}

const icon = { size: 16, stroke: 1.6 };

function Row({ one: { id, name, what }, place, last }: RowProps) {
  return (
    <li className={styles.waitingRow}>
      <span className={styles.bandNote}>{place + 1}</span>
      <strong>{name}</strong>
      <span className={styles.bandNote}>{what}</span>
      <span className={styles.rowTools}>
        <IconButton
          name={`Move ${name} up`}
          reason={place === 0 ? 'It is the next one already' : undefined}
          onClick={() => moveInQueue(id, -1)}
        >
          <IconArrowUp {...icon} />
        </IconButton>
        <IconButton name={`Move ${name} down`} reason={last ? 'It is the last one already' : undefined} onClick={() => moveInQueue(id, 1)}>
          <IconArrowDown {...icon} />
        </IconButton>
        <IconButton name={`Take ${name} off the queue`} onClick={() => removeFromQueue(id)}>
          <IconX {...icon} />
        </IconButton>
      </span>
    </li>
  );
}
