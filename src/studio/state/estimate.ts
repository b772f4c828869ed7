/** How long the planned merge would take, from measured things alone, with what was measured and what is left out. */
import type { Calibration, ReadPace } from '../../engine/protocol.ts';
import { writtenBytes, writtenCount } from '../words/format.ts';
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

/** What a run of another size says of this one: tensors cost something whatever they hold, and opening a file does. */
const LARGEST_RATIO = 8;

/** A run that ended well, with the same steps on the same machine part, bytes from the same kind of place, and not far from as large. */
function isLike({ result, plan }: Run, { plan: { summary } }: JobState): boolean {
  if (!result || !plan || !summary || plan.family !== summary.family) return false;
  const ratio = plan.cost.elements / summary.cost.elements;
  return plan.reads.far > 0 === summary.reads.far > 0 && Math.max(ratio, 1 / ratio) <= LARGEST_RATIO;
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
  const merging = speed.merge ? (cost.tensors * speed.merge.tensorMs + cost.elements * speed.merge.entryMs) / 1000 : 0;
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
        `Computing: ${rateText(speed.merge)}, measured with these steps on ${backend.label} (up to ${writtenCount(speed.merge.entries)} invented entries at a time).`,
      paceText('Network', speed.far, reads.far) ??
        (lacks && 'No weights were fetched yet, so the time of the download is not known: it may be the longer one.'),
      paceText('This computer', speed.near, reads.near),
      lacks ? undefined : 'Reading and computing go on side by side; the slower one counts.',
    ]
      .filter(Boolean)
      .join(' '),
  };
}

/** Less is lost among the entries. */
const LEAST_TENSOR_MS = 0.05;

const rateText = ({ entryMs, tensorMs }: Calibration): string =>
  `${writtenCount(1000 / entryMs)} entries a second${tensorMs < LEAST_TENSOR_MS ? '' : ` and ${tensorMs.toFixed(1)} ms a tensor`}`;

/** No bytes take no time; of an unknown pace nothing can be said. */
function secondsAt(pace: ReadPace | undefined, bytes: number): number | undefined {
  if (bytes === 0) return 0;
  return pace && (bytes * pace.milliseconds) / pace.bytes / 1000;
}

const paceText = (where: string, pace: ReadPace | undefined, bytes: number): string | undefined =>
  bytes > 0 && pace
    ? `${where}: ${writtenBytes((pace.bytes / pace.milliseconds) * 1000)}/s over the ${writtenBytes(pace.bytes)} read so far.`
    : undefined;
