/** What crosses between the page and the engine's worker: plain data only. */
import type { PlainFault } from '../base/errors.ts';
import type { BackendKind } from '../compute/backend.ts';
import type { DType } from '../formats/dtype.ts';
import type { PublishedFile } from '../io/output.ts';
import type { SourceSpec } from '../io/source.ts';
import type { RecipeProblem } from '../recipe/recipe.ts';
import type { Cost, LayoutFile, Problem, ProblemTopic } from './plan-types.ts';

/** Where the computing happens, and why there. */
export interface BackendReport {
  readonly kind: BackendKind;
  readonly label: string;
  /** One sentence: why this one. */
  readonly reason: string;
  readonly lanes: number;
}

export type BackendChoice = 'auto' | BackendKind;

/** A checkpoint as the studio shows it. */
export interface CheckpointSummary {
  readonly label: string;
  readonly revision?: string | undefined;
  readonly architecture?: string | undefined;
  readonly layers?: number | undefined;
  readonly parameters: number;
  readonly bytes: number;
  readonly tensors: number;
  /** Most common first. */
  readonly dtypes: readonly DType[];
  readonly licence?: string | undefined;
  /** What it was made from, by its card. */
  readonly baseModels?: readonly string[] | undefined;
}

export interface JobRequest {
  /** mergekit YAML. */
  readonly recipe: string;
  /** By the model reference in the recipe. */
  readonly sources: Readonly<Record<string, SourceSpec>>;
  readonly options?: JobOptions | undefined;
}

export interface JobOptions {
  readonly backend?: BackendChoice | undefined;
  readonly seed?: number | undefined;
  readonly random?: 'philox' | 'mergekit' | undefined;
  /** Largest output file, bytes. */
  readonly shardBytes?: number | undefined;
  readonly truncateEmbeddings?: boolean | undefined;
  /** Name of the output: the model card's title and the download's file name. */
  readonly name?: string | undefined;
  /** Distances of the result to its parents, for every tensor (costs one more look at each tile). */
  readonly summary?: boolean | undefined;
}

/** A plan as the studio shows it: without the steps. */
export interface PlanSummary {
  readonly tensors: readonly PlannedTensor[];
  readonly files: readonly Pick<LayoutFile, 'path' | 'bytes' | 'tensors'>[];
  readonly companions: readonly string[];
  readonly problems: readonly Problem[];
  /** Faults of the recipe's text, with lines. */
  readonly recipeProblems: readonly RecipeProblem[];
  readonly cost: Cost;
  readonly backend: BackendReport;
  /** Plans of one family take equally long for each entry: see `speed`. */
  readonly family: string;
  /** Bytes that a run asks for, repeats included: over the network, and of this machine. */
  readonly reads: { readonly far: number; readonly near: number };
}

/** How long computing takes, of one lane or all: so long for each tensor, and so long for each of its entries. */
export interface Calibration {
  readonly tensorMs: number;
  readonly entryMs: number;
  /** Output entries of the largest sample it was measured with. */
  readonly entries: number;
}

/** Bytes that came while at least one read was under way, since the engine began. */
export interface ReadPace {
  readonly bytes: number;
  readonly milliseconds: number;
}

/** What an estimate of a run's time can rest on before there was one. */
export interface Speed {
  readonly family: string;
  /** Of the plan's own steps on invented numbers; absent where nothing is computed. */
  readonly merge?: Calibration | undefined;
  /** Absent: too little was read to tell. */
  readonly far?: ReadPace | undefined;
  readonly near?: ReadPace | undefined;
}

export interface PlannedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Input dtypes without repeats. */
  readonly from: readonly DType[];
  readonly to: DType;
  /** What is done, e.g. "TIES" or "LoRA, then SLERP". */
  readonly steps: string;
  readonly readBytes: number;
  readonly tiled: boolean;
}

export type Stage = 'read' | 'merge' | 'write';

export interface StageProgress {
  readonly stage: Stage;
  /** read, write: bytes; merge: output entries. */
  readonly done: number;
  readonly total: number;
  /** Per second, over the last few seconds. */
  readonly rate: number;
  /** Share of the last few seconds that the stage was at work, 0 to 1. */
  readonly busy: number;
}

export interface TensorStatistics {
  readonly name: string;
  readonly elements: number;
  /** NaN and infinite entries of each input, in the recipe's order; absent when there are none. */
  readonly notFinite?: readonly { readonly input: string; readonly nan: number; readonly infinite: number }[] | undefined;
  /** ‖result − input‖ / ‖input‖ for each input of the (last) merge, in order; present when asked for. */
  readonly moved?: readonly { readonly input: string; readonly base: boolean; readonly relative: number }[] | undefined;
  readonly notes?: readonly string[] | undefined;
}

export interface JobResult {
  readonly files: readonly PublishedFile[];
  readonly tensors: readonly TensorStatistics[];
  /** Without the time in which it was paused. */
  readonly seconds: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly requests: number;
  readonly backend: BackendReport;
  /** The result was reopened: every header entry read back and compared with the plan. */
  readonly checked: boolean;
}

export type JobEvent =
  | { readonly type: 'planned'; readonly plan: PlanSummary }
  | {
      readonly type: 'progress';
      readonly stages: readonly StageProgress[];
      readonly tensorsDone: number;
      readonly tensors: number;
      readonly inFlight: readonly string[];
      readonly requests: number;
      readonly secondsLeft?: number | undefined;
    }
  | { readonly type: 'tensor'; readonly index: number; readonly statistics: TensorStatistics }
  | { readonly type: 'warning'; readonly message: string }
  /** After `pause`: nothing is read any more. The last `progress` before it says how far the job is. */
  | { readonly type: 'paused' }
  | { readonly type: 'done'; readonly result: JobResult }
  | { readonly type: 'failed'; readonly problem: PlainFault };

export interface TensorDiff {
  readonly name: string;
  readonly shape: readonly number[];
  readonly elements: number;
  /** ‖b − a‖ */
  readonly distance: number;
  /** ‖b − a‖ / ‖a‖ */
  readonly relative: number;
  /** Undefined where one of them is zero. */
  readonly cosine: number | undefined;
  /** Share of entries that differ, 0 to 1. */
  readonly changed: number;
}

export interface CheckpointDiff {
  readonly a: string;
  readonly b: string;
  readonly tensors: readonly TensorDiff[];
  /** What could not be compared. */
  readonly apart: readonly { readonly name: string; readonly why: string }[];
}

export interface Verdict {
  /** Tensors that were made again. */
  readonly checked: readonly string[];
  readonly of: number;
  readonly different: readonly { readonly name: string; readonly bytes: number }[];
}

/**
 * The object behind Comlink in `worker.ts`. Failures cross as plain faults, never as bare exceptions. A call's `id` is the
 * one by which `cancel` ends it.
 */
export interface EngineApi {
  backend(choice: BackendChoice): Promise<Outcome<BackendReport>>;
  /** Opens a source and reads its headers. */
  inspect(id: string, spec: SourceSpec): Promise<Outcome<CheckpointSummary>>;
  plan(id: string, request: JobRequest): Promise<Outcome<PlanSummary>>;
  /** Measured once for each family, and remembered. */
  speed(id: string, request: JobRequest, family: string): Promise<Outcome<Speed>>;
  /** Ends with a `done` or `failed` event. `id` names the job for `pause` and `resume` too. */
  run(id: string, request: JobRequest, onEvent: (event: JobEvent) => void): Promise<void>;
  cancel(id: string): Promise<void>;
  /** Holds a run: reads that are under way end, and none begins before `resume`. */
  pause(id: string): Promise<void>;
  resume(id: string): Promise<void>;
  /** Compares two checkpoints tensor by tensor. */
  diff(id: string, a: SourceSpec, b: SourceSpec, choice: BackendChoice): Promise<Outcome<CheckpointDiff>>;
  /** Makes a sample of a recipe's tensors again and compares them with a finished output. */
  verify(id: string, request: JobRequest, output: SourceSpec, tensors: number): Promise<Outcome<Verdict>>;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: PlainFault };

export type { DType, Problem, ProblemTopic, RecipeProblem, SourceSpec };
