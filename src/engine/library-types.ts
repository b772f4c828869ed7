/** What the engine tells of models that are not in a recipe yet, as it crosses to the page. */
import type { FoundModel, FoundPage, HubAccess, Revision } from '../io/search.ts';
import type { SourceSpec } from '../io/source.ts';
import type { Storage, StoredJob } from '../io/stored.ts';
import type { CheckpointSummary, Outcome } from './protocol.ts';

/** `unknown`: nothing speaks for it or against it. */
export type FitVerdict = 'fits' | 'note' | 'differs' | 'unknown';

export interface FitRow {
  readonly subject: 'Architecture' | 'Tensors' | 'Vocabulary' | 'Output head' | 'Precision' | 'Shared base';
  readonly verdict: FitVerdict;
  /** One line. */
  readonly text: string;
  /** The difference in two words, for a list: "28 layers". */
  readonly short?: string | undefined;
}

export interface FitReport {
  readonly summary: CheckpointSummary;
  /** Low-rank changes to a model instead of a model. */
  readonly adapter?: { readonly rank: number } | undefined;
  readonly rows: readonly FitRow[];
}

/** Failures cross as in `EngineApi`. `id` names a call for `cancel`. */
export interface LibraryApi {
  search(id: string, text: string, access: HubAccess): Promise<Outcome<FoundPage>>;
  revisions(id: string, repository: string, access: HubAccess): Promise<Outcome<readonly Revision[]>>;
  /** Judges a model against another by headers and configs alone. */
  fit(id: string, model: SourceSpec, base: SourceSpec): Promise<Outcome<FitReport>>;
  /** What lies in the browser's own file system. */
  stored(): Promise<Outcome<Storage>>;
  /** False where a tab still holds the job. */
  removeStored(name: string): Promise<Outcome<boolean>>;
}

export type { FoundModel, FoundPage, HubAccess, Revision, Storage, StoredJob };
