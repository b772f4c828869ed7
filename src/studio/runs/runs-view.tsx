/** The Runs tab: one run with what waits behind it, several side by side, or a grid of settings. */
import { SegmentedControl } from '@mantine/core';
import { Suspense } from 'react';
import { useStore } from 'zustand';
import { useCommand } from '../commands/use-commands.ts';
import { Button } from '../parts/button.tsx';
import { later } from '../parts/later.ts';
import { isRunning, shownRun } from '../state/job-store.ts';
import { queueStore } from '../state/run-queue.ts';
import { useJob, useView } from '../state/use-store.ts';
import { type RunsPage, setView } from '../state/view-store.ts';
import { FaultView } from './fault-view.tsx';
import { Queue } from './queue.tsx';
import { ResultView } from './result-view.tsx';
import { RunningView } from './running-view.tsx';
import styles from './runs.module.css';

const CompareView = later(async () => (await import('./compare-view.tsx')).CompareView);
const SweepView = later(async () => (await import('../sweep/sweep-view.tsx')).SweepView);

const PAGES = { run: OneRun, compare: CompareView, sweep: SweepView } as const;

const NAMES: readonly { readonly value: RunsPage; readonly label: string }[] = [
  { value: 'run', label: 'Run' },
  { value: 'compare', label: 'Side by side' },
  { value: 'sweep', label: 'Grid' },
];

export function RunsView() {
  const page = useView((state) => state.runsPage);
  const Page = PAGES[page];
  return (
    <div className={styles.frame}>
      <div className={styles.pages}>
        <SegmentedControl
          aria-label="What the page shows"
          data={[...NAMES]}
          value={page}
          onChange={(value) => setView({ runsPage: NAMES.find((name) => name.value === value)?.value ?? 'run' })}
        />
        {page !== 'run' && <Waiting />}
      </div>
      <Suspense>
        <Page />
      </Suspense>
    </div>
  );
}

/** That merges go on elsewhere. */
function Waiting() {
  const running = useJob(({ runs }) => runs.find(isRunning)?.number);
  const waiting = useStore(queueStore, (state) => state.waiting.length);
  if (running === undefined) return undefined;
  return (
    <button type="button" className={styles.bandLink} onClick={() => setView({ runsPage: 'run' })}>
      Run {running} under way{waiting > 0 && `, ${waiting} waiting`}
    </button>
  );
}

function OneRun() {
  return (
    <>
      <Queue />
      <Shown />
    </>
  );
}

function Shown() {
  const run = useJob(shownRun);
  if (!run) return <NoRun title="No run yet" text="A merge shows here while it runs, and stays here with its files." />;
  if (isRunning(run)) return <RunningView run={run} />;
  if (run.status === 'failed') return <FaultView run={run} />;
  if (run.status === 'done') return <ResultView run={run} />;
  return (
    <NoRun title={`Run ${run.number} was cancelled`} text="Nothing was written, and nothing is left behind. The recipe is as it was." />
  );
}

function NoRun({ title, text }: { readonly title: string; readonly text: string }) {
  const merge = useCommand('merge');
  return (
    <div className={styles.none}>
      <h2>{title}</h2>
      <p>{text}</p>
      <Button size="large" keys={merge.keys} reason={merge.reason} onClick={merge.onClick}>
        Merge
      </Button>
    </div>
  );
}
