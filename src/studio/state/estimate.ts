/** How long the planned merge would take, from measured things alone, with what was measured and what is left out. */
import type { ReadPace } from '../../engine/protocol.ts';
import { duration, written, writtenBytes, writtenCount } from '../words/format.ts';
import type { JobState, Run } from './job-store.ts';

export interface TimeEstimate {
  readonly seconds: number;
  /** What is not in it, because nothing of it was measured yet. */
  readonly lacks: 'fetching' | undefined;
  /** In two or three words. */
  readonly note: string;
  /** What it rests on, in sentences. */
  readonly basis: string;
}

/** Undefined while nothing is measured. */
export function estimateTime(job: JobState): TimeEstimate | undefined {
  const like = job.runs.find((run) => isLike(run, job));
  return like ? fromRun(like, job) : fromSpeed(job);
}

/** A run that ended well, with the same steps on the same machine part, and bytes from the same kind of place. */
function isLike({ result, plan }: Run, { plan: { summary } }: JobState): boolean {
  return result !== undefined && plan !== undefined && plan.family === summary?.family && plan.reads.far > 0 === summary.reads.far > 0;
}

function fromRun({ result, plan, number }: Run, { plan: { summary } }: JobState): TimeEstimate | undefined {
  if (!result || !plan || !summary || plan.cost.elements === 0) return undefined;
  const rate = plan.cost.elements / result.seconds;
  return {
    seconds: summary.cost.elements / rate,
    lacks: undefined,
    note: `as run ${number} went`,
    basis: `Run ${number} made ${writtenCount(rate)} entries a second with these steps on ${result.backend.label}, reading and writing included.`,
  };
}

function fromSpeed({ plan: { summary }, speed }: JobState): TimeEstimate | undefined {
  if (!summary || speed?.family !== summary.family) return undefined;
  const { cost, reads, backend } = summary;
  const merging = speed.merge ? (cost.elements * speed.merge.milliseconds) / speed.merge.entries / 1000 : 0;
  const fetching = secondsAt(speed.far, reads.far);
  const reading = (fetching ?? 0) + (secondsAt(speed.near, reads.near) ?? 0);
  if (!speed.merge && fetching === undefined) return undefined;
  const seconds = Math.max(merging, reading);
  const lacks = fetching === undefined ? 'fetching' : undefined;
  return {
    seconds,
    lacks,
    note: lacks ? 'compute only' : merging >= reading ? 'compute bound' : reads.far > 0 ? 'network bound' : 'disk bound',
    basis: [
      speed.merge &&
        `Computing: ${writtenCount((speed.merge.entries / speed.merge.milliseconds) * 1000)} entries a second, measured with these steps on ${backend.label} (${writtenCount(speed.merge.entries)} invented entries in ${written(duration(speed.merge.milliseconds / 1000))}).`,
      paceText('Network', speed.far, reads.far) ??
        (lacks && 'No weights were fetched yet, so the time of the download is not known: it may be the longer one.'),
      paceText('This computer', speed.near, reads.near),
      lacks ? undefined : 'Reading and computing go on side by side; the slower one counts.',
    ]
      .filter(Boolean)
      .join(' '),
  };
}

/** No bytes take no time; of an unknown pace nothing can be said. */
function secondsAt(pace: ReadPace | undefined, bytes: number): number | undefined {
  if (bytes === 0) return 0;
  return pace && (bytes * pace.milliseconds) / pace.bytes / 1000;
}

const paceText = (where: string, pace: ReadPace | undefined, bytes: number): string | undefined =>
  bytes > 0 && pace
    ? `${where}: ${writtenBytes((pace.bytes / pace.milliseconds) * 1000)}/s over the ${writtenBytes(pace.bytes)} read so far.`
    : undefined;
