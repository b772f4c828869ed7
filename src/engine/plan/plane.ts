/**
 * The models that a document can name, seen alike: a checkpoint's tensors, or what an earlier document makes. A tensor
 * is known by its shape, its dtype and how it comes about.
 */
import { type Architecture, architectureOf } from '../../formats/architectures.ts';
import type { Checkpoint } from '../../formats/checkpoint.ts';
import { DTYPES, type DType } from '../../formats/dtype.ts';
import type { FileOperand, OperandPlan, ReadOperand, StepPlan } from '../plan-types.ts';
import type { OpenedSource, TokenizerFiles } from './opened.ts';

export interface KnownTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** The bytes of a file, or the steps that make it. */
  readonly made: ReadOperand | readonly StepPlan[];
  /** The largest of its inputs' names: mergekit works in the order of these. */
  readonly order: string;
  readonly layer?: number | undefined;
}

export interface Plane {
  /** As the recipe refers to it. */
  readonly ref: string;
  readonly label: string;
  readonly tensors: ReadonlyMap<string, KnownTensor>;
  readonly architecture: Architecture;
  /** Donor of config and tokenizer files: the checkpoint itself, or that of a document's base. */
  readonly checkpoint: Checkpoint;
  /** Whose tokens the rows are; absent where an earlier document edited them. */
  readonly tokenizer?: TokenizerFiles | undefined;
  /** What an earlier document made of its donor's tokenizer files. */
  readonly made?: TokenizerOutput | undefined;
  readonly source: number;
}

/** A tokenizer's files as texts, and which of the donor's are not to be copied. */
export interface TokenizerOutput {
  readonly texts: ReadonlyMap<string, string>;
  readonly dropped: readonly string[];
  readonly donor: Plane;
}

export function checkpointPlane(ref: string, { checkpoint, tokenizer }: OpenedSource, source: number): Plane {
  const tensors = new Map<string, KnownTensor>();
  for (const t of checkpoint.tensors.values()) {
    const { name, dtype, shape, file, offset, bytes } = t;
    const made: FileOperand = { kind: 'file', source, name, dtype, shape, file, offset, bytes };
    tensors.set(name, { name, shape, dtype, made, order: name });
  }
  return {
    ref,
    label: checkpoint.label,
    tensors,
    architecture: architectureOf(checkpoint.config, tensors.keys()),
    checkpoint,
    tokenizer,
    source,
  };
}

/** The tensor of that name, by any spelling that the architecture knows. */
export function findTensor({ tensors, architecture }: Plane, name: string): KnownTensor | undefined {
  const alias = tensors.has(name) ? name : architecture.aliases(name).find((a) => tensors.has(a));
  return alias === undefined ? undefined : tensors.get(alias);
}

/** What stands in for a missing tensor because the model shares its weights: the embedding for an output head. */
export function findTied({ tensors, architecture }: Plane, name: string): KnownTensor | undefined {
  const tied = architecture.role(name).tiedTo?.find((t) => tensors.has(t));
  return tied === undefined ? undefined : tensors.get(tied);
}

export const isRead = (made: KnownTensor['made']): made is ReadOperand => !Array.isArray(made);

/** Adds what makes `tensor` to `steps` (none for a file) and gives the operand that names it. */
export function operandOf(tensor: KnownTensor, steps: StepPlan[]): OperandPlan {
  if (isRead(tensor.made)) return tensor.made;
  const shift = steps.length;
  for (const step of tensor.made) {
    steps.push({ ...step, inputs: step.inputs.map((i) => (i.kind === 'step' ? { ...i, step: i.step + shift } : i)) });
  }
  return { kind: 'step', step: steps.length - 1 };
}

/** The tensor's first `rows` rows; nothing where they are made by a step and cannot be told apart from the rest. */
export function cutRows(tensor: KnownTensor, rows: number): KnownTensor | undefined {
  const [all = 0, ...rest] = tensor.shape;
  if (rows === all) return tensor;
  if (!isRead(tensor.made) || tensor.made.kind !== 'file') return undefined;
  const shape = [rows, ...rest];
  const bytes = shape.reduce((n, d) => n * d, DTYPES[tensor.dtype].bytes);
  return { ...tensor, shape, made: { ...tensor.made, shape, bytes } };
}
