/** A plan: everything that a run will do, decided from headers alone. Plain data that survives structuredClone. */
import type { PlainFault } from '../base/errors.ts';
import type { DType, FloatDType } from '../formats/dtype.ts';

/** Something the planner has to say. `error` stops the merge. */
export interface Problem extends PlainFault {
  readonly severity: 'error' | 'warning' | 'note';
  readonly about?: ProblemTopic | undefined;
}

/** What a problem is about, for those who offer to mend it. Models by their references in the recipe. */
export type ProblemTopic =
  /** They fit neither the others nor, where there is one, the base. */
  | { readonly kind: 'misfit'; readonly models: readonly string[] }
  /** Equal but for the number of rows of their vocabularies. */
  | { readonly kind: 'vocabulary'; readonly models: readonly string[] }
  /** They were cut to the rows that all have, as the options ask. */
  | { readonly kind: 'vocabulary-cut' }
  /** No filter's row fits some tensors: they have no value of the parameter, in one model or at all. */
  | { readonly kind: 'filter-gap'; readonly key: string; readonly model?: string | undefined }
  /** A `layer_range` that ends beyond the model's last layer. */
  | { readonly kind: 'layer-range'; readonly model: string; readonly layers: number }
  | { readonly kind: 'whole-model-trim' }
  | { readonly kind: 'licences' };

/** One tensor of one checkpoint, at its place in a file. */
export interface FileOperand {
  readonly kind: 'file';
  /** Index into `Plan.sources`. */
  readonly source: number;
  readonly name: string;
  readonly file: string;
  readonly offset: number;
  readonly bytes: number;
  readonly dtype: DType;
  /** May have fewer rows than the file's tensor (vocabularies cut to the smallest); `bytes` says how many are read. */
  readonly shape: readonly number[];
}

/** The result of an earlier step of the same tensor. */
export interface StepOperand {
  readonly kind: 'step';
  readonly step: number;
}

/** base + scale · B·A in float32 (LoRA, Hu et al. 2021), made row by row as it is read. */
export interface AdapterOperand {
  readonly kind: 'adapter';
  readonly shape: readonly number[];
  readonly dtype: 'F32';
  readonly bytes: number;
  readonly base: FileOperand;
  /** [rank, columns]; [rank, rows] for a transposed target. */
  readonly a: FileOperand;
  /** [rows, rank]; [columns, rank] for a transposed target. */
  readonly b: FileOperand;
  readonly scale: number;
  /** The base keeps the transpose of what the adapter changes (embeddings, Conv1D). */
  readonly transposed: boolean;
}

/** Rows of other tensors in a new order: a vocabulary aligned by token. Made as it is read. */
export interface RowsOperand {
  readonly kind: 'rows';
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly bytes: number;
  /** The tensor's own model first; others lend rows for tokens that it lacks. */
  readonly inputs: readonly (FileOperand | AdapterOperand)[];
  /** For each output row, a row of `inputs[0]`; −1 where `fills` says what goes there. */
  readonly rows: Int32Array;
  /** The rows whose mean fills an output row; an empty list is zero. */
  readonly fills: ReadonlyMap<number, readonly { readonly input: number; readonly row: number }[]>;
  /** Last rows that are filled with the mean of all rows before them. */
  readonly padding: number;
}

/** What is read, as against what an earlier step makes. */
export type ReadOperand = FileOperand | AdapterOperand | RowsOperand;
export type OperandPlan = ReadOperand | StepOperand;

/** Parameters of one merge step, resolved for its tensor. `models[i]` belongs to input i. */
export interface ResolvedParameters {
  readonly shared: Readonly<Record<string, number | boolean | string>>;
  readonly models: readonly Readonly<Record<string, number>>[];
}

/** One thing done to make an output tensor; the last step makes the tensor itself. */
export type StepPlan = MergeStep | CopyStep;

interface StepBase {
  readonly inputs: readonly OperandPlan[];
  readonly shape: readonly number[];
  readonly dtype: DType;
}

export interface MergeStep extends StepBase {
  readonly kind: 'merge';
  readonly dtype: FloatDType;
  readonly method: string;
  readonly base?: number | undefined;
  readonly parameters: ResolvedParameters;
  /** The dtype that mergekit would compute in. */
  readonly workDtype: FloatDType;
  /** Each input's model as the recipe names it, or the document that makes it. */
  readonly refs: readonly string[];
  /** Position of each input among the models of its document, or of its slice: part of the random key. */
  readonly positions: readonly number[];
  /** The document that the step belongs to: thresholds over the whole model are one for each document and input. */
  readonly document: string;
  /** By input: coefficients for its columns ([columns]) or rows ([rows, 1]). */
  readonly coefficients?: readonly (FileOperand | undefined)[] | undefined;
  /** The tensor's name in the random key; an inner document's comes with the document's, so that both draw their own. */
  readonly drawnAs: string;
  /** Inputs that draw random numbers, in order. */
  readonly draws: readonly number[];
}

/** Integer tensors, which must be equal in all inputs: the first is written after the others were compared with it. */
export interface CopyStep extends StepBase {
  readonly kind: 'copy';
}

export interface TensorPlan {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly steps: readonly StepPlan[];
  /** Index into `layout.files`, and the first byte in that file. */
  readonly file: number;
  readonly offset: number;
  readonly bytes: number;
  /** Layer in the output, where the tensor belongs to one. */
  readonly layer?: number | undefined;
}

/** What one slot does at a time: neighbours that fit the arena together, or one tensor cut into tiles. */
export interface Unit {
  /** Range of `Plan.tensors`. */
  readonly first: number;
  readonly count: number;
  /** Bytes of arena and output that it holds when resident; larger than the budget means tiles. */
  readonly bytes: number;
  readonly tiled: boolean;
}

export interface LayoutFile {
  readonly path: string;
  readonly bytes: number;
  /** The 8-byte length and the JSON. */
  readonly header: Uint8Array<ArrayBuffer>;
  readonly tensors: number;
}

/** A small file that goes along: made by the planner, or copied from a source. */
export type CompanionFile =
  | { readonly path: string; readonly text: string }
  | { readonly path: string; readonly source: number; readonly from: string; readonly bytes: number };

export interface Cost {
  readonly tensors: number;
  readonly elements: number;
  /** Bytes of weights that will be read, each once, by source. */
  readonly readBytes: number;
  readonly readBySource: readonly number[];
  readonly requests: number;
  readonly writeBytes: number;
  /** Room for re-reading tensors that need several passes and are too large to hold. */
  readonly scratchBytes: number;
  /** Arenas and outputs of all slots, an upper bound. */
  readonly memoryBytes: number;
}

export interface PlannedSource {
  /** The reference in the recipe. */
  readonly ref: string;
  readonly label: string;
  readonly revision?: string | undefined;
}

export interface Plan {
  readonly sources: readonly PlannedSource[];
  /** In the order of work: by input name, as mergekit goes (it fixes the order of its random draws). */
  readonly tensors: readonly TensorPlan[];
  readonly units: readonly Unit[];
  readonly layout: { readonly files: readonly LayoutFile[]; readonly companions: readonly CompanionFile[] };
  readonly problems: readonly Problem[];
  readonly cost: Cost;
  readonly random: { readonly seed: number; readonly generator: 'philox' | 'mergekit' };
}
