/** Faults, results and progress in words, for a terminal. */
import type { Fault } from '../base/errors.ts';
import type { JobEvent, JobResult, StageProgress } from '../engine/protocol.ts';
import { formatBytes } from './size.ts';

type Progress = Extract<JobEvent, { type: 'progress' }>;

/** What happened, where, and what to do about it, a line each. */
export function faultText({ what, where, hint }: Fault): string {
  return [`alloy: ${what}`, where && `  where: ${where}`, hint && `  what to do: ${hint}`].filter(Boolean).join('\n');
}

export function resultText(result: JobResult, output: string): string {
  const files = `${result.files.length} ${result.files.length === 1 ? 'file' : 'files'}`;
  const rate = formatBytes(result.writeBytes / Math.max(result.seconds, 1e-3));
  const where = `${result.backend.label}${result.backend.lanes > 1 ? ` × ${result.backend.lanes}` : ''}`;
  const checked = result.checked ? 'read back and checked' : 'not read back';
  return `${output}: ${files}, ${formatBytes(result.writeBytes)} in ${duration(result.seconds)} (${rate}/s, ${where}), ${checked}`;
}

/** Most tensors that are named one by one. */
const MOST_NAMED = 8;

/** What the result should be looked at for: numbers that are none in the inputs, and what methods had to say; a line each. */
export function doubtLines({ tensors }: Pick<JobResult, 'tensors'>): string[] {
  const all = tensors.flatMap(({ name, notFinite = [], notes = [] }) => [
    ...notFinite.map(
      ({ input, nan, infinite }) =>
        `${name}: ${countOf(nan, 'NaN')}${nan && infinite ? ' and ' : ''}${countOf(infinite, 'infinite')} in ${input}.`,
    ),
    ...notes.map((note) => `${name}: ${note}`),
  ]);
  const more = all.length - MOST_NAMED;
  return more > 0 ? [...all.slice(0, MOST_NAMED), `${more} more like these; --json names all.`] : all;
}

const countOf = (count: number, what: string): string => (count > 0 ? `${count} ${what}` : '');

/** `3 s`, `2 min 5 s`, `1 h 12 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

const BAR = 24;
const share = ({ done, total }: StageProgress): number => (total > 0 ? done / total : 1);

/** One line, at most `columns` wide: the bar shows the stage that is furthest behind. */
export function progressLine(progress: Progress, columns: number): string {
  const slowest = Math.min(1, ...progress.stages.map(share));
  const filled = Math.round(slowest * BAR);
  const read = progress.stages.find(({ stage }) => stage === 'read');
  const parts = [
    `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${Math.floor(slowest * 100)} %`,
    `${progress.tensorsDone} of ${progress.tensors} tensors`,
    read && `${formatBytes(read.rate)}/s read`,
    progress.secondsLeft !== undefined && `about ${duration(progress.secondsLeft)} left`,
  ];
  return parts.filter(Boolean).join('  ').slice(0, columns);
}
