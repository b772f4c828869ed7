/**
 * What weights alone can tell about a merge, as it crosses to the page: numbers for the Live dock, the map and the
 * diagnostics. Everything here is computed; what was sampled says so, with its error.
 */
import type { DType } from '../formats/dtype.ts';
import type { JobRequest, Outcome } from './protocol.ts';

/** Where a number comes from: all entries, or a sample of tiles. */
export interface Coverage {
  readonly entries: number;
  readonly of: number;
}

/** A mean over entries, with its standard error where it was sampled (0 where all were read). */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/** Which merge is looked at. */
export interface ObservedMerge {
  readonly job: JobRequest;
  /** Name of the inner document whose merge it is; absent: the one that makes the output. */
  readonly document?: string | undefined;
}

/** How votes fall: of all models, or of two of them as if no other voted. */
export interface Votes {
  /** Of entries where at least two sparsified task vectors are non-zero: share whose signs are not all equal. */
  readonly conflict: Estimate | undefined;
  /** The conflict that independent signs would give: the mean of 1 − 2^(1−n) over contested entries with n votes. */
  readonly conflictChance: number | undefined;
  /** 1 − |Σ D| / Σ |D| over those entries. */
  readonly conflictMass: Estimate | undefined;
  /** |Σ D|, by how much the elected sign leads: the mean over those entries. */
  readonly margin: Estimate | undefined;
  /** Entries where at least two voted. */
  readonly contested: number;
}

export interface PairVotes extends Votes {
  /** Indices of {@link Observation.inputs}. */
  readonly between: readonly [number, number];
}

/**
 * One tensor of a merge, by its name in the output. Arrays are by `Observation.inputs`; the base has zeros, and an input
 * that takes no part in this tensor (another slice's) NaN.
 */
export interface TensorObservation extends Votes {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly layer: number | undefined;
  /** The column of the model grid: `q`, `gate`, `embed`, … */
  readonly module: string;
  readonly coverage: Coverage;
  /** ‖x_i‖ of the tensor (scaled up to the whole where sampled). */
  readonly norms: readonly number[];
  /** ‖x_i − base‖; empty without a base. */
  readonly changes: readonly number[];
  /** cos(τ_i, τ_j) of the task vectors (of the tensors without a base), pairs (i < j) of the non-base inputs. */
  readonly cosines: readonly number[];
  /** ‖result − x_i‖ */
  readonly distances: readonly number[];
  readonly resultNorm: number;
  /** Votes of the two models that were asked for; absent where one of them has no part. */
  readonly pair?: PairVotes | undefined;
  /** Share of each input's entries that were trimmed away. */
  readonly trimmed: readonly number[];
  /** Share of contested entries where each input's sign was elected. */
  readonly won: readonly number[];
  readonly notes: readonly string[];
}

export interface Observation extends Pick<ObservedMerge, 'document'> {
  readonly inputs: readonly { readonly ref: string; readonly label: string; readonly base: boolean }[];
  readonly tensors: readonly TensorObservation[];
  readonly sampled: boolean;
  /** Names of tensors that were computed anew for this answer. */
  readonly changed: readonly string[];
  /** A sentence, where the device that computed before was lost: what computes now. */
  readonly notice?: string | undefined;
  readonly milliseconds: number;
}

/**
 * What a map shows: means over a bin's entries, or over its contested ones.
 * - conflict, conflictMass: as in {@link TensorObservation}; won: the input's share of contested entries. Contested.
 * - margin: |Σ D|, by how much the elected sign leads. Contested.
 *   These three are of all models' votes, or of those of the two they are asked `between`, as if no other voted.
 * - trimmed: share of the input's entries dropped. change: |x − base| (|x| without a base). difference: |x − y|.
 * - magnitude: |x − base| over all models; result: |result − base| (|result| without a base).
 * Inputs are indices of {@link Observation.inputs}.
 */
export type MapQuantity =
  | { readonly kind: 'magnitude' | 'result' }
  | { readonly kind: 'conflict' | 'conflictMass' | 'margin'; readonly between?: readonly [number, number] | undefined }
  | { readonly kind: 'won' | 'trimmed' | 'change'; readonly input: number }
  | { readonly kind: 'difference'; readonly inputs: readonly [number, number] };

export interface MapRequest extends ObservedMerge {
  readonly tensor: string;
  readonly quantity: MapQuantity;
  /** At most this many bins each way; a bin is a whole number of rows × columns. */
  readonly bins: readonly [number, number];
  /** Only a part: rows and columns [from, to). Whole tensor when absent. */
  readonly window?: { readonly rows: readonly [number, number]; readonly columns: readonly [number, number] } | undefined;
}

/** Exact means over bins. */
export interface TensorMap {
  readonly tensor: string;
  readonly rows: number;
  readonly columns: number;
  readonly window: { readonly rows: readonly [number, number]; readonly columns: readonly [number, number] };
  /** Entries of a bin, each way. */
  readonly rowsPerBin: number;
  readonly columnsPerBin: number;
  readonly binRows: number;
  readonly binColumns: number;
  /** By bin, row-major; NaN where no entry counts. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Entries that count in each bin (contested ones for conflicts). */
  readonly counts: Uint32Array<ArrayBuffer>;
  readonly rowMeans: Float32Array<ArrayBuffer>;
  readonly columnMeans: Float32Array<ArrayBuffer>;
  /** The value expected by chance (independent signs), where the quantity has one. */
  readonly chance: number | undefined;
}

export interface EntriesRequest extends ObservedMerge {
  readonly tensor: string;
  /** The first entry, and how many rows and columns from it on (at most MOST_ENTRIES entries; cut at the tensor's edge). */
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

export const MOST_ENTRIES = 4096;

/** Every number of a few entries: the closest zoom. */
export interface EntryView {
  readonly tensor: string;
  readonly row: number;
  readonly column: number;
  readonly base: number | undefined;
  readonly result: number;
  readonly inputs: readonly {
    readonly value: number;
    readonly change: number;
    readonly kept: boolean;
    /** What it adds to the election: its weight times what is kept of its change; 0 where it does not vote. */
    readonly vote: number;
    readonly agrees: boolean | undefined;
  }[];
  /** +1 or −1 where a sign was elected. */
  readonly elected: 1 | -1 | undefined;
}

/** Diagnostics over all tensors, for charts (studio.md, screen j). */
export interface Diagnostics {
  /** By number of models n = 2 …: share of contested entries in conflict when the first n models vote, and by chance. */
  readonly conflictByModels: readonly { readonly models: number; readonly share: number; readonly chance: number }[];
  /** For each pair and each k: Jaccard of the top-k sets of |τ|, and chance k/(2−k). */
  readonly overlap: readonly {
    readonly pair: readonly [number, number];
    readonly k: number;
    readonly jaccard: number;
    readonly chance: number;
  }[];
  /** For each model and each density: ‖top-k τ‖ / ‖τ‖. */
  readonly trim: readonly { readonly input: number; readonly density: number; readonly norm: number }[];
  /** Variance that DARE adds at the recipe's density, relative to ‖τ‖²: (1 − p)/p. Undefined for other methods. */
  readonly dareVariance: readonly { readonly input: number; readonly relative: number }[] | undefined;
  /** Angle between the two vectors of a SLERP, degrees, by tensor, and whether it fell back to a line. */
  readonly angles:
    | readonly { readonly tensor: string; readonly layer: number | undefined; readonly degrees: number; readonly linear: boolean }[]
    | undefined;
}

export interface ObserveRequest extends ObservedMerge {
  /** Two of {@link Observation.inputs}, whose votes every tensor tells besides those of all. */
  readonly between?: readonly [number, number] | undefined;
  /** Entries that are looked at at most for each tensor of models that do not fit. */
  readonly sampleEntries?: number | undefined;
}

/** What the engine's object offers besides `EngineApi`; `id` names a call for `EngineApi.cancel`. */
export interface ObserveApi {
  /**
   * A newer call ends an older one, which fails as `aborted`. `onFilling` hears what is known while weights still
   * arrive: tensors that were not looked at yet have no entries in their coverage, and no numbers.
   */
  observe(id: string, request: ObserveRequest, onFilling?: (soFar: Observation) => void): Promise<Outcome<Observation>>;
  tensorMap(id: string, request: MapRequest): Promise<Outcome<TensorMap>>;
  entries(id: string, request: EntriesRequest): Promise<Outcome<readonly EntryView[]>>;
  /** `onProgress` hears the share that is done, 0 to 1. */
  diagnostics(id: string, request: ObservedMerge, onProgress?: (done: number) => void): Promise<Outcome<Diagnostics>>;
  /** Lets go of all weights that are held for observing. */
  release(): Promise<void>;
}
