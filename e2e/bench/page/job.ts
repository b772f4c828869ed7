/** What the benchmark's program and its page say to each other. */
import type { PlainFault } from '../../../src/base/errors.ts';
import type { JobRequest, JobResult } from '../../../src/engine/protocol.ts';

export interface BenchJob {
  readonly request: JobRequest;
}

export type BenchOutcome =
  | ({ readonly ok: true } & Pick<JobResult, 'seconds' | 'readBytes' | 'writeBytes' | 'requests' | 'backend'>)
  | { readonly ok: false; readonly fault: PlainFault };
