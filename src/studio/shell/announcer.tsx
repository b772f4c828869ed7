/** Speaks what a run does, at most once a second, for those who do not see the bars move. */
import { VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { isRunning, jobStore, type Run, shownRun } from '../state/job-store.ts';
import { percent } from '../words/format.ts';
import { shareDone } from './progress.ts';

const PAUSE_MS = 1000;
/** A tenth at a time: a number every second is noise. */
const STEP = 10;

export function Announcer() {
  const [text, setText] = useState('');
  useEffect(() => {
    let last = '';
    const timer = setInterval(() => {
      const run = shownRun(jobStore.getState());
      const next = run ? sentenceOf(run) : '';
      if (next !== last) setText(next);
      last = next;
    }, PAUSE_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {text}
    </VisuallyHidden>
  );
}

function sentenceOf(run: Run): string {
  if (isRunning(run)) return `Merge ${percent(Math.floor(shareDone(run) * STEP) / STEP)} done`;
  const ends = { done: 'is finished', failed: `stopped: ${run.fault?.what}`, cancelled: 'was cancelled' } as const;
  return run.status in ends ? `Merge ${ends[run.status as keyof typeof ends]}` : '';
}
