/** Models that could be added, from the library and from the Hub, and what a row says of each. Pure. */
import type { FitReport, FoundModel } from '../../engine/client.ts';
import type { CheckpointSummary } from '../../engine/protocol.ts';
import { isDemo } from '../state/library.ts';
import { shortName } from '../state/model-marks.ts';
import type { SourceEntry, SourceState } from '../state/sources-store.ts';
import { ago, writtenBytes, writtenCount } from '../words/format.ts';
import { type PastedModel, parseModel } from '../words/parse-model.ts';

export interface Candidate {
  /** The reference in the library, or the repository with its revision. */
  readonly key: string;
  readonly title: string;
  /** Its reference, where it is in the library. */
  readonly ref?: string | undefined;
  /** Its repository, where it has one. */
  readonly model?: PastedModel | undefined;
  readonly found?: FoundModel | undefined;
  readonly state?: SourceState | undefined;
  /** Part of the recipe already. */
  readonly inUse: boolean;
}

export const fromEntry = (entry: SourceEntry, inUse: boolean): Candidate => ({
  key: entry.ref,
  title: isDemo(entry.ref) ? shortName(entry.ref) : entry.ref.replace(/@([0-9a-f]{7})[0-9a-f]{33}$/, '@$1').replace(/^\.\//, ''),
  ref: entry.ref,
  model: entry.spec?.kind === 'hub' ? { id: entry.spec.id, revision: entry.spec.revision } : undefined,
  state: entry.state,
  inUse,
});

export const fromId = (id: string, found?: FoundModel): Candidate => ({
  key: id,
  title: id,
  model: parseModel(id) ?? { id },
  found,
  inUse: false,
});

/** Every word of the text is somewhere in the title. */
export const matches = ({ title }: Candidate, text: string): boolean =>
  text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => title.toLowerCase().includes(word));

/** "1.24 B · BF16 · llama3.2 · 2.47 GB · 3 weeks ago". */
export function factsOf({ found, state, ref }: Candidate, report: FitReport | undefined, now: number): string {
  const summary = report?.summary ?? (state?.kind === 'ready' ? state.summary : undefined);
  const facts = summary
    ? [
        report?.adapter && `adapter, rank ${report.adapter.rank}`,
        writtenCount(summary.parameters),
        summary.dtypes[0],
        summary.licence ?? 'no licence given',
        writtenBytes(summary.bytes),
      ]
    : [
        found?.kind === 'adapter' ? 'adapter' : undefined,
        found?.parameters === undefined ? undefined : writtenCount(found.parameters),
        found?.dtypes[0],
        found && (found.licence ?? 'no licence given'),
        found?.bytes === undefined ? undefined : writtenBytes(found.bytes),
      ];
  const place = ref !== undefined && isDemo(ref) ? 'demo family' : found?.updated === undefined ? undefined : ago(found.updated, now);
  return [...facts, place].filter(Boolean).join(' · ');
}

export type FitState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly report: FitReport }
  | Extract<SourceState, { kind: 'fault' }>;

export interface Judgement {
  readonly tone: 'good' | 'warning' | 'bad' | 'plain' | 'locked';
  readonly text: string;
  /** It cannot be added at all. */
  readonly blocked?: string | undefined;
  /** It was not judged by its headers yet. */
  readonly open?: boolean | undefined;
}

const KINDS: Readonly<Record<FoundModel['kind'], Judgement | undefined>> = {
  safetensors: undefined,
  adapter: undefined,
  gguf: {
    tone: 'plain',
    text: 'GGUF only',
    blocked: 'GGUF holds quantised copies for running. Add the repository that they were made from.',
  },
  quantised: {
    tone: 'plain',
    text: 'quantised',
    blocked: 'Quantised weights are codes, not numbers that can be averaged. Add the original checkpoint.',
  },
  none: { tone: 'plain', text: 'no safetensors', blocked: 'It has no .safetensors files, the only ones that are safe to open here.' },
};

/** What the end of a row says. `base`: what the merge is measured against, where there is one. */
export function judge(candidate: Candidate, fit: FitState | undefined, base: CheckpointSummary | undefined): Judgement | undefined {
  const { found, inUse } = candidate;
  if (inUse) return { tone: 'plain', text: 'in use' };
  const kind = found && KINDS[found.kind];
  if (kind) return kind;
  if (fit?.kind === 'fault')
    return fit.fault.code === 'access' ? { tone: 'locked', text: 'ask first' } : { tone: 'bad', text: 'cannot be read' };
  if (fit?.kind === 'ready') return judged(fit.report);
  const unlike = base && unlikeBase(candidate, base);
  if (unlike !== undefined) return { tone: 'bad', text: unlike };
  if (found?.gated) return { tone: 'locked', text: 'ask first', open: true };
  return fit?.kind === 'loading' ? { tone: 'plain', text: 'reading headers', open: true } : undefined;
}

function judged({ rows }: FitReport): Judgement | undefined {
  const differs = rows.find(({ verdict }) => verdict === 'differs');
  if (differs) return { tone: 'bad', text: differs.short ?? differs.subject };
  const notes = rows.filter(({ verdict }) => verdict === 'note').length;
  if (notes > 0) return { tone: 'warning', text: `fits, ${notes} ${notes === 1 ? 'note' : 'notes'}` };
  return rows.length > 0 ? { tone: 'good', text: 'fits' } : undefined;
}

/** Sizes further apart than this cannot come from one architecture with a few tokens more. */
const FAR = 0.1;

/** What a listing alone rules out. */
function unlikeBase({ found, state }: Candidate, base: CheckpointSummary): string | undefined {
  const known = state?.kind === 'ready' ? state.summary : undefined;
  const architecture = known?.architecture ?? found?.architecture;
  if (architecture !== undefined && base.architecture !== undefined && architecture !== base.architecture)
    return architecture.replace(/For[A-Z]\w*$/, '');
  if (known?.layers !== undefined && base.layers !== undefined && known.layers !== base.layers) return `${known.layers} layers`;
  const parameters = found?.kind === 'adapter' ? undefined : (known?.parameters ?? found?.parameters);
  if (parameters === undefined || Math.abs(parameters / base.parameters - 1) < FAR) return undefined;
  return `${writtenCount(parameters)}, the base ${writtenCount(base.parameters)}`;
}

export const fitsBase = (judgement: Judgement | undefined): boolean => judgement?.tone === 'good' || judgement?.tone === 'warning';
