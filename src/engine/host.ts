/** What the engine needs of the place it runs in: a browser's worker, Node, or a test. */
import type { Backend } from '../compute/backend.ts';
import type { OutputStore, Scratch } from '../io/output.ts';
import type { CheckpointSource, ReadObserver, SourceSpec } from '../io/source.ts';
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
  /** A new, empty place for the files of one job. */
  output(name: string): Promise<OutputStore>;
  scratch(bytes: number): Promise<Scratch>;
  /** Arenas and outputs of all slots together, bytes. */
  readonly budgetBytes: number;
}
