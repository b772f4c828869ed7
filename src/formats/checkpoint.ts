/** What is known of a checkpoint before any weight is read: plain data, from headers and configs only. */
import type { DType } from './dtype.ts';

export interface TensorFacts {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Path of the file inside the checkpoint. */
  readonly file: string;
  /** First byte of the tensor, counted from the start of the file. */
  readonly offset: number;
  readonly bytes: number;
}

export interface FileFacts {
  readonly path: string;
  readonly bytes: number;
  /** Published digest of the whole file, lower-case hexadecimal, where the Hub gives one. */
  readonly sha256?: string | undefined;
}

export interface Checkpoint {
  /** How the user knows it: `owner/name`, a folder's name, a demo's name. */
  readonly label: string;
  /** The commit that every later read is pinned to, for Hub repositories. */
  readonly revision?: string | undefined;
  readonly tensors: ReadonlyMap<string, TensorFacts>;
  readonly files: readonly FileFacts[];
  /** The parsed config.json, unchanged; absent when the checkpoint has none. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  /** The parsed adapter_config.json of a PEFT adapter, unchanged. */
  readonly adapterConfig?: Readonly<Record<string, unknown>> | undefined;
  /** `__metadata__` of the (first) safetensors header. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Facts of the model card that matter to a merge, where there is one. */
  readonly card?: { readonly licence?: string | undefined; readonly baseModels?: readonly string[] | undefined } | undefined;
}

/** Number of entries of a shape; 1 for a scalar. */
export const elementsOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);
