/** Whether the recipe can be merged, and if not, why, in one sentence: for the run bar, and as the reason of Merge. */
import { aboutTime, counted, writtenBytes } from '../words/format.ts';
import { estimateTime } from './estimate.ts';
import { type JobState, jobStore } from './job-store.ts';
import { shortName } from './model-marks.ts';
import { recipeStore } from './recipe-store.ts';
import { sourcesStore } from './sources-store.ts';
import { loadingModels, troubles } from './troubles.ts';

export interface Verdict {
  readonly tone: 'plain' | 'good' | 'warning' | 'error';
  readonly title: string;
  readonly detail: string;
  /** Why Merge is off. */
  readonly blocker: string | undefined;
}

export function verdict(): Verdict {
  const recipe = recipeStore.getState();
  const sources = sourcesStore.getState();
  const job = jobStore.getState();
  const { summary, busy } = job.plan;
  if (recipe.text === '') return off('plain', 'No recipe', 'Choose two models to see what a merge would cost');
  const errors = troubles(recipe, sources, job).filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first) return off('error', `${counted(errors.length, 'problem')} to solve first`, first.what);
  const [loading] = loadingModels(recipe, sources);
  if (loading !== undefined) return off('plain', 'Reading headers', shortName(loading));
  if (!summary) return off('plain', busy ? 'Planning' : 'Not planned yet', '');
  const notes = troubles(recipe, sources, job).filter(({ severity }) => severity === 'warning').length;
  const known = { detail: costLine(job), blocker: undefined };
  return notes > 0 ? { tone: 'warning', title: counted(notes, 'note'), ...known } : { tone: 'good', title: 'Ready', ...known };
}

const off = (tone: Verdict['tone'], title: string, detail: string): Verdict => ({
  tone,
  title,
  detail,
  blocker: detail === '' ? title : `${title}: ${detail}`,
});

function costLine(job: JobState): string {
  const { summary } = job.plan;
  if (!summary) return '';
  const { tensors, readBytes, writeBytes } = summary.cost;
  const time = estimateTime(job);
  const about = time && `${aboutTime(time.seconds)}${time.lacks ? ' and the download' : ''}`;
  return [counted(tensors, 'tensor'), `reads ${writtenBytes(readBytes)}`, `writes ${writtenBytes(writeBytes)}`, about]
    .filter(Boolean)
    .join(' · ');
}
