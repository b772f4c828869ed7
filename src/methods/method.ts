/** What a merge method is: data (spec) that forms, checks and documentation derive from, and mathematics (rule). */
import type { MethodSpec } from './spec-types.ts';
import type { Work } from './work.ts';

export interface Method {
  readonly spec: MethodSpec;
  /** Merges one tensor: measures what it needs of the whole tensor, then emits the result once. */
  readonly rule: (work: Work) => Promise<void>;
}
