/**
 * Where a unit's bytes lie while it is worked on: pure arithmetic, used to size the arena when planning and to fill it
 * when running. Inputs are read in windows: neighbours in a file travel together and keep their distances, so that
 * one request and one copy serve many tensors.
 */
import { DTYPES } from '../../formats/dtype.ts';
import type { FileOperand, OperandPlan, ReadOperand, TensorPlan } from '../plan-types.ts';
import { compareNames } from './order.ts';

/** Bytes between neighbours that are cheaper to read than to ask for separately. */
const GAP = 4096;
/** Every window starts at the same place modulo this as in its file, so that aligned tensors stay aligned. */
const ALIGN = 16;

export interface Window {
  /** A stretch of a file; or an operand that is made as it is read, from its first byte on. */
  readonly from: { readonly source: number; readonly file: string; readonly offset: number } | Exclude<ReadOperand, FileOperand>;
  readonly bytes: number;
  /** First byte in the arena. */
  readonly at: number;
}

/** Bytes of an arena for each operand of a step, and where an earlier step's result is kept for later ones. */
export interface StepPlacement {
  readonly inputs: readonly number[];
  /** In the arena; only for steps that a later step of the same tensor reads. */
  readonly kept: number | undefined;
}

export interface TensorPlacement {
  readonly steps: readonly StepPlacement[];
  /** First byte in the output buffer. */
  readonly out: number;
  /** First byte in the arena of a copy of the result, where its distances are measured. */
  readonly result: number;
}

export interface Placement {
  readonly windows: readonly Window[];
  readonly tensors: readonly TensorPlacement[];
  readonly arenaBytes: number;
  readonly outBytes: number;
}

export const align = (n: number, to = ALIGN): number => Math.ceil(n / to) * to;

/** Equal for operands that are the same bytes. `named`: what a source is known by. */
export function keyOf(o: ReadOperand, named: (source: number) => unknown = (source) => source): string {
  if (o.kind === 'file') return JSON.stringify([named(o.source), o.file, o.offset, o.bytes]);
  const keysOf = (parts: readonly ReadOperand[]) => parts.map((part) => keyOf(part, named));
  if (o.kind === 'adapter') return JSON.stringify([...keysOf([o.base, o.a, o.b]), o.scale, o.transposed]);
  return JSON.stringify([...keysOf(o.inputs), hashOf(o.rows), [...o.fills], o.padding]);
}

/** FNV-1a over 32-bit numbers, with their count. */
function hashOf(list: Int32Array): string {
  let hash = 0x811c9dc5;
  for (const n of list) hash = Math.imul(hash ^ n, 0x01000193);
  return `${list.length} ${hash >>> 0}`;
}

const readOperands = (tensor: TensorPlan): ReadOperand[] =>
  tensor.steps.flatMap((s) => s.inputs).filter((i): i is ReadOperand => i.kind !== 'step' && i.bytes > 0);

/** The stretches of files behind an operand. */
export function filesBehind(o: ReadOperand): FileOperand[] {
  if (o.kind === 'file') return [o];
  return o.kind === 'adapter' ? [o.base, o.a, o.b] : o.inputs.flatMap(filesBehind);
}

/** Whole numbers are compared and copied by the host: they never enter an arena. */
export const isCopied = (tensor: TensorPlan): boolean => tensor.steps.at(-1)?.kind === 'copy';

/** Whether float64 takes part: WebGPU and WebAssembly do not compute in it. */
export const isWide = ({ steps }: TensorPlan): boolean =>
  steps.some(
    (step) =>
      step.dtype === 'F64' ||
      (step.kind === 'merge' && step.workDtype === 'F64') ||
      step.inputs.some((operand) => operand.kind !== 'step' && operand.dtype === 'F64'),
  );

/** What tensors are made from, each once. */
export function distinctOperands(tensors: readonly TensorPlan[]): ReadOperand[] {
  return distinct(tensors.flatMap(readOperands));
}

export const distinct = <O extends ReadOperand>(operands: readonly O[]): O[] => [...new Map(operands.map((o) => [keyOf(o), o])).values()];

/** Lays out whole tensors side by side. */
export function placeUnit(tensors: readonly TensorPlan[], summary: boolean): Placement {
  const read = distinctOperands(tensors.filter((t) => !isCopied(t)));
  const places = new Map<string, number>();
  let arena = 0;
  const windows = windowsOf(read.filter((o) => o.kind === 'file')).map(({ source, file, offset, bytes, aligned, operands }): Window => {
    const at = align(arena) + (aligned ? offset % ALIGN : 0);
    arena = at + bytes;
    for (const o of operands) places.set(keyOf(o), at + (o.offset - offset));
    return { from: { source, file, offset }, bytes, at };
  });
  const reserve = (bytes: number): number => {
    const at = align(arena);
    arena = at + bytes;
    return at;
  };
  for (const o of read) {
    if (o.kind === 'file') continue;
    const at = reserve(o.bytes);
    places.set(keyOf(o), at);
    windows.push({ from: o, bytes: o.bytes, at });
  }
  let out = 0;
  let widest = 0;
  const laid = tensors.map((tensor): TensorPlacement => {
    const kept: number[] = [];
    const steps = tensor.steps.map((step, index): StepPlacement => {
      const inputs = step.inputs.map((i) => (i.kind === 'step' ? (kept[i.step] ?? 0) : (places.get(keyOf(i)) ?? 0)));
      if (index === tensor.steps.length - 1) return { inputs, kept: undefined };
      const bytes = stepBytes(step);
      widest = Math.max(widest, bytes);
      const at = reserve(bytes);
      kept[index] = at;
      return { inputs, kept: at };
    });
    const at = align(out);
    out = at + align(tensor.bytes);
    return { steps, out: at, result: summary ? reserve(tensor.bytes) : 0 };
  });
  // Intermediate results pass through the output buffer behind the finished ones.
  return { windows, tensors: laid, arenaBytes: align(arena) + ALIGN, outBytes: align(out + widest) + ALIGN };
}

const stepBytes = (step: { shape: readonly number[]; dtype: keyof typeof DTYPES }): number =>
  align(step.shape.reduce((n, d) => n * d, DTYPES[step.dtype].bytes));

interface Draft {
  readonly source: number;
  readonly file: string;
  readonly offset: number;
  bytes: number;
  /** False for a tensor at an odd place in its file, which travels alone and is put at an even one. */
  readonly aligned: boolean;
  readonly operands: FileOperand[];
}

function windowsOf(operands: readonly FileOperand[]): Draft[] {
  const sorted = [...operands].sort((a, b) => a.source - b.source || compareNames(a.file, b.file) || a.offset - b.offset);
  const windows: Draft[] = [];
  for (const o of sorted) {
    const last = windows.at(-1);
    const aligned = o.offset % DTYPES[o.dtype].bytes === 0;
    if (last?.aligned && aligned && follows(last, o)) {
      last.bytes = Math.max(last.bytes, o.offset + o.bytes - last.offset);
      last.operands.push(o);
    } else {
      windows.push({ source: o.source, file: o.file, offset: o.offset, bytes: o.bytes, aligned, operands: [o] });
    }
  }
  return windows;
}

const follows = (window: Draft, o: FileOperand): boolean =>
  window.source === o.source && window.file === o.file && o.offset - (window.offset + window.bytes) <= GAP;

/** Operands of a tile, one after another, each at a multiple of 16. */
export function placeTile(
  inputs: readonly OperandPlan[],
  bytes: readonly number[],
): { readonly at: number[]; readonly arenaBytes: number } {
  let arena = 0;
  const at = inputs.map((_, i) => {
    const here = align(arena);
    arena = here + (bytes[i] ?? 0);
    return here;
  });
  return { at, arenaBytes: align(arena) + ALIGN };
}
