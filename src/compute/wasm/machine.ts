/** The compiled kernels and their memory. */
import bytes from './assembly/index.ts?kernels';
import { createHeap, type Heap } from './heap.ts';
import { LARGEST_MEMORY } from './limits.ts';
import { createMasks, type Masks } from './masks.ts';

type Address = number;
type Flag = 0 | 1;

/** The functions of `assembly/`, which documents them. Counts are of entries. */
export interface Kernels {
  add(x: Address, y: Address, count: number): void;
  addFused(sum: Address, x: Address, c: Address, count: number): void;
  addProduct(sum: Address, x: Address, c: Address, count: number): void;
  clear(to: Address, count: number): void;
  divide(x: Address, divisor: number, count: number): void;
  fill(to: Address, value: number, count: number): void;
  multiply(x: Address, c: Address, count: number): void;
  scale(x: Address, factor: number, count: number): void;
  spreadColumns(to: Address, table: Address, column: number, columns: number, count: number): void;
  spreadRows(to: Address, table: Address, column: number, columns: number, count: number): void;
  subtract(x: Address, y: Address, count: number): void;
  swapNear(x: Address, base: Address, t: number, count: number): void;
  castVotes(board: Address, value: Address, factor: number, weight: number, count: number): void;
  keepOnly(to: Address, x: Address, kept: Address, flip: Flag, count: number): void;
  settleVotes(board: Address, byCount: Flag, zero: number, count: number): void;
  tallyVotes(bins: Address, board: Address, voters: number, offset: number, column: number, columnsPerBin: number, count: number): void;
  decode(dtype: number, from: Address, to: Address, count: number): void;
  decodeDifference(
    dtype: number,
    from: Address,
    referenceDtype: number,
    reference: Address,
    to: Address,
    scratch: Address,
    count: number,
  ): void;
  mayBeOdd(dtype: number, from: Address, count: number): Flag;
  encode(dtype: number, from: Address, to: Address, count: number): void;
  activate(sum: Address, alone: Address, active: Address, d: Address, epsilon: number, factor: number, count: number): void;
  agree(sum: Address, divisor: Address, vote: Address, sign: Address, weight: number, share: number, count: number): void;
  agreeAll(sum: Address, divisor: Address, vote: Address, weight: number, share: number, count: number): void;
  countActive(d: Address, active: Address, epsilon: number, shared: Flag, count: number): number;
  majority(tally: Address, zero: number, count: number): void;
  settle(sum: Address, divisor: Address, least: number, count: number): void;
  settleActive(sum: Address, alone: Address, active: Address, count: number): void;
  tallyCount(tally: Address, vote: Address, count: number): void;
  drawMask(bits: Address, first: number, name: number, stream: number, seed: number, model: number, limit: number, groups: number): void;
  philox(to: Address, first: number, name: number, stream: number, seed: number, model: number, groups: number): void;
  rank(x: Address, ranks: Address, from: Address, to: Address, count: number): void;
  countBand(key: Address, low: number, high: number, count: number): number;
  findBits(key: Address, bits: number, nth: number, count: number): number;
  keepBand(x: Address, key: Address, low: number, high: number, count: number): number;
  keepMasked(x: Address, bits: Address, first: number, count: number): number;
  keepRanked(
    x: Address,
    ranks: Address,
    draws: Address,
    unit: number,
    low: number,
    span: number,
    columns: number,
    divided: Flag,
    count: number,
  ): number;
  addProducts(sums: Address, a: Address, b: Address, count: number): void;
  countLower(bins: Address, key: Address, prefix: number, count: number): void;
  countUpper(bins: Address, key: Address, count: number): void;
  dot(a: Address, b: Address, count: number): number;
  joinCounts(to: Address, a: Address, b: Address, count: number): void;
  sumMagnitudes(x: Address, count: number): number;
  variance(to: Address, blocks: Address, stride: number, models: number, count: number): void;
}

export interface Machine {
  readonly kernels: Kernels;
  readonly heap: Heap;
  readonly masks: Masks;
}

/** `sharing`: the module for a memory that other threads see (`?kernels-shared`). */
export async function createMachine(sharing?: Uint8Array<ArrayBuffer>): Promise<Machine> {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: LARGEST_MEMORY, shared: sharing !== undefined });
  const { instance } = await WebAssembly.instantiate(sharing ?? bytes, { env: { memory } });
  const kernels = instance.exports as unknown as Kernels;
  const heap = createHeap(memory);
  return { kernels, heap, masks: createMasks(kernels, heap) };
}
