/** Where bytes come from. One contract for files on disk, repositories on the Hub and the embedded demo. */
import type { Checkpoint } from '../formats/checkpoint.ts';

export interface CheckpointSource {
  /** Headers, configs and file lists; never weights. Read once, then remembered. Throws AlloyError. */
  facts(signal: AbortSignal): Promise<Checkpoint>;
  /** Fills `into` exactly from `offset` of the file, or throws. Many reads may be under way at once. */
  read(file: string, offset: number, into: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void>;
  /** Reading the same bytes again costs no network. */
  readonly local: boolean;
  close(): void;
}

/** How a source is named across a worker boundary and in saved state: structured-cloneable data. */
export type SourceSpec =
  | {
      readonly kind: 'hub';
      readonly id: string;
      readonly revision?: string | undefined;
      readonly hubUrl?: string | undefined;
      readonly token?: string | undefined;
    }
  /** Picked or dropped files; `path` is relative to the checkpoint's folder. */
  | { readonly kind: 'files'; readonly label: string; readonly files: readonly { readonly path: string; readonly file: File }[] }
  /** One of the embedded checkpoints (public/demo/NAME). */
  | { readonly kind: 'demo'; readonly name: string; readonly url: string }
  /** A folder on this machine (command line only). */
  | { readonly kind: 'folder'; readonly path: string };

/** Progress of the network, for counters on the screen. */
export interface ReadObserver {
  /** Bytes that arrived, and requests that were made, since the last call. */
  transferred(bytes: number): void;
  requested(): void;
  /** A sentence about something a person may want to know: resumed, retried, waiting. */
  noticed(sentence: string): void;
}
