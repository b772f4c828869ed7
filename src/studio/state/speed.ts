/** Keeps at hand what an estimate of the planned merge's time rests on: asks the engine for what is not known yet. */
import { engine } from './engine.ts';
import { jobRequest } from './job-request.ts';
import { type JobState, jobStore, runningRun } from './job-store.ts';

let asked = new AbortController();

/** After a plan was made, and after weights were read for other reasons. Does nothing when all is known. */
export async function askSpeed(): Promise<void> {
  const job = jobStore.getState();
  const { summary } = job.plan;
  if (!summary || !lacks(job)) return;
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  try {
    const speed = await engine().speed(signal, jobRequest(), summary.family);
    if (!signal.aborted) jobStore.setState({ speed });
  } catch {
    // The plan tells what is wrong with the recipe; the estimate is only not there.
  }
}

/** A run has the machine to itself: what would be measured beside it would be too slow. */
function lacks(job: JobState): boolean {
  const { plan, speed } = job;
  const { summary } = plan;
  if (!summary || runningRun(job) || summary.problems.some(({ severity }) => severity === 'error')) return false;
  return speed?.family !== summary.family || (summary.reads.far > 0 && !speed.far);
}
