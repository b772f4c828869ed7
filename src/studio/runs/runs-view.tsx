/** The run that is shown: under way, ended well, stopped by a fault, cancelled; or that there is none yet. */
import { useCommand } from '../commands/use-commands.ts';
import { Button } from '../parts/button.tsx';
import { isRunning, shownRun } from '../state/job-store.ts';
import { useJob } from '../state/use-store.ts';
import { FaultView } from './fault-view.tsx';
import { ResultView } from './result-view.tsx';
import { RunningView } from './running-view.tsx';
import styles from './runs.module.css';

export function RunsView() {
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
