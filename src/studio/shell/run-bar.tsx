/** The bar at the bottom: which machine computes, whether the recipe can be merged and what it costs, or how far a run is. */
import { useSyncExternalStore } from 'react';
import { useCommand } from '../commands/use-commands.ts';
import { StepMark } from '../merge/step-mark.tsx';
import { Button } from '../parts/button.tsx';
import { Verdict as Words } from '../parts/chip.tsx';
import { ProgressLine } from '../parts/progress-line.tsx';
import { PauseButton } from '../runs/pause-button.tsx';
import { isEnded, jobStore, type Run, type RunStatus, runningRun, shownRun } from '../state/job-store.ts';
import { recipeStore } from '../state/recipe-store.ts';
import { sourcesStore } from '../state/sources-store.ts';
import { useJob, useView } from '../state/use-store.ts';
import { type Verdict, verdict } from '../state/verdict.ts';
import { setView } from '../state/view-store.ts';
import { aboutTime, duration, percent, written, writtenBytes } from '../words/format.ts';
import { BackendChip } from './backend-chip.tsx';
import { leadStage, shareDone } from './progress.ts';
import styles from './run-bar.module.css';
import { useWindowClass } from './use-window.ts';

export function RunBar() {
  const running = useJob((state) => runningRun(state)?.id !== undefined);
  const finished = useView(({ tab }) => tab === 'runs') && !running;
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: inside no section, its role is contentinfo
    <footer className={styles.bar} data-region tabIndex={-1} aria-label="Run">
      <BackendChip />
      {running ? <Running /> : finished ? <Finished /> : <Ready />}
    </footer>
  );
}

const STORES = [recipeStore, sourcesStore, jobStore];

function subscribe(changed: () => void): () => void {
  const ends = STORES.map((store) => store.subscribe(changed));
  return () => {
    for (const end of ends) end();
  };
}

/** A text as long as nothing of it changes is the same text: the bar renders only when its words do. */
const useVerdict = (): Verdict => JSON.parse(useSyncExternalStore(subscribe, () => JSON.stringify(verdict()))) as Verdict;

function Ready() {
  const { tone, title, detail } = useVerdict();
  const merge = useCommand('merge');
  const plan = useCommand('plan');
  return (
    <>
      <span className={styles.words}>
        <Words tone={tone}>{title}</Words>
        <span className={styles.detail}>{detail}</span>
      </span>
      <Button size="large" reason={plan.reason} onClick={plan.onClick}>
        Plan
      </Button>
      <StepMark step={3} />
      <Button kind="primary" size="large" keys={merge.keys} reason={merge.reason} onClick={merge.onClick}>
        Merge
      </Button>
    </>
  );
}

function Running() {
  const run = useJob(runningRun);
  const cancel = useCommand('cancel');
  const merge = useCommand('merge');
  const phone = useWindowClass() === 'phone';
  if (!run) return undefined;
  const share = shareDone(run);
  return (
    <>
      <span className={styles.words}>
        <span className={styles.progress}>
          <ProgressLine share={share} label="Merge" />
        </span>
        <strong className={styles.percent}>{percent(share)}</strong>
        <span className={styles.detail}>{HELD[run.status] ?? progressText(run)}</span>
      </span>
      {!phone && (
        <Button size="large" keys={merge.keys} reason={merge.reason} onClick={merge.onClick}>
          Queue this recipe
        </Button>
      )}
      <PauseButton run={run} large />
      <Button size="large" reason={cancel.reason} onClick={cancel.onClick}>
        Cancel
      </Button>
    </>
  );
}

/** What there is to say instead of rates while a run does not go on. */
const HELD: Readonly<Partial<Record<RunStatus, string>>> = {
  pausing: 'Pausing: what is being read still arrives',
  paused: 'Paused',
  stopping: 'Stopping',
};

function progressText(run: Run): string {
  const stage = leadStage(run);
  if (!stage) return 'Reading headers';
  const left = run.progress?.secondsLeft;
  return [
    `${writtenBytes(stage.done)} of ${writtenBytes(stage.total)} read`,
    stage.rate > 0 && `${writtenBytes(stage.rate)}/s`,
    left === undefined ? undefined : `${aboutTime(left)} left`,
  ]
    .filter(Boolean)
    .join(' · ');
}

const OUTCOMES = { done: ['good', 'Done'], failed: ['error', 'Stopped'], cancelled: ['plain', 'Cancelled'] } as const;

function Finished() {
  const run = useJob(shownRun);
  const merge = useCommand('merge');
  const phone = useWindowClass() === 'phone';
  if (!run || !isEnded(run)) return <Ready />;
  const [tone, title] = OUTCOMES[run.status];
  return (
    <>
      <span className={styles.words}>
        <Words tone={tone}>{run.status === 'failed' ? `${title} at ${percent(shareDone(run))}` : title}</Words>
        <span className={styles.detail}>{outcomeText(run)}</span>
      </span>
      {!phone && (
        <Button size="large" onClick={() => setView({ tab: 'graph' })}>
          Back to the recipe
        </Button>
      )}
      <Button
        kind={run.status === 'done' ? 'default' : 'primary'}
        size="large"
        keys={merge.keys}
        reason={merge.reason}
        onClick={merge.onClick}
      >
        Merge again
      </Button>
    </>
  );
}

function outcomeText({ result, fault }: Run): string {
  if (fault) return fault.what;
  if (!result) return 'Nothing was written';
  const rate = result.readBytes / Math.max(result.seconds, 1e-3);
  return `${writtenBytes(result.writeBytes)} in ${written(duration(result.seconds))} · read at ${writtenBytes(rate)}/s`;
}
