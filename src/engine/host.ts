/** What the engine needs of the place it runs in: a browser's worker, Node, or a test. */
import type { Backend } from '../compute/backend.ts';
import type { HubDirectory } from '../io/open.ts';
import type { OutputStore, Scratch } from '../io/output.ts';
import type { CheckpointSource, ReadObserver, SourceSpec } from '../io/source.ts';
import type { Storage } from '../io/stored.ts';
import type { BackendChoice, BackendReport } from './protocol.ts';

export interface Lanes {
  readonly report: BackendReport;
  /** Each computes independently; a slot of the runner holds one. */
  readonly backends: readonly Backend[];
}

export interface EngineHost {
  open(spec: SourceSpec, observer: ReadObserver): CheckpointSource;
  /** Kept and shared by all jobs; after one was lost, new ones. */
  lanes(choice: BackendChoice): Promise<Lanes>;
  /** A new, empty place for the files of one job, which will have about so many bytes. */
  output(name: string, bytes: number): Promise<OutputStore>;
  scratch(bytes: number): Promise<Scratch>;
  /** The Hub's lists, where a person looks for models. */
  readonly hub?: HubDirectory | undefined;
  /** What the place keeps of earlier jobs, where it keeps any. */
  readonly storage?: { list(): Promise<Storage>; remove(name: string): Promise<boolean> } | undefined;
  /** Arenas and outputs of all slots together, bytes. */
  readonly budgetBytes: number;
}
