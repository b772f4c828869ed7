/**
 * What a kernel works at: the machine, registers for the while, and the operands. A register is a block of float32;
 * every kernel is a short program over blocks, and only loads and stores know a dtype.
 */
import { defined } from '../../base/assert.ts';
import { AlloyError } from '../../base/errors.ts';
import { DTYPES } from '../../formats/dtype.ts';
import type { Operand, Target, Tile, Vector } from '../backend.ts';
import { BLOCK } from './blocks.ts';
import type { Kernels, Machine } from './machine.ts';
import type { Masks } from './masks.ts';

interface OnTile {
  readonly tile: Tile;
  readonly operands: readonly Operand[];
}

export interface Desk<U = OnTile> {
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  readonly frame: Frame;
  readonly load: Loader;
  readonly masks: Masks;
  readonly uniforms: U;
}

/** Writes `count` entries of the result from `start` of the tile. */
export type Store = (from: number, start: number, count: number) => void;

/** Memory that a kernel has while it runs. */
export interface Frame {
  register(): number;
  take(bytes: number): number;
  zeros(bytes: number): number;
  /** Puts the numbers there as float32. */
  floats(values: ArrayLike<number>): number;
  bytes(values: Uint8Array): number;
}

/** A kernel call's operands, by block. */
export interface Loader {
  /** Puts `count` entries from `start` of the tile into a register, at most a block at a time. */
  entries(operand: number, to: number, start: number, count: number): void;
  vector(vector: Vector, to: number, start: number, count: number): void;
  /** Whether an operand's first `count` entries may include NaN or infinity; a quick look, wrong only when it says yes. */
  mayBeOdd(operand: number, count: number): boolean;
}

/** Runs a kernel; what it took of the memory is free again afterwards. */
export function atDesk<U extends OnTile, R>({ kernels, heap, masks }: Machine, arena: number, uniforms: U, work: (desk: Desk<U>) => R): R {
  const taken: number[] = [];
  const take = (bytes: number): number => {
    const at = heap.take(bytes);
    taken.push(at);
    return at;
  };
  try {
    const frame = createFrame(heap.memory, take);
    return work({ kernels, memory: heap.memory, frame, load: createLoader(kernels, frame, arena, uniforms.operands), masks, uniforms });
  } finally {
    for (const at of taken) heap.release(at);
    masks.forget();
  }
}

function createFrame(memory: WebAssembly.Memory, take: Frame['take']): Frame {
  const bytes = (values: Uint8Array): number => {
    const at = take(values.length);
    new Uint8Array(memory.buffer, at, values.length).set(values);
    return at;
  };
  return {
    take,
    register: () => take(BLOCK * 4),
    zeros(length) {
      const at = take(length);
      new Uint8Array(memory.buffer, at, length).fill(0);
      return at;
    },
    floats: (values) => bytes(new Uint8Array(Float32Array.from(values).buffer)),
    bytes,
  };
}

function createLoader(kernels: Kernels, frame: Frame, arena: number, operands: readonly Operand[]): Loader {
  const scratch = frame.register();
  const sources = operands.map((operand) => placeOf(arena, operand));
  const source = (operand: number) => defined(sources[operand], `operand ${operand}`);
  const entries: Loader['entries'] = (operand, to, start, count) => {
    const { code, at, bytes } = source(operand);
    kernels.decode(code, at + start * bytes, to, count);
  };
  return {
    entries,
    vector({ x, reference }, to, start, count) {
      if (reference === undefined) return entries(x, to, start, count);
      const [from, other] = [source(x), source(reference)];
      const [fromAt, otherAt] = [from.at + start * from.bytes, other.at + start * other.bytes];
      kernels.decodeDifference(from.code, fromAt, other.code, otherAt, to, scratch, count);
    },
    mayBeOdd(operand, count) {
      const { code, at } = source(operand);
      return kernels.mayBeOdd(code, at, count) !== 0;
    },
  };
}

export function createStore({ kernels }: Machine, out: number, target: Target): Store {
  const { code, at, bytes } = placeOf(out, target);
  return (from, start, count) => kernels.encode(code, from, at + start * bytes, count);
}

function placeOf(buffer: number, { offset, dtype }: Operand) {
  if (dtype === 'F64') throw new AlloyError({ code: 'unsupported', what: 'The WebAssembly kernels do not compute in float64.' });
  return { ...DTYPES[dtype], at: buffer + offset };
}
